//! The macros of `keras`: the entry points, and nothing else.
//!
//! Each is wrapped by a `macro_rules!` macro of the same name in `keras`, which passes its own `$crate` first, so
//! that the expansion finds the library whatever name a user gave it. The documentation is there.

mod expand;
#[cfg(test)]
mod mutilated;
mod network;
mod parse;
mod word;

use proc_macro::TokenStream;

/// See `keras::sequential!`.
#[proc_macro]
pub fn sequential(input: TokenStream) -> TokenStream {
    expand::model(parse::invocation(input.into()), network::sequential).into()
}

/// See `keras::graph!`.
#[proc_macro]
pub fn graph(input: TokenStream) -> TokenStream {
    expand::model(parse::invocation(input.into()), network::graph).into()
}

/// See `keras::layer!`.
#[proc_macro]
pub fn layer(input: TokenStream) -> TokenStream {
    expand::layer(parse::invocation(input.into())).into()
}

/// See `keras::metrics!`.
#[proc_macro]
pub fn metrics(input: TokenStream) -> TokenStream {
    expand::metrics(parse::invocation(input.into())).into()
}

/// See `keras::Config`.
#[proc_macro_derive(Config, attributes(config, layer, default))]
pub fn config(input: TokenStream) -> TokenStream {
    expand::config(input.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}
