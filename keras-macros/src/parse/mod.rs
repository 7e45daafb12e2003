//! Syntax: from tokens to layers, arguments and statements. What does not parse is reported and skipped.

mod attributes;
mod deep;
mod layer;
mod split;
mod statement;

pub use attributes::comments;
pub use deep::expression;
pub use layer::{Dims, InputShape, Layer, Value, dim, is_config, tuple};
pub use split::{commas, delimited};
pub use statement::{Function, Statement, statements};

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Token, Visibility, token};

/// The mistakes found so far. A mistake never hides the next one.
#[derive(Default)]
pub struct Errors {
    found: Vec<syn::Error>,
    /// What is said only if nothing worse is.
    minor: Vec<syn::Error>,
    /// What an unrolled block repeats is said once.
    said: HashSet<String>,
}

impl Errors {
    /// Notes a mistake at `span`.
    pub fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        if self.said.insert(format!("{span:?} {message}")) {
            self.found.push(syn::Error::new(span, message));
        }
    }

    /// Notes a mistake at all the tokens of something.
    pub fn on(&mut self, place: impl ToTokens, message: impl std::fmt::Display) {
        let error = syn::Error::new_spanned(place, message);
        if self.said.insert(format!("{:?} {error}", error.span())) {
            self.found.push(error);
        }
    }

    /// Notes what is worth saying only if the rest is in order.
    pub fn at_unless_broken(&mut self, span: Span, message: impl std::fmt::Display) {
        if self.said.insert(format!("{span:?} {message}")) {
            self.minor.push(syn::Error::new(span, message));
        }
    }

    /// Notes what is more likely the consequence of a mistake than one of its own, unless there is one already.
    pub fn at_first(&mut self, span: Span, message: impl std::fmt::Display) {
        if self.is_empty() {
            self.at(span, message);
        }
    }

    /// Notes a mistake that `syn` found, or hands out the value.
    pub fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        let mut note = |error: syn::Error| {
            if self.said.insert(format!("{:?} {error}", error.span())) {
                self.found.push(error);
            }
        };
        result.map_err(&mut note).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.minor.is_empty()
    }

    /// One `compile_error!` for each mistake, as items.
    pub fn into_items(self) -> TokenStream {
        let said = if self.found.is_empty() { self.minor } else { self.found };
        said.into_iter().map(syn::Error::into_compile_error).collect()
    }
}

/// What stands before the braces of a named model: `/// docs` `#[attributes]` `pub struct Name`.
pub struct Header {
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub name: Ident,
}

/// A macro call: the path of the library, the header of a named model, and the tokens of the body.
pub struct Invocation {
    pub library: TokenStream,
    pub header: Option<Header>,
    pub body: TokenStream,
    pub errors: Errors,
}

/// Parses `($crate) body` or `($crate) pub struct Name { body }`.
pub fn invocation(input: TokenStream) -> Invocation {
    let mut tokens = input.into_iter();
    let library = match tokens.next() {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => unreachable!("the wrapping macro passes `($crate)`"),
    };
    let body: TokenStream = tokens.collect();
    let mut errors = Errors::default();
    if let Some(error) = deep::too_deep(body.clone()) {
        errors.take::<()>(Err(error));
        return Invocation { library, header: None, body: TokenStream::new(), errors };
    }
    let named = |input: ParseStream| {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        if !input.peek(Token![struct]) {
            input.parse::<TokenStream>()?;
            return Ok(None);
        }
        input.parse::<Token![struct]>()?;
        let header = Header { attributes, visibility, name: input.parse()? };
        if !input.peek(token::Brace) {
            let message = "a named model has no parameters, only layers in braces: `struct Name { … }`";
            return Err(input.error(message));
        }
        let body;
        syn::braced!(body in input);
        Ok(Some((header, body.parse::<TokenStream>()?)))
    };
    let is_item =
        body.clone().into_iter().any(|token| matches!(&token, TokenTree::Ident(i) if i == "struct"));
    let named = if is_item { errors.take(named.parse2(body.clone())) } else { Some(None) };
    match named {
        Some(Some((header, body))) => Invocation { library, header: Some(header), body, errors },
        Some(None) => Invocation { library, header: None, body, errors },
        None => Invocation { library, header: None, body: TokenStream::new(), errors },
    }
}
