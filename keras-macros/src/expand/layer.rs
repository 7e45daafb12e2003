//! A single layer as a value, for models that the running program decides.

use proc_macro2::TokenStream;
use quote::quote;

use super::hygiene::vocabulary;
use super::setters::setters;
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

/// A layer among the arguments of another. What it says of itself lives as long as the program.
pub(super) fn wrapped(library: &TokenStream, layer: &Layer, place: usize) -> TokenStream {
    let private = quote!(#library::__private);
    let path = &layer.path;
    let setters = setters(layer, |i| wrapped(library, &layer.inner[i], i));
    let trainable = layer.trainable.as_ref().map(|value| quote!(.trainable(#value)));
    quote!(<#path>::__argument(#private::Box::leak(#private::Box::new(<#path>::args()#setters.build())), #place) #trainable)
}

fn value(library: &TokenStream, layer: &Layer) -> TokenStream {
    let private = quote!(#library::__private);
    let (path, class) = (&layer.path, layer.class());
    let base = snake_case(&class);
    let setters = setters(layer, |i| wrapped(library, &layer.inner[i], i));
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
        #private::UnbuiltLayer::new::<__Layer>(#class, #base, <__Layer>::args()#setters.build(), <__Layer>::INPUT_DTYPE)
            #name #trainable #input
    }
}
