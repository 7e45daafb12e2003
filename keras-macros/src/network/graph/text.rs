//! Names with holes: `name = "{block}_1_conv"`, as Rust's `format!` would fill them.

use syn::{Expr, ExprLit, Lit, LitStr};

use super::builder::Builder;
use super::scope::Value;
use super::value::word as variable;
use crate::word::{self, Word};

impl Builder<'_> {
    /// A literal; in a string, each `{variable}` is replaced by the number, word or string that it stands for.
    pub fn text(&mut self, literal: &ExprLit) -> Option<Expr> {
        let Lit::Str(text) = &literal.lit else { return Some(Expr::Lit(literal.clone())) };
        let written = text.value();
        let mut filled = String::new();
        let mut rest = written.as_str();
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((name, behind)) = behind.split_once('}') else {
                self.errors.at(text.span(), "a `{` without its `}`");
                return None;
            };
            filled += before;
            filled += &self.hole(name, text)?;
            rest = behind;
        }
        filled += rest;
        let lit = Lit::Str(LitStr::new(&filled, text.span()));
        Some(Expr::Lit(ExprLit { lit, ..literal.clone() }))
    }

    fn hole(&mut self, name: &str, text: &LitStr) -> Option<String> {
        let word = name.trim();
        let Some(variable) = word::ident(word.strip_prefix("r#").unwrap_or(word), text.span()) else {
            self.errors.at(text.span(), format!("`{{{name}}}`: expected one variable between the braces"));
            return None;
        };
        let kind = match self.scope.get(&variable) {
            Some(Value::Unknown) => return None,
            Some(Value::Other(value)) => match written(&value) {
                Some(text) => return Some(text),
                None => "an expression, not a plain number or word",
            },
            Some(other) => other.kind(),
            None if self.is_out_of_sight(&variable) => return None,
            None => "not defined",
        };
        self.errors.at(text.span(), format!("`{name}`, which this name is made of, is {kind}"));
        None
    }
}

/// A number, word or string as part of a name.
fn written(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => Some(number.base10_digits().to_owned()),
        value => variable(value).map(Word::text),
    }
}
