//! What the generated items are called. An item that mentions a layer's type has the span of the layer's name: what
//! rustc has to say about the type is said there, and once.

use proc_macro2::{Ident, Span};
use quote::format_ident;

pub fn input_name(i: usize) -> Ident {
    format_ident!("__INPUT_{i}")
}

pub fn type_name(i: usize, span: Span) -> Ident {
    format_ident!("__Layer{i}", span = span)
}

pub fn config_name(i: usize) -> Ident {
    format_ident!("__CONFIG_{i}")
}

/// What stands behind a call, in the constant of all calls and in the body of `call`.
pub fn call_name(i: usize) -> Ident {
    format_ident!("call_{i}")
}

pub fn claim_name(i: usize) -> Ident {
    format_ident!("__CLAIM_{i}")
}

pub fn trainable_name(i: usize) -> Ident {
    format_ident!("__TRAINABLE_{i}")
}
