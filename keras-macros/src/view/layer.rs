//! A layer's name, called on its arguments.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote;

use super::View;
use crate::parse::{commas, mark};
use crate::word::Word;

/// What is called, which is what says whose the arguments are.
#[derive(Clone, Copy)]
pub enum Kind {
    Layer,
    Metric,
    Input,
}

/// A layer's name, with its arguments.
pub struct Called {
    pub path: TokenStream,
    pub arguments: TokenStream,
    /// How many tokens it is.
    pub len: usize,
}

impl View {
    /// `Dense(32, activation = relu)`, whose value can be anything.
    pub fn called(&self, Called { path, arguments, .. }: Called, kind: Kind) -> TokenStream {
        let Self { editor, .. } = self;
        let names = match kind {
            Kind::Layer => quote! {
                #[allow(unused_imports)]
                use #editor::{OfEveryLayer as _, Words as _};
                type __Names = <__Layer as #editor::LayerType>::Names;
            },
            Kind::Metric => quote!(type __Names = <__Layer as #editor::Configured>::Names;),
            Kind::Input => TokenStream::new(),
        };
        let arguments = commas(arguments).into_iter().enumerate();
        let arguments = arguments.map(|(position, argument)| self.argument(kind, position, argument));
        quote!({
            type __Layer = #path;
            #names
            let __given = #editor::given(<__Layer>::args());
            #(#arguments)*
            let _ = __given.finished(#editor::any(()));
            #editor::any(__given)
        })
    }
}

impl Called {
    /// The layer at the beginning of tokens: a path to a word with a capital, and parentheses.
    pub fn at(trees: &[TokenTree]) -> Option<Self> {
        let len = path_len(trees)?;
        let words: Vec<&Ident> = trees[..len].iter().filter_map(ident).collect();
        let is_type = |word: &&&Ident| word.text().starts_with(char::is_uppercase);
        let mut last = words.iter().rev();
        if last.next().filter(is_type).is_none() || last.next().filter(is_type).is_some() {
            return None;
        }
        let arguments = parenthesis(trees.get(len)?)?;
        Some(Called { path: trees[..len].iter().cloned().collect(), arguments, len: len + 1 })
    }
}

/// How many tokens belong to the path at the beginning.
pub fn path_len(trees: &[TokenTree]) -> Option<usize> {
    let is_colon = |tree: &TokenTree| mark(tree) == ':';
    let colons = |at: usize| trees.get(at..at + 2).is_some_and(|two| two.iter().all(is_colon));
    let mut len = if colons(0) { 2 } else { 0 };
    loop {
        trees.get(len).and_then(ident)?;
        len += 1;
        if !colons(len) {
            return Some(len);
        }
        len += 2;
    }
}

/// What stands in parentheses.
pub fn parenthesis(tree: &TokenTree) -> Option<TokenStream> {
    match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(group.stream()),
        _ => None,
    }
}

fn ident(tree: &TokenTree) -> Option<&Ident> {
    if let TokenTree::Ident(word) = tree { Some(word) } else { None }
}
