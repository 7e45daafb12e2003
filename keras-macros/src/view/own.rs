//! Which tokens of an expansion are the user's.

use std::collections::HashSet;

use proc_macro2::{Group, Span, TokenStream, TokenTree};

use super::named;

/// The tokens that a macro is called on: their places and texts.
pub struct Own(HashSet<(String, String)>);

impl Own {
    pub fn of(input: TokenStream) -> Self {
        let mut own = Self(HashSet::new());
        own.collect(input);
        own
    }

    /// The names of arguments are left out: what they lead to is in the view alone.
    fn collect(&mut self, input: TokenStream) {
        let trees: Vec<TokenTree> = input.into_iter().collect();
        for (at, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => self.collect(group.stream()),
                _ if named(&trees[at..]).is_some() => {}
                tree => drop(self.0.insert(key(tree))),
            }
        }
    }

    /// An expansion without the places that tokens have only for the messages of rustc: an editor would take them for
    /// what stands there. The macro's own messages stay.
    pub fn alone_in_place(&self, expansion: TokenStream) -> TokenStream {
        let mut moved = TokenStream::new();
        let mut trees: &[TokenTree] = &expansion.into_iter().collect::<Vec<_>>();
        while let [tree, rest @ ..] = trees {
            if begins_message(trees) {
                let (message, rest) = trees.split_at(MESSAGE);
                moved.extend(message.iter().cloned());
                trees = rest;
            } else {
                moved.extend([self.in_place(tree.clone())]);
                trees = rest;
            }
        }
        moved
    }

    /// A token where it stands if it is the user's, and else where the macro stands. What it means stays as it is.
    fn in_place(&self, tree: TokenTree) -> TokenTree {
        let span = Span::call_site().resolved_at(tree.span());
        let mut moved = match tree {
            TokenTree::Group(group) => {
                Group::new(group.delimiter(), self.alone_in_place(group.stream())).into()
            }
            tree if self.0.contains(&key(&tree)) => return tree,
            tree => tree,
        };
        moved.set_span(span);
        moved
    }
}

/// How many tokens `::core::compile_error! { "…" }` is.
const MESSAGE: usize = 8;

fn begins_message(trees: &[TokenTree]) -> bool {
    let is_it = |tree: &TokenTree| matches!(tree, TokenTree::Ident(word) if word == "compile_error");
    trees.len() >= MESSAGE && is_it(&trees[MESSAGE - 3])
}

fn key(tree: &TokenTree) -> (String, String) {
    (format!("{:?}", tree.span()), tree.to_string())
}
