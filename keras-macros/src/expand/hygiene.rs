//! What keeps generated items and the user's scope and lints apart.

use proc_macro2::TokenStream;
use quote::quote;

/// The scope in which the user's tokens are resolved: the module around them, and the words of the library. What
/// both define is ambiguous, and rustc says so, rather than one silently shadowing the other.
pub fn vocabulary(library: &TokenStream) -> TokenStream {
    quote! {
        #[allow(unused_imports)]
        use self::*;
        #[allow(unused_imports)]
        use #library::vocabulary::*;
    }
}

/// What keeps a user's strict lints off generated items.
pub fn quiet() -> TokenStream {
    quote!(#[allow(dead_code, missing_docs, non_upper_case_globals, non_camel_case_types, unused_parens, private_interfaces, clippy::all, clippy::pedantic)])
}
