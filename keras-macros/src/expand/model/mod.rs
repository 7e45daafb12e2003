//! A model: one flat struct of layers, its constants, and straight-line calls.

mod answers;
mod constants;
mod expansion;
mod file;
mod forward;
mod items;
mod named;
mod nested;
mod traits;
mod words;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::parse_quote_spanned;
use syn::spanned::Spanned;

use self::expansion::Expansion;
pub use self::file::file;
pub use self::words::{inner_name, inside, type_name};
use crate::errors::Errors;
use crate::network::Network;
use crate::parse::{Form, Invocation};
use crate::word::Word;

/// Expands a model, with what is wrong with it.
pub fn model(Invocation { library, form }: Invocation, network: Network, errors: Errors) -> TokenStream {
    made_by("new", Invocation { library, form }, network, errors, |_| TokenStream::new())
}

/// Expands a model with more `items` beside it; its value is made by a function of this name.
fn made_by(
    function: &str,
    Invocation { library, form }: Invocation,
    mut network: Network,
    mut errors: Errors,
    items: impl Fn(&Expansion<'_>) -> TokenStream,
) -> TokenStream {
    let private = quote!(#library::__private);
    if let Form::Item(header) = &form {
        not_inside_itself(&header.name, &private, &mut network, &mut errors);
    }
    stand_for_what_is_lost(&private, &mut network);
    let expansion = Expansion::new(&library, &private, &network);
    let (errors, items) = (errors.into_items(), items(&expansion));
    match form {
        Form::Expression => expansion.expression(items, errors, &Ident::new(function, Span::call_site())),
        Form::Item(header) => expansion.item(header, errors, items),
        Form::Broken => quote!(#errors #items),
    }
}

/// Puts a type that is no layer in the place of each that could not be read.
fn stand_for_what_is_lost(private: &TokenStream, network: &mut Network) {
    for layer in network.nodes.iter_mut().map(|node| &mut node.layer).filter(|layer| layer.is_lost) {
        layer.path = parse_quote_spanned!(layer.path.span()=> #private::StandIn<{ #private::SAID }>);
    }
}

/// Takes a model out of itself: rustc would go round in circles, and show each of them.
fn not_inside_itself(name: &Ident, private: &TokenStream, network: &mut Network, errors: &mut Errors) {
    for node in &mut network.nodes {
        let layer = &mut node.layer;
        if layer.path.get_ident().is_some_and(|class| class.text() == name.text()) {
            errors.on(&layer.path, format!("`{name}` would contain itself"));
            layer.path = parse_quote_spanned!(layer.path.span()=> #private::StandIn<{ #private::SAID }>);
        }
    }
}
