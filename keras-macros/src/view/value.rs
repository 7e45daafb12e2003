//! Expressions, in which layers are called on arguments and on tensors.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse2;

use super::layer::{Called, Kind, parenthesis};
use super::{View, named};
use crate::parse::{begins_closure, commas, mark};
use crate::word;

impl View {
    /// An expression as it is written, but for the layers in it.
    pub fn value(&self, trees: &[TokenTree]) -> TokenStream {
        let (editor, mut seen, mut at) = (&self.editor, TokenStream::new(), 0);
        while let Some(tree) = trees.get(at) {
            let rest = &trees[at..];
            let before = at.checked_sub(1).map(|before| &trees[before]);
            if mark(tree) == '|' && begins_closure(before) {
                // What is in a closure is Rust.
                seen.extend(rest.iter().cloned());
                break;
            }
            if let Some(layer) = Called::at(rest) {
                at += layer.len;
                let kind = if is_input(&layer) { Kind::Input } else { Kind::Layer };
                let mut value = self.called(layer, kind);
                if kind == Kind::Input {
                    value = quote!(#editor::applied(#value, ()));
                }
                while let Some(tensors) = trees.get(at).and_then(parenthesis) {
                    let tensors = self.tensors(tensors);
                    value = quote!(#editor::applied(#value, (#tensors)));
                    at += 1;
                }
                seen.extend(value);
                continue;
            }
            if let [TokenTree::Ident(word), bang, TokenTree::Group(list), ..] = rest
                && *word == "sequential"
                && mark(bang) == '!'
            {
                let list = self.layers(list.stream());
                seen.extend(quote!({ #list #editor::any(()) }));
                at += 3;
                continue;
            }
            match tree {
                TokenTree::Ident(word) if *word == "_" => seen.extend(quote!(#editor::any(()))),
                TokenTree::Group(group) => self.group(group, before).to_tokens(&mut seen),
                tree => tree.to_tokens(&mut seen),
            }
            at += 1;
        }
        seen
    }

    fn group(&self, group: &Group, before: Option<&TokenTree>) -> TokenTree {
        let inner = match (group.delimiter(), before) {
            (Delimiter::Parenthesis, Some(TokenTree::Ident(_))) => self.tensors(group.stream()),
            (Delimiter::Brace, _) => self.statements(group.stream()),
            _ => self.value(&group.stream().into_iter().collect::<Vec<_>>()),
        };
        let mut seen = Group::new(group.delimiter(), inner);
        seen.set_span(group.span());
        seen.into()
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
