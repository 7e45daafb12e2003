//! What the generated items are called. An item that mentions a layer's type has the span of the layer's name: what
//! rustc has to say about the type is said there, and once.

use std::fmt::Display;

use proc_macro2::{Ident, Span};
use quote::format_ident;

use crate::parse::Layer;
use crate::word::snake_case;

/// A named model inside its expansion, where a word of the library may have the name that it has outside.
pub fn outside(name: &Ident) -> Ident {
    Ident::new("__Model", name.span().resolved_at(Span::call_site()))
}

pub fn input_name(i: usize) -> Ident {
    format_ident!("__INPUT_{i}")
}

/// A layer, or one inside a layer.
pub fn inside(id: impl Display, position: usize) -> String {
    format!("{id}_{position}")
}

/// What a message calls a layer inside another.
pub fn inner_name(layer: &Layer) -> Ident {
    format_ident!("inner_{}", snake_case(&layer.class()))
}

pub fn type_name(id: impl Display, span: Span) -> Ident {
    format_ident!("__Layer{}", id.to_string(), span = span)
}

pub fn config_name(id: impl Display) -> Ident {
    format_ident!("__CONFIG_{}", id.to_string())
}

/// A layer that exists.
pub fn built_name(i: usize) -> Ident {
    format_ident!("__built_{i}")
}

/// What a call is given.
pub fn call_inputs_name(place: usize) -> Ident {
    format_ident!("given_{place}")
}

/// A call that gives inputs by name.
pub fn named_call(call: usize) -> Ident {
    format_ident!("__NAMED_{call}")
}

/// What the layer of a call takes by name.
pub fn signature_name(call: usize) -> Ident {
    format_ident!("__SIGNATURE_{call}")
}

pub fn claim_name(i: usize) -> Ident {
    format_ident!("__CLAIM_{i}")
}

pub fn trainable_name(id: impl Display) -> Ident {
    format_ident!("__TRAINABLE_{}", id.to_string())
}
