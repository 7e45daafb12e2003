//! Cutting a token stream into pieces that are parsed one by one, so that a broken one spoils no other.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The pieces between top-level commas; an empty one, as after a trailing comma, is left out.
pub fn commas(tokens: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![TokenStream::new()];
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => pieces.push(TokenStream::new()),
            _ => pieces.last_mut().expect("it begins with one").extend([token]),
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The pieces that each end a statement: with a `;`, or with the braces of a `fn` or `for`. The last is the rest.
pub fn semicolons(tokens: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![];
    let mut piece = TokenStream::new();
    let mut is_block = false;
    for token in tokens {
        if piece.is_empty() {
            is_block = matches!(&token, TokenTree::Ident(word) if word == "fn" || word == "for");
        }
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => is_block && group.delimiter() == Delimiter::Brace,
            _ => false,
        };
        piece.extend([token]);
        if ends {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

/// The body without the one pair of angle brackets that may stand around it: `sequential![< ... >]`.
pub fn delimited(tokens: TokenStream) -> TokenStream {
    let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
    let is =
        |tree: Option<&TokenTree>, angle| matches!(tree, Some(TokenTree::Punct(p)) if p.as_char() == angle);
    let arrow = match trees.as_slice() {
        [.., TokenTree::Punct(before), _] => {
            before.spacing() == Spacing::Joint && ['-', '='].contains(&before.as_char())
        }
        _ => false,
    };
    if trees.len() >= 2 && is(trees.first(), '<') && is(trees.last(), '>') && !arrow {
        trees.pop();
        trees.remove(0);
    }
    trees.into_iter().collect()
}
