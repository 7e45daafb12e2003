//! What keeps generated items and the user's scope and lints apart.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::Expr;

/// The words of the library, in the scope in which the user's tokens are resolved: what is not one of them is looked up
/// around the macro, in the function first and then in the module. Of what is both, see [`Ambiguities`].
///
/// [`Ambiguities`]: super::ambiguities::Ambiguities
pub fn vocabulary(library: &TokenStream) -> TokenStream {
    quote! {
        #[allow(unused_imports)]
        use #library::vocabulary::*;
        #[allow(unused_imports)]
        use #library::__private::{NoLayer as _, NoSide as _};
    }
}

/// A constant of this name, whose value is made of what the user has `written`. Where a variable may stand in that, it is
/// first a constant of a type: of a variable of the running program rustc then says that it should be `const`, where in any
/// other constant it wants that to be a `let`. An item has no variables around it.
pub fn constant<'a>(
    name: &Ident,
    ty: &TokenStream,
    value: &TokenStream,
    written: impl IntoIterator<Item = &'a Expr>,
    is_item: bool,
) -> TokenStream {
    let quiet = quiet();
    if is_item || !written.into_iter().any(has_variable) {
        return quote!(#quiet const #name: #ty = #value;);
    }
    let of = format_ident!("__Of{name}");
    quote! {
        #quiet
        struct #of;
        #quiet
        impl #of {
            const VALUE: #ty = #value;
        }
        #quiet
        const #name: #ty = #of::VALUE;
    }
}

/// Whether a variable may stand in tokens; not beside a `Self`, which would be that type.
fn has_variable(value: &Expr) -> bool {
    fn words(tokens: TokenStream, found: &mut Vec<String>) {
        let mut is_member = false;
        for tree in tokens {
            let was_member = std::mem::take(&mut is_member);
            match tree {
                TokenTree::Punct(punct) => is_member = ['.', ':'].contains(&punct.as_char()),
                TokenTree::Ident(word) if !was_member => found.push(word.to_string()),
                TokenTree::Group(group) => words(group.stream(), found),
                _ => {}
            }
        }
    }
    let mut found = vec![];
    match value {
        Expr::Lit(_) | Expr::Closure(_) => {}
        value => words(value.to_token_stream(), &mut found),
    }
    let is_variable = |word: &String| word.starts_with(char::is_lowercase);
    found.iter().any(is_variable) && found.iter().all(|word| word != "Self")
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
