//! A single layer as a value, for models that the running program decides.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::checks::{self, Check};
use super::hygiene::{located, quiet, vocabulary};
use super::model::{inside, type_name};
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
    let (vocabulary, errors) = (vocabulary(&library), errors.into_items());
    quote!({
        #errors
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
            let (id, span, path) = (inside(id, i), layer.path.span(), &layer.path);
            let alias = type_name(&id, span);
            let private = located(&quote!(#library::__private), span);
            let names = quote_spanned!(span=> <#alias as #private::LayerType>::Names);
            let items = Inside { library, layer, id: &id }.items(names, checks);
            quote!(#quiet type #alias = #path; #items)
        });
        let inside: TokenStream = inside.collect();
        let names_type = setters::names_type(id, layer);
        quote_spanned!(names_type.span()=> #quiet type #names_type = #names; #inside)
    }

    /// The arguments that `begin` begins, set.
    pub fn given(&self, begin: TokenStream) -> TokenStream {
        setters::set(self.id, self.layer, begin, |i| self.wrapped(i))
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

fn value(library: &TokenStream, layer: &Layer) -> TokenStream {
    let private = quote!(#library::__private);
    let (path, class) = (&layer.path, layer.class());
    let base = snake_case(&class);
    let (inside, mut checks) = (Inside { library, layer, id: "" }, vec![]);
    let given = inside.given(quote!(<__Layer>::args()));
    let made = setters::made(&private, "", layer, quote!(#given.build()));
    let unknown = setters::unknown(&private, std::iter::once(layer));
    let located = located(&private, path.span());
    let names = quote_spanned!(path.span()=> <__Layer as #located::LayerType>::Names);
    let items = inside.items(names, &mut checks);
    let checks = checks::constants(checks);
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
        #[allow(non_camel_case_types)]
        type __Layer = #path;
        #unknown
        #items
        #checks
        #private::UnbuiltLayer::new::<__Layer>(#class, #base, #made, <__Layer>::INPUT_DTYPE)
            #name #trainable #input
    }
}
