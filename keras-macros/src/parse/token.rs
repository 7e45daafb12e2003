//! Questions about a single token.

use proc_macro2::{Delimiter, TokenTree};

/// A punctuation character; a blank for any other token.
pub fn mark(tree: &TokenTree) -> char {
    match tree {
        TokenTree::Punct(punct) => punct.as_char(),
        _ => ' ',
    }
}

/// Whether a `#` in front of it makes this an attribute.
pub fn is_bracket(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket)
}

/// Whether a `|` after this token is that of a closure, and no operator.
pub fn begins_closure(previous: Option<&TokenTree>) -> bool {
    match previous {
        None => true,
        Some(TokenTree::Punct(punct)) => punct.as_char() == '=',
        Some(TokenTree::Ident(word)) => word == "move",
        Some(_) => false,
    }
}

/// Whether an operator after this token has nothing on its left.
pub fn begins_operand(previous: Option<&TokenTree>) -> bool {
    previous.is_none_or(|previous| matches!(previous, TokenTree::Punct(_)))
}
