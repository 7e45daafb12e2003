//! The variables of a graph: what each stands for, and whether anybody looked.

use std::collections::HashMap;
use std::rc::Rc;

use proc_macro2::{Ident, Span};
use syn::Expr;

use super::Tensor;
use crate::parse::{Errors, Function};

/// What a variable, or any expression, stands for.
#[derive(Clone)]
pub enum Value {
    Tensor(Tensor),
    List(Vec<Value>),
    /// Layers that are called one after the other; one, unless it is a `sequential![…]`.
    Layers(Vec<usize>),
    Function(Rc<Function>),
    /// Not part of the network: a number, a name, a constant.
    Other(Expr),
    /// A mistake that is reported already.
    Unknown,
}

impl Value {
    /// What messages call it.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Tensor(_) | Value::Unknown => "a tensor",
            Value::List(_) => "a list of tensors",
            Value::Layers(_) => "a layer",
            Value::Function(_) => "a block",
            Value::Other(_) => "a number",
        }
    }
}

struct Binding {
    value: Value,
    span: Span,
    used: bool,
}

/// Nested blocks of variables, innermost last.
#[derive(Default)]
pub struct Scope {
    blocks: Vec<HashMap<String, Binding>>,
    /// The blocks below this one belong to the caller of a `fn`: only functions are seen through it.
    walls: Vec<usize>,
}

impl Scope {
    /// Begins a block; with `wall`, the body of a `fn`, which sees no variables from outside.
    pub fn enter(&mut self, wall: bool) {
        if wall {
            self.walls.push(self.blocks.len());
        }
        self.blocks.push(HashMap::new());
    }

    /// Ends a block: what was bound and never used is reported.
    pub fn leave(&mut self, errors: &mut Errors) {
        if self.walls.last() == Some(&(self.blocks.len() - 1)) {
            self.walls.pop();
        }
        let block = self.blocks.pop().expect("blocks are left as often as entered");
        let mut unused: Vec<_> = block.into_iter().filter(|(_, binding)| !binding.used).collect();
        unused.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, binding) in unused {
            report_unused(&name, &binding, "", errors);
        }
    }

    /// Binds a variable in the innermost block.
    pub fn bind(&mut self, name: &Ident, value: Value, errors: &mut Errors) {
        let block = self.blocks.last_mut().expect("there is a block");
        let binding = Binding { value, span: name.span(), used: false };
        if let Some(shadowed) = block.insert(name.to_string(), binding)
            && !shadowed.used
        {
            report_unused(&name.to_string(), &shadowed, " before this name is bound again", errors);
        }
    }

    /// Gives a variable that exists another value: `x = layer(x)`.
    pub fn assign(&mut self, name: &Ident, value: Value, errors: &mut Errors) {
        let wall = self.walls.last().copied().unwrap_or(0);
        let text = name.to_string();
        match self.blocks[wall..].iter_mut().rev().find_map(|block| block.get_mut(&text)) {
            Some(binding) => {
                if !binding.used {
                    report_unused(&text, binding, " before it is assigned again", errors);
                }
                *binding = Binding { value, span: name.span(), used: false };
            }
            None => errors.at(name.span(), format!("`{text}` is not defined: bind it with `let {text} = …`")),
        }
    }

    /// Looks a variable up and marks it as used.
    pub fn get(&mut self, name: &Ident) -> Option<Value> {
        let wall = self.walls.last().copied().unwrap_or(0);
        let text = name.to_string();
        let visible = |(depth, binding): &(usize, &mut Binding)| {
            *depth >= wall || matches!(binding.value, Value::Function(_))
        };
        let mut found = self
            .blocks
            .iter_mut()
            .enumerate()
            .rev()
            .filter_map(|(depth, block)| Some((depth, block.get_mut(&text)?)));
        let (_, binding) = found.find(visible)?;
        binding.used = true;
        Some(binding.value.clone())
    }

    /// Whether a variable of the caller is out of sight in the body of a `fn`.
    pub fn is_behind_wall(&self, name: &Ident) -> bool {
        let wall = self.walls.last().copied().unwrap_or(0);
        self.blocks[..wall].iter().any(|block| block.contains_key(&name.to_string()))
    }
}

fn report_unused(name: &str, binding: &Binding, when: &str, errors: &mut Errors) {
    if name.starts_with('_') || matches!(binding.value, Value::Unknown) {
        return;
    }
    let why = match binding.value {
        Value::Tensor(Tensor::Input(_)) => format!("the input `{name}` is not connected to an output{when}"),
        Value::Tensor(_) | Value::List(_) => format!("the tensor `{name}` is never used{when}"),
        Value::Layers(_) => {
            format!("the layer `{name}` is never called{when}: call it on a tensor, `{name}(x)`")
        }
        Value::Function(_) => format!("the block `{name}` is never called{when}"),
        Value::Other(_) => format!("`{name}` is never used{when}"),
        Value::Unknown => return,
    };
    errors.at_unless_broken(binding.span, format!("{why}; a name that begins with `_` may stay unused"));
}
