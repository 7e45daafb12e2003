//! Numbers that a block or loop passes on: `filters` in `Conv2D(filters, 3)`.

use std::collections::HashMap;

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;

use crate::word::Word;

/// `value` with every variable replaced by what it stands for. What cannot be parsed afterwards stays as it was.
pub fn substitute(value: &Expr, variables: &HashMap<String, Expr>) -> Expr {
    if variables.is_empty() {
        return value.clone();
    }
    // To parse what is one word takes longer than all else about it.
    if let Expr::Path(path) = value
        && let Some(number) = path.path.get_ident().and_then(|word| variables.get(&word.text()))
        && is_operand(number)
    {
        return number.clone();
    }
    let replaced = replace(value.to_token_stream(), &mut |name| match variables.get(&name.text()) {
        Some(value) => operand(value),
        None => name.into_token_stream(),
    });
    syn::parse2(replaced).unwrap_or_else(|_| value.clone())
}

/// The variables that may occur in `value`: its words, but for fields, methods, paths of several segments, and the
/// parameters of a closure.
pub fn words(value: &Expr) -> Vec<Ident> {
    let mut found = all_words(value.to_token_stream());
    if let Expr::Closure(closure) = value {
        let own = all_words(closure.inputs.to_token_stream());
        found.retain(|word| !own.iter().any(|own| own.text() == word.text()));
    }
    found
}

/// All words but fields, methods, and paths of several segments.
pub fn all_words(tokens: TokenStream) -> Vec<Ident> {
    let mut found = vec![];
    replace(tokens, &mut |name| {
        found.push(name);
        TokenStream::new()
    });
    found
}

/// How many tokens an expression has.
pub fn size(value: &Expr) -> usize {
    fn count(tokens: TokenStream) -> usize {
        let tree = |tree| if let TokenTree::Group(group) = tree { 1 + count(group.stream()) } else { 1 };
        tokens.into_iter().map(tree).sum()
    }
    count(value.to_token_stream())
}

/// An expression that binds as tightly as the variable whose place it takes.
fn operand(value: &Expr) -> TokenStream {
    if is_operand(value) { value.to_token_stream() } else { quote::quote!((#value)) }
}

/// Whether an expression does so by itself.
fn is_operand(value: &Expr) -> bool {
    matches!(
        value,
        Expr::Lit(_) | Expr::Path(_) | Expr::Paren(_) | Expr::Tuple(_) | Expr::Array(_) | Expr::Infer(_)
    )
}

fn replace(tokens: TokenStream, word: &mut impl FnMut(Ident) -> TokenStream) -> TokenStream {
    let (mut before, mut last) = (' ', ' ');
    let mut replaced = TokenStream::new();
    for tree in tokens {
        let is_member = (last == '.' && before != '.') || (last == ':' && before == ':');
        let this = if let TokenTree::Punct(punct) = &tree { punct.as_char() } else { ' ' };
        (before, last) = (last, this);
        match tree {
            TokenTree::Ident(name) if !is_member => replaced.extend(word(name)),
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), replace(group.stream(), word));
                inner.set_span(group.span());
                replaced.extend([TokenTree::Group(inner)]);
            }
            other => replaced.extend([other]),
        }
    }
    replaced
}
