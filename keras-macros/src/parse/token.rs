//! Questions about a single token.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use crate::word::{self, Word};

/// A punctuation character; a blank for any other token.
pub fn mark(tree: &TokenTree) -> char {
    match tree {
        TokenTree::Punct(punct) => punct.as_char(),
        _ => ' ',
    }
}

/// The names of layers among tokens: the words behind `name =`.
pub fn names_of_layers(tokens: TokenStream) -> Vec<Ident> {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut names = vec![];
    for (i, tree) in trees.iter().enumerate() {
        match (tree, trees.get(i + 1), trees.get(i + 2)) {
            // A field with a layer as its type.
            (TokenTree::Ident(name), Some(next), Some(TokenTree::Ident(_)))
                if i == 0 && mark(next) == ':' =>
            {
                names.extend(word::ident(&name.text(), name.span()));
            }
            (TokenTree::Group(group), ..) => names.extend(names_of_layers(group.stream())),
            (TokenTree::Ident(word), Some(next), Some(value)) if word == "name" && mark(next) == '=' => {
                let text = value.to_string();
                names.extend(word::ident(text.trim_matches('"'), value.span()));
            }
            _ => {}
        }
    }
    names
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
