//! The variables of a graph: what each stands for, and whether anybody looked.

use std::rc::Rc;

use proc_macro2::{Ident, Span};
use syn::Expr;

use crate::errors::Errors;
use crate::network::node::Tensor;
use crate::parse::Function;
use crate::word::{self, Word};

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

    /// How many values it holds.
    pub fn count(&self) -> usize {
        match self {
            Value::List(values) => values.iter().map(Value::count).sum(),
            _ => 1,
        }
    }
}

struct Binding {
    name: String,
    value: Value,
    span: Span,
    used: bool,
}

/// Nested blocks of variables, innermost last.
#[derive(Default)]
pub struct Scope {
    blocks: Vec<Vec<Binding>>,
    /// The blocks below this one belong to the caller of a `fn`: only functions are seen through it.
    walls: Vec<usize>,
}

impl Scope {
    /// Begins a block; with `wall`, the body of a `fn`, which sees no variables from outside.
    pub fn enter(&mut self, wall: bool) {
        if wall {
            self.walls.push(self.blocks.len());
        }
        self.blocks.push(vec![]);
    }

    /// Ends a block: what was bound and never used is reported.
    pub fn leave(&mut self, errors: &mut Errors) {
        if self.walls.last() == Some(&(self.blocks.len() - 1)) {
            self.walls.pop();
        }
        let block = self.blocks.pop().expect("blocks are left as often as entered");
        for binding in block.iter().filter(|binding| !binding.used) {
            binding.report_unused("", errors);
        }
    }

    /// Binds a variable in the innermost block.
    pub fn bind(&mut self, name: &Ident, value: Value, errors: &mut Errors) {
        let block = self.blocks.last_mut().expect("there is a block");
        let binding = Binding::new(name, value);
        match block.iter_mut().find(|earlier| earlier.name == binding.name) {
            Some(earlier) => {
                if !earlier.used {
                    earlier.report_unused(" before this name is bound again", errors);
                }
                *earlier = binding;
            }
            None => block.push(binding),
        }
    }

    /// Binds the parameter of a block, which need not be used.
    pub fn bind_parameter(&mut self, name: &Ident, value: Value, errors: &mut Errors) {
        self.bind(name, value, errors);
        self.get(name);
    }

    /// Gives a variable that exists another value: `x = layer(x)`.
    pub fn assign(&mut self, name: &Ident, value: Value, errors: &mut Errors) {
        let wall = self.walls.last().copied().unwrap_or(0);
        let binding = Binding::new(name, value);
        let mut visible = self.blocks[wall..].iter_mut().rev().flatten();
        match visible.find(|earlier| earlier.name == binding.name) {
            Some(earlier) => {
                if !earlier.used {
                    earlier.report_unused(" before it is assigned again", errors);
                }
                *earlier = binding;
            }
            None => {
                errors.at(name.span(), format!("`{name}` is not defined: bind it with `let {name} = …`"));
                self.bind(name, Value::Unknown, errors);
            }
        }
    }

    /// Looks a variable up and marks it as used.
    pub fn get(&mut self, name: &Ident) -> Option<Value> {
        let binding = self.find(name)?;
        binding.used = true;
        Some(binding.value.clone())
    }

    /// Whether a variable is a number or a word.
    pub fn is_plain(&mut self, name: &Ident) -> bool {
        matches!(self.find(name), Some(Binding { value: Value::Other(_), .. }))
    }

    fn find(&mut self, name: &Ident) -> Option<&mut Binding> {
        let wall = self.walls.last().copied().unwrap_or(0);
        let text = name.text();
        let (outer, inner) = self.blocks.split_at_mut(wall);
        let is_function = |binding: &&mut Binding| matches!(binding.value, Value::Function(_));
        let visible = inner.iter_mut().rev().flatten();
        let mut visible = visible.chain(outer.iter_mut().rev().flatten().filter(is_function));
        visible.find(|binding| binding.name == text)
    }

    /// The variable that was meant by a name that is none, as a question; nothing if none is like it.
    pub fn meant(&self, name: &Ident) -> String {
        let wall = self.walls.last().copied().unwrap_or(0);
        let visible = self.blocks[wall..].iter().flatten().map(|binding| &*binding.name);
        match word::nearest(&name.text(), visible) {
            Some(meant) => format!(": did you mean `{meant}`?"),
            None => String::new(),
        }
    }

    /// Whether a variable of the caller is out of sight in the body of a `fn`.
    pub fn is_behind_wall(&self, name: &Ident) -> bool {
        let wall = self.walls.last().copied().unwrap_or(0);
        self.blocks[..wall].iter().flatten().any(|binding| name.text() == binding.name)
    }
}

impl Binding {
    fn new(name: &Ident, value: Value) -> Self {
        Self { name: name.text(), value, span: name.span(), used: false }
    }

    fn report_unused(&self, when: &str, errors: &mut Errors) {
        let name = &self.name;
        if name.starts_with('_') {
            return;
        }
        let why = match self.value {
            Value::Tensor(Tensor::Input(_)) => {
                format!("the input `{name}` is not connected to an output{when}")
            }
            Value::Tensor(_) | Value::List(_) => {
                format!("the tensor `{name}` is never used{when}; begin its name with `_` if it is meant so")
            }
            Value::Layers(_) => {
                format!("the layer `{name}` is never called{when}: call it on a tensor, `{name}(x)`")
            }
            Value::Function(_) => format!("the block `{name}` is never called{when}"),
            // Rust would warn, which a macro cannot.
            Value::Other(_) | Value::Unknown => return,
        };
        errors.at_unless_broken(self.span, why);
    }
}
