//! The statements of a graph, which are Rust's but for the layers in them.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse2;

use super::View;
use super::list::without_attributes;
use crate::parse::{commas, delimited, mark, semicolons, unbraced};

impl View {
    /// The statements of a model.
    pub fn outermost(&self, body: TokenStream) -> TokenStream {
        let (body, editor) = (unbraced(delimited(body)), &self.editor);
        let mut variables = vec![];
        collect(body.clone(), &mut variables);
        let statements = self.statements(body);
        // A variable may be the value of an argument, where an editor looks for methods.
        quote! {
            trait __Variables { #(fn #variables<V>(&self, _: V) {})* }
            impl<A, Unknown> __Variables for #editor::Given<A, Unknown> {}
            let _ = { #statements };
        }
    }

    /// The statements of a block, one by one.
    pub fn statements(&self, tokens: TokenStream) -> TokenStream {
        semicolons(tokens).into_iter().map(|piece| self.statement(&without_attributes(piece))).collect()
    }

    fn statement(&self, trees: &[TokenTree]) -> TokenStream {
        let editor = &self.editor;
        match trees {
            [
                begin @ TokenTree::Ident(word),
                name,
                TokenTree::Group(parameters),
                ..,
                TokenTree::Group(body),
            ] if *word == "fn" && body.delimiter() == Delimiter::Brace => {
                let (parameters, body) = (commas(parameters.stream()), self.statements(body.stream()));
                quote!(#begin #name(#(#parameters: _),*) -> _ { #body })
            }
            [begin @ TokenTree::Ident(word), rest @ ..] if word == "let" || word == "for" => {
                let end = rest.iter().position(|tree| mark(tree) == '=' || tree.to_string() == "in");
                let (pattern, value) = rest.split_at(end.map_or(0, |at| at + 1));
                match (pattern.first(), value) {
                    // What is taken apart may be the outputs of a layer.
                    (Some(TokenTree::Group(_)), [value @ .., end]) if mark(end) == ';' => {
                        let value = self.value(value);
                        quote!(#begin #(#pattern)* #editor::any(#value) #end)
                    }
                    _ => {
                        let value = self.value(value);
                        quote!(#begin #(#pattern)* #value)
                    }
                }
            }
            _ => self.value(trees),
        }
    }
}

/// The variables that are bound in statements, each once: the words after `let`, after `for`, and in the parentheses of a
/// `fn`.
fn collect(tokens: TokenStream, variables: &mut Vec<Ident>) {
    let (mut is_pattern, mut is_function) = (false, false);
    for tree in tokens {
        match tree {
            TokenTree::Ident(word) if word == "let" || word == "for" => is_pattern = true,
            TokenTree::Ident(word) if word == "fn" => is_function = true,
            TokenTree::Ident(word) if word == "in" => is_pattern = false,
            TokenTree::Ident(word) if is_pattern => {
                // Keywords are none.
                let word: Option<Ident> = parse2(word.into_token_stream()).ok();
                if let Some(mut word) = word.filter(|word| !variables.contains(word)) {
                    word.set_span(Span::call_site());
                    variables.push(word);
                }
            }
            TokenTree::Group(group) if is_pattern || std::mem::take(&mut is_function) => {
                collect(quote!(let).into_iter().chain(group.stream()).collect(), variables);
            }
            TokenTree::Group(group) => collect(group.stream(), variables),
            tree => is_pattern &= mark(&tree) != '=',
        }
    }
}
