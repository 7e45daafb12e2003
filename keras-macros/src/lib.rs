//! The macros of `keras`: the entry points, and nothing else. Tokens go one way through each: they are parsed, wired to a
//! network, and expanded, with the mistakes found on the way. For an editor, a view of the tokens goes beside.
//!
//! Each is wrapped by a `macro_rules!` macro of the same name in `keras`, which passes its own `$crate` first, so
//! that the expansion finds the library whatever name a user gave it. The documentation is there.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::panic, clippy::todo))]

mod editor;
mod errors;
mod expand;
mod file;
#[cfg(test)]
mod mutilated;
mod network;
mod parse;
mod view;
mod word;

use proc_macro::TokenStream;

use errors::Errors;
use view::View;

/// See `keras::sequential!`.
#[proc_macro]
pub fn sequential(input: TokenStream) -> TokenStream {
    let expand = |input| {
        let mut errors = Errors::default();
        let (invocation, elements) = parse::sequential(input, &mut errors);
        let network = network::sequential(elements, &mut errors);
        expand::model(invocation, network, errors)
    };
    view::beside(input.into(), View::sequential, expand).into()
}

/// See `keras::graph!`.
#[proc_macro]
pub fn graph(input: TokenStream) -> TokenStream {
    let expand = |input| {
        let mut errors = Errors::default();
        let (invocation, graph) = parse::graph(input, &mut errors);
        let network = network::graph(graph, &mut errors);
        expand::model(invocation, network, errors)
    };
    view::beside(input.into(), View::graph, expand).into()
}

/// See `keras::keras_file!`.
#[proc_macro]
pub fn keras_file(input: TokenStream) -> TokenStream {
    let expand = |input| {
        let mut errors = Errors::default();
        let (invocation, path) = parse::file(input, &mut errors);
        let file = path.and_then(|path| file::File::read(&path, &invocation.form.item(), &mut errors));
        expand::file(invocation, file, errors)
    };
    view::alone(input.into(), expand).into()
}

/// See `keras::layer!`.
#[proc_macro]
pub fn layer(input: TokenStream) -> TokenStream {
    let expand = |input| {
        let mut errors = Errors::default();
        let (invocation, layer) = parse::layer(input, &mut errors);
        expand::layer(invocation, layer, errors)
    };
    view::beside(input.into(), View::layer, expand).into()
}

/// See `keras::metrics!`.
#[proc_macro]
pub fn metrics(input: TokenStream) -> TokenStream {
    let expand = |input| {
        let mut errors = Errors::default();
        let (invocation, metrics) = parse::metrics(input, &mut errors);
        expand::metrics(invocation, metrics, errors)
    };
    view::beside(input.into(), View::metrics, expand).into()
}

/// See `keras::Config`.
#[proc_macro_derive(Config, attributes(config, layer, default))]
pub fn config(input: TokenStream) -> TokenStream {
    let expanded = parse::config(input.into()).map(expand::config);
    expanded.unwrap_or_else(syn::Error::into_compile_error).into()
}
