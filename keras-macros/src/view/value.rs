//! Expressions, in which layers are called on arguments and on tensors.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse2;

use super::layer::{Called, Kind, parenthesis, path_len};
use super::{View, named};
use crate::parse::{begins_closure, commas, mark};
use crate::word;

impl View {
    /// An expression as it is written, but for the layers in it.
    pub fn value(&self, trees: &[TokenTree]) -> TokenStream {
        let (mut seen, mut at) = (TokenStream::new(), 0);
        while at < trees.len() {
            let before = at.checked_sub(1).map(|before| &trees[before]);
            let (part, len) = self.part(&trees[at..], before);
            seen.extend(part);
            at += len;
        }
        seen
    }

    /// What stands at the beginning, and how many tokens it is.
    fn part(&self, trees: &[TokenTree], before: Option<&TokenTree>) -> (TokenStream, usize) {
        let editor = &self.editor;
        if mark(&trees[0]) == '|' && begins_closure(before) {
            // What is in a closure is Rust.
            return (trees.iter().cloned().collect(), trees.len());
        }
        if let Some(part) = self.layer_on_tensors(trees).or_else(|| self.called_macro(trees)) {
            return part;
        }
        let part = match &trees[0] {
            TokenTree::Ident(word) if *word == "_" => quote!(#editor::any(())),
            TokenTree::Group(group) => self.group(group, before),
            tree => tree.into_token_stream(),
        };
        (part, 1)
    }

    /// `Dense(32)`, `Dense(32)(x)` or `Input(784)`.
    fn layer_on_tensors(&self, trees: &[TokenTree]) -> Option<(TokenStream, usize)> {
        let (editor, layer) = (&self.editor, Called::at(trees)?);
        let mut len = layer.len;
        let mut value = match is_input(&layer) {
            true => {
                let input = self.called(layer, Kind::Input);
                quote!(#editor::applied(#input, ()))
            }
            false => self.called(layer, Kind::Layer),
        };
        while let Some(tensors) = trees.get(len).and_then(parenthesis) {
            let tensors = self.tensors(tensors);
            value = quote!(#editor::applied(#value, (#tensors)));
            len += 1;
        }
        Some((value, len))
    }

    /// `sequential![…]`; what is in another macro nobody knows.
    fn called_macro(&self, trees: &[TokenTree]) -> Option<(TokenStream, usize)> {
        let (path, rest) = trees.split_at(path_len(trees)?);
        let [bang, TokenTree::Group(body), ..] = rest else { return None };
        if mark(bang) != '!' {
            return None;
        }
        let called = match path.last() {
            Some(TokenTree::Ident(word)) if word == "sequential" => {
                let (list, editor) = (self.layers(body.stream()), &self.editor);
                quote!({ #list #editor::any(()) })
            }
            _ => quote!(#(#path)* #bang #body),
        };
        Some((called, path.len() + 2))
    }

    fn group(&self, group: &Group, before: Option<&TokenTree>) -> TokenStream {
        let inner = match (group.delimiter(), before) {
            (Delimiter::Parenthesis, Some(TokenTree::Ident(_))) => self.tensors(group.stream()),
            (Delimiter::Brace, _) => self.statements(group.stream()),
            _ => self.value(&group.stream().into_iter().collect::<Vec<_>>()),
        };
        let mut seen = Group::new(group.delimiter(), inner);
        seen.set_span(group.span());
        seen.into_token_stream()
    }

    /// What a layer or block is called on. The names of inputs are not seen.
    fn tensors(&self, tokens: TokenStream) -> TokenStream {
        let tensors = commas(tokens).into_iter().map(|piece| {
            let trees: Vec<TokenTree> = piece.into_iter().collect();
            self.value(named(&trees).map_or(&*trees, |(_, value)| value))
        });
        quote!(#(#tensors),*)
    }
}

/// Whether it is no layer, but a tensor.
fn is_input(Called { path, .. }: &Called) -> bool {
    parse2(path.clone()).is_ok_and(|path| word::is(&path, "Input"))
}
