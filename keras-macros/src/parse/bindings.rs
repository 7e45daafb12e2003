//! `let` in a list of layers, where no statement stands: it is said what to write, and the rest is read as it was meant.

use std::collections::HashMap;

use proc_macro2::{Group, TokenStream, TokenTree};

use super::token::mark;
use crate::errors::Errors;
use crate::word::Word;

/// The numbers that were bound in a list so far.
#[derive(Default)]
pub struct Bindings(HashMap<String, TokenStream>);

impl Bindings {
    /// A piece without the `let`s before it, and with what they bound in its place; none if that was a tensor.
    pub fn without(&mut self, mut piece: TokenStream, errors: &mut Errors) -> Option<TokenStream> {
        while let Some((name, value, rest)) = binding(piece.clone()) {
            let (upper, text) = (name.text().to_uppercase(), value.to_string());
            if text.starts_with(char::is_uppercase) {
                let message =
                    "a list has layers only; tensors with names are for `graph!({ let x = Input(784); … })`";
                errors.at(name.span(), message);
                return None;
            }
            let message = format!(
                "a list has layers only; a number has a name before it: `const {upper}: usize = {text};`"
            );
            errors.at(name.span(), message);
            let value = self.filled(value);
            self.0.insert(name.text(), value);
            piece = rest;
        }
        Some(if self.0.is_empty() { piece } else { self.filled(piece) })
    }

    fn filled(&self, tokens: TokenStream) -> TokenStream {
        let mut is_member = false;
        let filled = tokens.into_iter().map(|tree| {
            let was_member = std::mem::replace(&mut is_member, ['.', ':'].contains(&mark(&tree)));
            match tree {
                TokenTree::Ident(name) if !was_member && self.0.contains_key(&name.text()) => {
                    self.0[&name.text()].clone()
                }
                TokenTree::Group(group) => {
                    let mut inner = Group::new(group.delimiter(), self.filled(group.stream()));
                    inner.set_span(group.span());
                    TokenTree::from(inner).into()
                }
                tree => tree.into(),
            }
        });
        filled.collect()
    }
}

/// The name and the value of a `let` at the beginning, and what is behind its `;`.
fn binding(piece: TokenStream) -> Option<(proc_macro2::Ident, TokenStream, TokenStream)> {
    let mut trees = piece.into_iter();
    let mut next = || match trees.next()? {
        TokenTree::Ident(word) => Some(word),
        _ => None,
    };
    let mut name = next().filter(|word| word == "let").and_then(|_| next())?;
    if name == "mut" {
        name = next()?;
    }
    let value = trees.by_ref().skip_while(|tree| mark(tree) != '=').skip(1);
    let value = value.take_while(|tree| mark(tree) != ';').collect();
    Some((name, value, trees.collect()))
}
