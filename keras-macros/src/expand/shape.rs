//! Shapes that are written out, or constants of the user.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use crate::parse::Dims;

/// The constant of a shape.
pub fn shape(library: &TokenStream, dims: &Dims) -> TokenStream {
    match dims {
        Dims::List(dims) => {
            let dims = dims.iter().map(|value| dim(library, value));
            quote!(#library::__private::shape_literal(&[#(#dims),*]))
        }
        Dims::OfLayer => quote!(#library::__private::shape_literal(&[])),
        Dims::Constant(value) => {
            let span = value.span();
            quote_spanned!(span=> #library::__private::ShapeLiteral(#value).shape())
        }
    }
}

/// The constant of one dimension; `_` is one that only the data decides.
fn dim(library: &TokenStream, value: &Expr) -> TokenStream {
    let span = value.span();
    match value {
        Expr::Infer(_) => quote_spanned!(span=> #library::__private::Dim::Unknown),
        Expr::Lit(_) | Expr::Unary(_) => quote_spanned!(span=> #library::__private::Dim::Known(#value)),
        _ => quote_spanned!(span=> #library::__private::ShapeLiteral(#value).dim()),
    }
}
