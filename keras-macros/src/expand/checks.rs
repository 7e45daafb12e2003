//! The constants that report what does not fit, and nothing else.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::parse::Layer;
use crate::word::Word;

/// A constant that is asked what is wrong with it, under the name that the message says.
pub struct Check {
    class: String,
    name: Ident,
    span: Span,
    asked: TokenStream,
}

impl Check {
    /// A check at the place to blame.
    pub fn new(class: &str, name: &Ident, span: Span) -> Self {
        Self { class: class.to_owned(), name: name.clone(), span, asked: TokenStream::new() }
    }

    /// A check at the name of a layer.
    pub fn of_layer(layer: &Layer, name: &Ident) -> Self {
        Self::new(&layer.class(), name, layer.path.span())
    }

    /// The same check at another place.
    pub fn at(self, span: Span) -> Self {
        Self { span, ..self }
    }

    /// The check of this constant.
    pub fn asking(self, constant: TokenStream) -> Self {
        Self { asked: constant, ..self }
    }
}

/// So many of the checks before one are asked whether they have said something at its place.
const MOST_BEFORE: usize = 16;

/// The checks as constants of their names, in as few scopes as have room for those that share one. Every token of a check
/// has the span of the place to blame, so that rustc puts the message there.
pub fn constants(checks: Vec<Check>) -> TokenStream {
    let mut scopes: Vec<TokenStream> = vec![];
    let mut taken: HashMap<String, usize> = HashMap::new();
    // What is unrolled is asked more than once: a mistake there is said once.
    let mut before: HashMap<String, Vec<TokenStream>> = HashMap::new();
    for Check { class, mut name, span, asked } in checks {
        let scope = taken.entry(name.text()).or_default();
        if scopes.len() == *scope {
            scopes.push(TokenStream::new());
        }
        name.set_span(span);
        let asked = asked.into_iter().map(|mut token| {
            token.set_span(span);
            token
        });
        let asked: TokenStream = asked.collect();
        let before = before.entry(format!("{class} {span:?}")).or_default();
        let others = before.iter().rev().take(MOST_BEFORE);
        let check = match before.is_empty() {
            true => quote_spanned!(span=> #asked.check(#class)),
            false => quote_spanned!(span=> if !(#(#others.is_wrong())||*) { #asked.check(#class) }),
        };
        scopes[*scope].extend(quote_spanned!(span=> const #name: () = #check;));
        before.push(asked);
        *scope += 1;
    }
    let scopes = scopes.into_iter().map(|checks| {
        quote::quote! {
            #[allow(dead_code, non_upper_case_globals, clippy::all, clippy::pedantic)]
            const _: () = { #checks };
        }
    });
    scopes.collect()
}
