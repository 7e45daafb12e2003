//! The arguments of a layer, set one after the other.
//!
//! A name is a constant, `DenseNames::units`, that sets the argument. Of a name that is none a trait has a constant of the
//! same name, `NoArgument`: so the rest of the model is looked at, and what was meant is said where the name stands.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use super::hygiene::{located, quiet};
use crate::parse::{Argument, Layer, Value, tuple};
use crate::word::Word;

/// The type that has the names of a layer's arguments.
pub fn names_type(id: &str, layer: &Layer) -> Ident {
    format_ident!("__Names{id}", span = layer.path.span())
}

/// The trait that has the names which a struct of arguments may not have.
pub fn unknown<'a>(private: &TokenStream, layers: impl Iterator<Item = &'a Layer>) -> TokenStream {
    fn collect(
        private: &TokenStream,
        layer: &Layer,
        said: &mut HashSet<String>,
        constants: &mut TokenStream,
    ) {
        for (position, argument) in layer.arguments.iter().enumerate() {
            let mut name = name(argument, position, Span::call_site());
            name.set_span(Span::call_site());
            if said.insert(name.text()) {
                let length = length(layer, &argument.value);
                constants.extend(quote!(const #name: #private::NoArgument<#length> = #private::NoArgument;));
            }
        }
        layer.inner.iter().for_each(|layer| collect(private, layer, said, constants));
    }
    let (mut said, mut constants) = (HashSet::new(), TokenStream::new());
    layers.for_each(|layer| collect(private, layer, &mut said, &mut constants));
    if constants.is_empty() {
        return constants;
    }
    let quiet = quiet();
    quote! {
        #quiet
        trait __Unknown { #constants }
        impl<T> __Unknown for T {}
    }
}

/// The arguments that `begin` begins, set: `{ let given = …; <Names>::units.set(given, [32; _]).__one() }`. After each it is
/// said what its value was, `__one`, `__several` or `__pairs`: an argument that takes any of these could not tell from the
/// array alone. `wrapped` is what stands for a layer inside, by its position.
pub fn set(
    private: &TokenStream,
    id: &str,
    layer: &Layer,
    begin: TokenStream,
    wrapped: impl Fn(usize) -> TokenStream,
) -> TokenStream {
    let class = layer.path.span();
    let given = Ident::new("__given", class.resolved_at(Span::call_site()));
    let names = names_type(id, layer);
    let names = quote_spanned!(class=> <#names>);
    let mut calls = TokenStream::new();
    for (position, argument) in layer.arguments.iter().enumerate() {
        let (span, kind, value) = match &argument.value {
            Value::Plain(Expr::Infer(none)) => {
                let name = name(argument, position, class);
                calls.extend(quote_spanned!(none.span()=> let #given = #names::#name.unset(#given);));
                continue;
            }
            Value::Plain(value) => (value.span(), kind(value), array(private, value)),
            Value::Layer(inner) => {
                let (span, value) = (layer.inner[*inner].path.span(), wrapped(*inner));
                (span, "__one", quote_spanned!(span=> [#value; _]))
            }
            Value::Layers(inner) => {
                let (span, values) = (layer.inner[inner.start].path.span(), inner.clone().map(&wrapped));
                (span, "__several", quote_spanned!(span=> [#(#values),*]))
            }
        };
        let (name, kind) = (name(argument, position, class), Ident::new(kind, span));
        calls.extend(quote_spanned!(span=> let #given = #names::#name.set(#given, #value).#kind();));
    }
    if calls.is_empty() { begin } else { quote_spanned!(class=> { let #given = #begin; #calls #given }) }
}

/// What the arguments make, unless one of them is none.
pub fn made(private: &TokenStream, id: &str, layer: &Layer, made: TokenStream) -> TokenStream {
    if layer.arguments.is_empty() {
        return made;
    }
    let names = names_type(id, layer);
    let by_name: Vec<&Ident> = named(layer).collect();
    let positions = layer.arguments.len() - by_name.len();
    let (class, known) = (names.span(), located(&quote!(#private::of_arguments), names.span()));
    quote_spanned!(class=> #known::<#names, _>(#made, #positions, &[#(<#names>::#by_name.is_known()),*]))
}

/// Each name that is given, and the constant that says whether there is an argument of this name.
pub fn questions<'a>(id: &str, layer: &'a Layer) -> impl Iterator<Item = (&'a Ident, TokenStream)> {
    let names = names_type(id, layer);
    named(layer).map(move |name| {
        let text = name.text();
        (name, quote!(<#names>::#name.named::<#names>(#text)))
    })
}

fn named(layer: &Layer) -> impl Iterator<Item = &Ident> {
    layer.arguments.iter().filter_map(|argument| argument.name.as_ref())
}

/// The constant of an argument.
fn name(argument: &Argument, position: usize, span: Span) -> Ident {
    argument.name.clone().unwrap_or_else(|| Ident::new(&format!("positional_{position}"), span))
}

/// How many values are given for an argument.
fn length(layer: &Layer, value: &Value) -> usize {
    match value {
        Value::Plain(value) => tuple(value).map_or(1, |elements| elements.len()),
        Value::Layer(_) => 1,
        Value::Layers(inner) => layer.inner[inner.clone()].len(),
    }
}

/// A value as the array that a setter takes: `(3, 5)` is `[3, 5]`, and anything else `e` is `[e; _]`.
fn array(private: &TokenStream, value: &Expr) -> TokenStream {
    let span = value.span();
    match elements(private, value) {
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

/// The elements of a tuple or array, tuples inside it made arrays too. What `_` stands for, its type says.
fn elements(private: &TokenStream, value: &Expr) -> Option<Vec<TokenStream>> {
    let elements = tuple(value)?;
    let nested = |element: &Expr| match (self::elements(private, element), element) {
        (Some(inner), _) => quote_spanned!(element.span()=> [#(#inner),*]),
        (None, Expr::Infer(open)) => {
            let private = located(private, open.span());
            quote_spanned!(open.span()=> <_ as #private::OpenSize>::OPEN)
        }
        (None, element) => element.to_token_stream(),
    };
    Some(elements.iter().map(nested).collect())
}
