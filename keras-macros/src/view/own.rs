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
    /// what stands there.
    pub fn alone_in_place(&self, expansion: TokenStream) -> TokenStream {
        let moved = expansion.into_iter().map(|tree| match tree {
            TokenTree::Group(group) => {
                let mut moved = Group::new(group.delimiter(), self.alone_in_place(group.stream()));
                moved.set_span(moved_away(group.span()));
                moved.into()
            }
            tree if self.0.contains(&key(&tree)) => tree,
            mut tree => {
                tree.set_span(moved_away(tree.span()));
                tree
            }
        });
        moved.collect()
    }
}

/// The place of the macro. What a word means stays as it is.
fn moved_away(span: Span) -> Span {
    Span::call_site().resolved_at(span)
}

fn key(tree: &TokenTree) -> (String, String) {
    (format!("{:?}", tree.span()), tree.to_string())
}
