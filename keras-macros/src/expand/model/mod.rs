//! A model: one flat struct of layers, its constants, and straight-line calls.

mod answers;
mod constants;
mod expansion;
mod forward;
mod items;
mod named;
mod nested;
mod traits;
mod words;

use proc_macro2::TokenStream;
use quote::quote;

use self::expansion::Expansion;
pub use self::words::{inner_name, inside, type_name};
use crate::errors::Errors;
use crate::network::Network;
use crate::parse::{Form, Invocation};

/// Expands a model, with what is wrong with it.
pub fn model(Invocation { library, form }: Invocation, network: Network, errors: Errors) -> TokenStream {
    let private = quote!(#library::__private);
    let expansion = Expansion::new(&library, &private, &network);
    let errors = errors.into_items();
    match form {
        Form::Expression => expansion.expression(errors),
        Form::Item(header) => expansion.item(header, errors),
        Form::Broken => errors,
    }
}
