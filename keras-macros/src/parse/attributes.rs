//! Attributes inside a macro: comments are kept, all others are refused, since nobody would see to them.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::token::{begins_closure, is_bracket, mark};
use crate::errors::Errors;

/// The attributes before a piece that are comments, and the piece without any. What stands in braces, in a closure or
/// in another macro is Rust, or statements that are looked at by themselves.
pub fn comments(piece: TokenStream, errors: &mut Errors) -> (TokenStream, TokenStream) {
    let mut comments = TokenStream::new();
    let rest = without(piece, &mut comments, errors);
    (comments, rest)
}

fn without(tokens: TokenStream, comments: &mut TokenStream, errors: &mut Errors) -> TokenStream {
    if !has_any(tokens.clone()) {
        return tokens;
    }
    let mut kept: Vec<TokenTree> = vec![];
    let mut closure = Closure::No;
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        if matches!(closure, Closure::No) && mark(&tree) == '#' {
            let mut attribute = vec![tree];
            attribute.extend(trees.next_if(|next| mark(next) == '!'));
            match trees.next_if(is_bracket) {
                Some(bracket) if is_comment(&bracket) => {
                    if kept.is_empty() {
                        comments.extend([attribute.swap_remove(0), bracket]);
                    }
                }
                Some(bracket) => refuse(attribute, bracket, errors),
                None => kept.extend(attribute),
            }
            continue;
        }
        closure = closure.after(mark(&tree), kept.last());
        let is_macro = kept.last().is_some_and(|last| mark(last) == '!');
        kept.push(match tree {
            TokenTree::Group(group)
                if group.delimiter() != Delimiter::Brace && !is_macro && matches!(closure, Closure::No) =>
            {
                let mut inner =
                    Group::new(group.delimiter(), without(group.stream(), &mut TokenStream::new(), errors));
                inner.set_span(group.span());
                inner.into()
            }
            other => other,
        });
    }
    kept.into_iter().collect()
}

fn refuse(mut attribute: Vec<TokenTree>, bracket: TokenTree, errors: &mut Errors) {
    let message = match first_word(&bracket).as_deref() {
        Some("cfg" | "cfg_attr") => {
            "a macro cannot evaluate `cfg`: write out what differs, each below its `#[cfg(…)]`, or choose with a constant"
        }
        _ => "nothing here takes an attribute: put it on the item or statement around the macro",
    };
    attribute.push(bracket);
    errors.on(attribute.into_iter().collect::<TokenStream>(), message);
}

/// Whether there is an attribute, or something like it, where they are looked for.
fn has_any(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Group(group) => group.delimiter() != Delimiter::Brace && has_any(group.stream()),
        tree => mark(&tree) == '#',
    })
}

fn is_comment(bracket: &TokenTree) -> bool {
    first_word(bracket).as_deref() == Some("doc")
}

fn first_word(bracket: &TokenTree) -> Option<String> {
    match bracket {
        TokenTree::Group(group) => match group.stream().into_iter().next() {
            Some(TokenTree::Ident(word)) => Some(word.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// Where a token stands in a closure.
enum Closure {
    No,
    Arguments,
    Body,
}

impl Closure {
    fn after(self, mark: char, previous: Option<&TokenTree>) -> Self {
        match (self, mark) {
            (Closure::No, '|') if begins_closure(previous) => Closure::Arguments,
            (Closure::Arguments, '|') => Closure::Body,
            (Closure::Body, ',' | ';') => Closure::No,
            (closure, _) => closure,
        }
    }
}
