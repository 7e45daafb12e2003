//! The constants that report what does not fit, and nothing else.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

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
enum Asked {
    /// A constant.
    Constant(TokenStream),
    /// What the rule answers to a call, or that of a layer inside, whose answer stands so far before; and the layer that is
    /// called.
    Call([usize; 3]),
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

    /// The check of the answer to a `call` of a `node`, or of that of a layer inside, which stands so far `before`.
    pub fn asking_call(self, call: usize, before: usize, node: usize) -> Self {
        Self { asked: Asked::Call([call, before, node]), ..self }
    }
}

/// The checks as constants of their names.
pub fn constants(private: &TokenStream, checks: Vec<Check>) -> TokenStream {
    let (list, scopes) = scopes(private, checks);
    let items = scopes.into_items();
    quote!(#list #items)
}

/// The checks as types of their names, all of which a `model` has: of a type that depends on them rustc says nothing more
/// where one fails. Also the number of scopes.
pub fn types(private: &TokenStream, checks: Vec<Check>, model: &Ident) -> (TokenStream, usize) {
    let (list, scopes) = scopes(private, checks);
    let count = scopes.scopes.len();
    let items = scopes.into_types(private, model);
    (quote!(#list #items), count)
}

/// The checks, and the constant of the calls that they ask about. What is unrolled is asked more than once: a mistake there is
/// said once.
fn scopes(private: &TokenStream, checks: Vec<Check>) -> (Option<TokenStream>, Scopes) {
    let (mut places, mut groups): (_, Vec<Vec<Check>>) = (HashMap::new(), vec![]);
    for check in checks {
        let place = *places.entry(format!("{} {:?}", check.class, check.span)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(check),
            None => groups.push(vec![check]),
        }
    }
    let (mut scopes, mut calls) = (Scopes::default(), vec![]);
    for group in groups {
        let (mut before, begin): (Vec<TokenStream>, usize) = (vec![], calls.len());
        let mut first = None;
        for Check { class, name, span, asked } in group {
            match asked {
                Asked::Constant(constant) => {
                    let constant = at(constant, span);
                    let check = quote_spanned!(span=> #constant.check(#class));
                    let check = match before.is_empty() {
                        true => check,
                        false => quote_spanned!(span=> if !(#(#before.is_wrong())||*) { #check }),
                    };
                    before.push(constant);
                    scopes.add(name, span, check);
                }
                Asked::Call(call) => {
                    calls.push(call);
                    first.get_or_insert((class, name, span));
                }
            }
        }
        if let Some((class, name, span)) = first {
            let (plan, list) = (Ident::new("__PLAN", span), Ident::new(LIST, span));
            let end = calls.len();
            scopes.add(name, span, quote_spanned!(span=> #plan.check(#list, [#begin, #end], #class)));
        }
    }
    let list = (!calls.is_empty()).then(|| {
        let (list, count) = (Ident::new(LIST, Span::call_site()), calls.len());
        let calls = calls.iter().map(|call| quote!([#(#call),*]));
        quote!(const #list: &[[#private::usize; 3]; #count] = &[#(#calls),*];)
    });
    (list, scopes)
}

/// The constant of the calls that are asked about.
const LIST: &str = "__ASKED";

/// Tokens, every one of them at a place.
fn at(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            token.set_span(span);
            token
        })
        .collect()
}

/// As few scopes as have room for constants that share a name. Every token has the span of the place to blame, so that rustc
/// puts the message there.
#[derive(Default)]
struct Scopes {
    scopes: Vec<Vec<(Ident, TokenStream)>>,
    taken: HashMap<String, usize>,
}

impl Scopes {
    fn add(&mut self, mut name: Ident, span: Span, check: TokenStream) {
        let scope = self.taken.entry(name.text()).or_default();
        if self.scopes.len() == *scope {
            self.scopes.push(vec![]);
        }
        name.set_span(span);
        self.scopes[*scope].push((name, check));
        *scope += 1;
    }

    fn into_items(self) -> TokenStream {
        let scopes = self.scopes.into_iter().map(|checks| {
            let checks = checks
                .into_iter()
                .map(|(name, check)| quote_spanned!(name.span()=> const #name: () = #check;));
            quote! {
                #[allow(dead_code, non_upper_case_globals, clippy::all, clippy::pedantic)]
                const _: () = { #(#checks)* };
            }
        });
        scopes.collect()
    }

    fn into_types(self, private: &TokenStream, model: &Ident) -> TokenStream {
        let scopes = self.scopes.into_iter().enumerate().map(|(scope, checks)| {
            let names: Vec<Ident> = checks.iter().map(|(name, _)| name.clone()).collect();
            let types = checks.into_iter().map(|(name, check)| {
                let check = quote_spanned!(name.span()=> { #check; true });
                quote!(type #name = #private::Asked<#check>;)
            });
            quote! {
                #[allow(dead_code, non_camel_case_types, clippy::all, clippy::pedantic)]
                const _: () = {
                    #(#types)*
                    impl #private::Sound<#scope> for #model {
                        type Checks = (#(#names,)*);
                    }
                };
            }
        });
        scopes.collect()
    }
}
