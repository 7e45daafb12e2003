//! A single layer as a value, for models that the running program decides.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::ambiguities::Ambiguities;
use super::checks::{self, Check};
use super::hygiene::{located, quiet, vocabulary};
use super::kind::{self, Place};
use super::model::{inner_name, inside, type_name};
use super::setters;
use super::shape::shape;
use crate::errors::Errors;
use crate::parse::{Invocation, Layer};
use crate::word::{Word, snake_case};

/// Expands `layer!(Dense(32, input_shape = (784,)))`.
pub fn layer(Invocation { library, .. }: Invocation, layer: Option<Layer>, errors: Errors) -> TokenStream {
    let value = match &layer {
        Some(layer) => value(&library, layer),
        None => quote!(#library::__private::unreachable!("this does not compile")),
    };
    let ambiguities = Ambiguities::of(&layer).statement(&library);
    let (vocabulary, errors) = (vocabulary(&library), errors.into_items());
    quote!({
        #errors
        #ambiguities
        #vocabulary
        #value
    })
}

/// The layers among the arguments of another: their types, and what stands for each. What a layer says of itself lives as
/// long as the program.
pub(super) struct Inside<'a> {
    pub library: &'a TokenStream,
    pub layer: &'a Layer,
    /// What tells its types from those of others.
    pub id: &'a str,
}

impl Inside<'_> {
    /// The types of the layers inside, of their names, and of the names in `names`; and the checks of all these.
    pub fn items(&self, names: TokenStream, checks: &mut Vec<Check>) -> TokenStream {
        let Self { library, layer, id } = self;
        let quiet = quiet();
        for (name, asked) in setters::questions(id, layer) {
            checks.push(Check::new(&layer.class(), name, name.span()).asking(asked));
        }
        let inside = layer.inner.iter().enumerate().map(|(i, layer)| {
            let (id, span, path) = (inside(id, i), layer.path.span(), layer.path.to_token_stream());
            let (alias, private) = (type_name(&id, span), quote!(#library::__private));
            let aliases = kind::aliases(&private, Place::Argument, &alias, &path);
            let (is_layer, check) = is_layer(&private, Place::Argument, &alias, layer);
            checks.push(check);
            let private = located(&private, span);
            let names = quote_spanned!(span=> <#alias as #private::LayerType>::Names);
            let items = Inside { library, layer, id: &id }.items(names, checks);
            quote!(#aliases #is_layer #items)
        });
        let inside: TokenStream = inside.collect();
        let names_type = setters::names_type(id, layer);
        quote_spanned!(names_type.span()=> #quiet type #names_type = #names; #inside)
    }

    /// The arguments that `begin` begins, set.
    pub fn given(&self, begin: TokenStream) -> TokenStream {
        let library = self.library;
        let private = quote!(#library::__private);
        setters::set(&private, self.id, self.layer, begin, |i| self.wrapped(i))
    }

    /// What stands for a layer inside.
    fn wrapped(&self, place: usize) -> TokenStream {
        let (library, layer, id) = (self.library, &self.layer.inner[place], inside(self.id, place));
        let private = quote!(#library::__private);
        let alias = type_name(&id, layer.path.span());
        let given = Inside { library, layer, id: &id }.given(quote!(<#alias>::args()));
        let made = setters::made(&private, &id, layer, quote!(#given.build()));
        let trainable = layer.trainable.as_ref().map(|value| quote!(.trainable(#value)));
        quote!(<#alias>::__argument(#private::Box::leak(#private::Box::new(#made)), #place) #trainable)
    }
}

/// The check whether something is a layer, and the constant that it asks.
fn is_layer(private: &TokenStream, place: Place, alias: &Ident, layer: &Layer) -> (TokenStream, Check) {
    let (kind, name) = (kind::kind(private, place, alias), format_ident!("__IS{alias}"));
    let quiet = quiet();
    let answer = quote!(#quiet const #name: #private::ShapeResult<()> = #private::no_layer(#kind););
    (answer, Check::of_layer(layer, &inner_name(layer)).asking(name.to_token_stream()))
}

fn value(library: &TokenStream, layer: &Layer) -> TokenStream {
    let private = quote!(#library::__private);
    let (path, class) = (&layer.path, layer.class());
    let alias = Ident::new("__Layer", path.span());
    let aliases = kind::aliases(&private, Place::Layer, &alias, &path.to_token_stream());
    let base = snake_case(&class);
    let inside = Inside { library, layer, id: "" };
    let (is_layer, check) = is_layer(&private, Place::Layer, &alias, layer);
    let mut checks = vec![check];
    let given = inside.given(quote!(<#alias>::args()));
    let made = setters::made(&private, "", layer, quote!(#given.build()));
    let unknown = setters::unknown(&private, std::iter::once(layer));
    let located = located(&private, path.span());
    let names = quote_spanned!(path.span()=> <#alias as #located::LayerType>::Names);
    let items = inside.items(names, &mut checks);
    let checks = checks::constants(&private, checks);
    let name = layer.name.as_ref().map(|name| {
        let name = name.text();
        quote!(.named(#name))
    });
    let trainable = layer.trainable.as_ref().map(|value| quote!(.trainable(#value)));
    let input = layer.input.as_ref().map(|input| {
        let shape = shape(library, &input.dims);
        quote!(.input(#shape))
    });
    quote! {
        #aliases
        #is_layer
        #unknown
        #items
        #checks
        #private::UnbuiltLayer::new::<#alias>(#class, #base, #made, <#alias>::INPUT_DTYPE)
            #name #trainable #input
    }
}
