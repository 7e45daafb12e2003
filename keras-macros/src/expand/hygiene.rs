//! What keeps generated items and the user's scope and lints apart.

use proc_macro2::{Span, TokenStream, TokenTree};
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

/// A path, located at a place of the user's: there rustc reports what does not fit.
pub fn located(path: &TokenStream, span: Span) -> TokenStream {
    let locate = |mut token: TokenTree| {
        token.set_span(span.resolved_at(token.span()));
        token
    };
    path.clone().into_iter().map(locate).collect()
}
