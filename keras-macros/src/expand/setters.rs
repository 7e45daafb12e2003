//! The arguments of a layer, as calls of its setters.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use crate::parse::{Argument, Layer, Value, tuple};

/// The calls of the setters, and after each what its value was: `.positional_0([32; _]).__one()`,
/// `.kernel_size([3, 5]).__several()`, `.padding([[0, 1], [2, 3]]).__pairs()`. An argument that takes any of these
/// could not tell from the array alone. `wrapped` is what stands for a layer inside, by its position.
pub fn setters(layer: &Layer, wrapped: impl Fn(usize) -> TokenStream) -> TokenStream {
    let mut calls = TokenStream::new();
    for (position, Argument { name, value }) in layer.arguments.iter().enumerate() {
        let (span, kind, value) = match value {
            Value::Plain(value) => (value.span(), kind(value), array(value)),
            Value::Layer(inner) => {
                let (span, value) = (layer.inner[*inner].path.span(), wrapped(*inner));
                (span, "__one", quote_spanned!(span=> [#value; _]))
            }
            Value::Layers(inner) => {
                let (span, values) = (layer.inner[inner.start].path.span(), inner.clone().map(&wrapped));
                (span, "__several", quote_spanned!(span=> [#(#values),*]))
            }
        };
        let setter = name.clone().unwrap_or_else(|| Ident::new(&format!("positional_{position}"), span));
        let kind = Ident::new(kind, span);
        calls.extend(quote_spanned!(span=> .#setter(#value).#kind()));
    }
    calls
}

/// A value as the array that a setter takes: `(3, 5)` is `[3, 5]`, and anything else `e` is `[e; _]`.
fn array(value: &Expr) -> TokenStream {
    let span = value.span();
    match elements(value) {
        Some(elements) => quote_spanned!(span=> [#(#elements),*]),
        None => quote_spanned!(span=> [#value; _]),
    }
}

/// What the setter of a value is told about it.
fn kind(value: &Expr) -> &'static str {
    match tuple(value) {
        None => "__one",
        Some(elements) if elements.iter().any(|element| tuple(element).is_some()) => "__pairs",
        Some(_) => "__several",
    }
}

/// The elements of a tuple or array, tuples inside it made arrays too.
fn elements(value: &Expr) -> Option<Vec<TokenStream>> {
    let elements = tuple(value)?;
    let nested = |element: &Expr| match self::elements(element) {
        Some(inner) => quote_spanned!(element.span()=> [#(#inner),*]),
        None => element.to_token_stream(),
    };
    Some(elements.iter().map(nested).collect())
}
