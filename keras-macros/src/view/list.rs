//! Lists of layers and of metrics.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::layer::{Called, Kind, path_len};
use super::{View, named};
use crate::errors::Errors;
use crate::parse::{commas, comments, delimited, mark};

impl View {
    /// The layers of a list. One that is not called yet is a type, too.
    pub fn layers(&self, body: TokenStream) -> TokenStream {
        let each = pieces(body).map(|trees| {
            if path_len(&trees) == Some(trees.len()) {
                return quote!({ type __Layer = #(#trees)*; });
            }
            let value = self.value(&trees);
            quote!({ let _ = #value; })
        });
        quote!(#(#each)*)
    }

    /// The metrics of a list. What they are called is not seen.
    pub fn each_metric(&self, body: TokenStream) -> TokenStream {
        let each = pieces(body).map(|trees| {
            let value = named(&trees).map_or(&*trees, |(_, value)| value);
            let value = match Called::at(value) {
                Some(metric) => self.called(metric, Kind::Metric),
                None if value.iter().any(|tree| mark(tree) == '|') => return TokenStream::new(),
                None => self.value(value),
            };
            quote!({ let _ = #value; })
        });
        quote!(#(#each)*)
    }
}

/// The elements of a list.
fn pieces(body: TokenStream) -> impl Iterator<Item = Vec<TokenTree>> {
    commas(delimited(body)).into_iter().map(without_attributes)
}

/// A piece without its comments, and without what should not be there.
pub fn without_attributes(piece: TokenStream) -> Vec<TokenTree> {
    let mut errors = Errors::default();
    let (_, piece) = comments(piece, &mut errors);
    drop(errors.into_items());
    piece.into_iter().collect()
}
