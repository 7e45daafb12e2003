//! The constants that report what does not fit, and nothing else.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use super::hygiene::located;
use crate::parse::Layer;
use crate::word::Word;

/// A constant that is asked what is wrong with it, under the name that the message says.
pub struct Check {
    class: String,
    name: Ident,
    span: Span,
    asked: Asked,
}

/// What is asked.
#[derive(Clone)]
enum Asked {
    /// A constant.
    Constant(TokenStream),
    /// What the rule answers to the call at this place.
    Call(usize),
}

impl Check {
    /// A check at the place to blame.
    pub fn new(class: &str, name: &Ident, span: Span) -> Self {
        Self { class: class.to_owned(), name: name.clone(), span, asked: Asked::Constant(TokenStream::new()) }
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
        Self { asked: Asked::Constant(constant), ..self }
    }

    /// The same of the answer to the call at a place.
    pub fn asking_call(self, place: usize) -> Self {
        Self { asked: Asked::Call(place), ..self }
    }
}

impl Asked {
    fn call(&self) -> Option<usize> {
        match self {
            Asked::Call(place) => Some(*place),
            Asked::Constant(_) => None,
        }
    }

    /// The constant, every token at a place.
    fn at(&self, span: Span) -> TokenStream {
        match self {
            Asked::Constant(constant) => constant
                .clone()
                .into_iter()
                .map(|mut token| {
                    token.set_span(span);
                    token
                })
                .collect(),
            Asked::Call(place) => {
                let calls = calls_name(span);
                quote_spanned!(span=> #calls[#place])
            }
        }
    }
}

/// The constant of all answers.
fn calls_name(span: Span) -> Ident {
    Ident::new("__CALLS", span)
}

/// So many of the checks before one are asked whether they have said something at its place.
const MOST_BEFORE: usize = 16;

/// The checks as constants of their names, in as few scopes as have room for those that share one. Every token of a check
/// has the span of the place to blame, so that rustc puts the message there.
pub fn constants(private: &TokenStream, checks: Vec<Check>) -> TokenStream {
    let mut scopes: Vec<TokenStream> = vec![];
    let mut taken: HashMap<String, usize> = HashMap::new();
    // What is unrolled is asked more than once: a mistake there is said once.
    let mut before: HashMap<String, Vec<Asked>> = HashMap::new();
    for Check { class, mut name, span, asked } in checks {
        let scope = taken.entry(name.text()).or_default();
        if scopes.len() == *scope {
            scopes.push(TokenStream::new());
        }
        name.set_span(span);
        let before = before.entry(format!("{class} {span:?}")).or_default();
        let others = &before[before.len().saturating_sub(MOST_BEFORE)..];
        let calls: Vec<usize> = others.iter().filter_map(Asked::call).collect();
        let check = match asked {
            // Data where it can be: an expression for each other would take rustc long.
            Asked::Call(place) if !others.is_empty() && calls.len() == others.len() => {
                let (private, constant) = (located(private, span), calls_name(span));
                quote_spanned!(span=> #private::check_once(#constant, &[#(#calls),*], #place, #class))
            }
            _ => {
                let (asked, others) = (asked.at(span), others.iter().map(|other| other.at(span)));
                match before.is_empty() {
                    true => quote_spanned!(span=> #asked.check(#class)),
                    false => quote_spanned!(span=> if !(#(#others.is_wrong())||*) { #asked.check(#class) }),
                }
            }
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
