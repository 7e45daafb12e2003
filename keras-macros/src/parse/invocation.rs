//! What a macro is called with before the body: the path of the library, and the header of a named model.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Token, Visibility, braced, token};

use super::deep::too_deep;
use super::place;
use super::token::mark;
use crate::errors::Errors;

/// A call of a macro, apart from its body.
pub struct Invocation {
    /// The path of the library.
    pub library: TokenStream,
    pub form: Form,
}

/// What a call of a macro stands for.
pub enum Form {
    Expression,
    Item(Header),
    /// Nobody knows: that is reported, and there is nothing more to say.
    Broken,
}

impl Form {
    /// The name of the struct.
    pub fn item(&self) -> Ident {
        match self {
            Form::Item(header) => header.name.clone(),
            Form::Expression | Form::Broken => Ident::new("Model", Span::call_site()),
        }
    }
}

/// What stands before the braces of a named model: `/// docs` `#[attributes]` `pub struct Name`.
pub struct Header {
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub name: Ident,
}

/// Parses `($crate) body` or `($crate) pub struct Name { body }`, and hands out the body.
pub fn invocation(input: TokenStream, errors: &mut Errors) -> (Invocation, TokenStream) {
    let mut tokens = input.into_iter();
    let library = match tokens.next() {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => unreachable!("the wrapping macro passes `($crate)`"),
    };
    let (form, body) = form(tokens.collect(), errors);
    (Invocation { library, form }, body)
}

fn form(body: TokenStream, errors: &mut Errors) -> (Form, TokenStream) {
    let broken = (Form::Broken, TokenStream::new());
    if let Some(error) = too_deep(body.clone()) {
        errors.note(error);
        return broken;
    }
    if let Some(word) = other_item(&body) {
        errors.at(word.span(), "a model has a name as a `struct`: `struct Name { … }`");
        return broken;
    }
    if let Some(name) = named_without_struct(&body) {
        if let Some(error) = place::named_value(&body, &name, false) {
            errors.note(error);
            return broken;
        }
        errors.at(name.span(), format!("a named model is a `struct`: `struct {name} {{ … }}`"));
        let with_struct = body.into_iter().flat_map(|token| match &token {
            TokenTree::Ident(word) if *word == name => vec![Ident::new("struct", name.span()).into(), token],
            _ => vec![token],
        });
        return form(with_struct.collect(), errors);
    }
    if !body.clone().into_iter().any(|token| matches!(&token, TokenTree::Ident(word) if word == "struct")) {
        return (Form::Expression, body);
    }
    match errors.take(named.parse2(body.clone())) {
        Some(Some((header, _))) if let Some(error) = place::named_value(&body, &header.name, true) => {
            errors.note(error);
            broken
        }
        Some(Some((header, body))) => (Form::Item(header), body),
        Some(None) => (Form::Expression, body),
        None => broken,
    }
}

/// The word that begins an item which is no model: `enum Name { … }`.
fn other_item(body: &TokenStream) -> Option<Ident> {
    let begin = |input: ParseStream| {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let word = input.call(Ident::parse_any)?;
        input.call(Ident::parse_any)?;
        input.parse::<TokenStream>()?;
        Ok(word)
    };
    let word = begin.parse2(body.clone()).ok()?;
    ["enum", "union", "type", "mod", "trait", "class"].iter().any(|item| word == item).then_some(word)
}

/// The name in `pub Name { … }`, as nothing but a named model is written: `Name { field: value }` is a value of Rust's.
fn named_without_struct(body: &TokenStream) -> Option<Ident> {
    let mut trees: Vec<TokenTree> = body.clone().into_iter().collect();
    let TokenTree::Group(group) = trees.pop()? else { return None };
    let is_value = group.stream().into_iter().nth(1).is_some_and(|tree| mark(&tree) == ':');
    if group.delimiter() != Delimiter::Brace || is_value {
        return None;
    }
    let begin = |input: ParseStream| {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        input.parse::<Ident>()
    };
    let name = begin.parse2(trees.into_iter().collect()).ok()?;
    name.to_string().starts_with(char::is_uppercase).then_some(name)
}

/// A named model, if it is one.
fn named(input: ParseStream) -> syn::Result<Option<(Header, TokenStream)>> {
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
    braced!(body in input);
    Ok(Some((header, body.parse()?)))
}
