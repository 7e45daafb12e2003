//! The name of a file, with a header or alone: `/// docs` `pub struct Digits = "models/digits.keras";`

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, LitStr, Token};

use super::invocation::{Form, Header, Invocation};
use super::place;
use crate::errors::Errors;

/// Parses `($crate) "digits.keras"` or `($crate) pub struct Digits = "digits.keras";`. There is no path if that is wrong.
pub fn file(input: TokenStream, errors: &mut Errors) -> (Invocation, Option<LitStr>) {
    let mut tokens = input.into_iter();
    let library = match tokens.next() {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => unreachable!("the wrapping macro passes `($crate)`"),
    };
    let tokens: TokenStream = tokens.collect();
    let is_word = |token: TokenTree| matches!(token, TokenTree::Ident(_));
    let has_words = tokens.clone().into_iter().any(is_word);
    let (form, path) = match errors.take(named.parse2(tokens.clone())) {
        Some((Form::Item(header), _))
            if let Some(error) = place::named_value(&tokens, &header.name, true) =>
        {
            errors.note(error);
            (Form::Broken, None)
        }
        Some((form, path)) => (form, Some(path)),
        None => (if has_words { Form::Broken } else { Form::Expression }, None),
    };
    (Invocation { library, form }, path)
}

fn named(input: ParseStream) -> syn::Result<(Form, LitStr)> {
    let attributes = input.call(Attribute::parse_outer)?;
    if attributes.is_empty() && input.peek(LitStr) {
        let path = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        if !input.is_empty() {
            return Err(
                input.error("expected the path of a file, and nothing else: `keras_file!(\"model.keras\")`")
            );
        }
        return Ok((Form::Expression, path));
    }
    let visibility = input.parse()?;
    let form = "a model in a file is written `keras_file! { pub struct Digits = \"digits.keras\"; }`, or \
        `keras_file!(\"digits.keras\")` for its value";
    if !input.peek(Token![struct]) {
        return Err(input.error(form));
    }
    input.parse::<Token![struct]>()?;
    let header = Header { attributes, visibility, name: input.parse()? };
    if !input.peek(Token![=]) {
        return Err(input.error(form));
    }
    input.parse::<Token![=]>()?;
    if !input.peek(LitStr) {
        return Err(input.error("expected the path of a file in quotes, such as `\"models/digits.keras\"`"));
    }
    let path = input.parse()?;
    input.parse::<Option<Token![;]>>()?;
    if input.is_empty() {
        Ok((Form::Item(header), path))
    } else {
        Err(input.error("one model a macro: nothing follows the path of the file"))
    }
}
