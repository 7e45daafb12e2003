//! From a network to tokens.
//!
//! Every token of the user is emitted once, with its own span: editors map tokens by span. What the macro adds has
//! absolute paths. The constant that checks a layer has the span of the layer's name on every token, so that rustc
//! puts a rule's message there.

mod argument;
mod config;
mod inner;
mod json;
mod kind;
mod layer;
mod metrics;
mod model;

pub use config::config;
pub use layer::layer;
pub use metrics::metrics;
pub use model::model;

use proc_macro2::TokenStream;
use quote::quote;

/// The scope in which the user's tokens are resolved: the module around them, and the words of the library. What
/// both define is ambiguous, and rustc says so, rather than one silently shadowing the other.
fn vocabulary(library: &TokenStream) -> TokenStream {
    quote! {
        #[allow(unused_imports)]
        use self::*;
        #[allow(unused_imports)]
        use #library::vocabulary::*;
    }
}

/// What keeps a user's strict lints off generated items.
fn quiet() -> TokenStream {
    quote!(#[allow(dead_code, missing_docs, non_upper_case_globals, non_camel_case_types, unused_parens, private_interfaces, clippy::all, clippy::pedantic)])
}
