//! What rust-analyzer sees of a model: each word where Rust has the like of it, a tensor as a variable, a layer as a type,
//! the name of an argument as a method of the arguments. It is made of tokens, so that what is half-typed is seen, too.
//!
//! Completion compares an expansion with another that has a word more at the cursor: up to there, both are the same.

mod argument;
mod graph;
mod layer;
mod list;
mod own;
mod value;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;

use crate::editor::is_for_editor;
use crate::errors::Errors;
use crate::expand::vocabulary;
use crate::parse::{Form, Invocation, invocation, mark};
use own::Own;

/// The view of a macro.
pub struct View {
    library: TokenStream,
    private: TokenStream,
    /// The path of what only an editor sees.
    editor: TokenStream,
}

/// Expands a macro. For an editor, with its view beside; for rustc, there is none.
pub fn beside(
    input: TokenStream,
    see: impl Fn(&View, TokenStream) -> TokenStream,
    expand: impl Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    if is_for_editor() { with_view(input, see, expand) } else { expand(input) }
}

/// Expands a macro of which an editor sees nothing but what it is called on.
pub fn alone(input: TokenStream, expand: impl Fn(TokenStream) -> TokenStream) -> TokenStream {
    if is_for_editor() { Own::of(input.clone()).alone_in_place(expand(input)) } else { expand(input) }
}

pub fn with_view(
    input: TokenStream,
    see: impl Fn(&View, TokenStream) -> TokenStream,
    expand: impl Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    let mut errors = Errors::default();
    let (Invocation { library, form }, body) = invocation(input.clone(), &mut errors);
    // They are those of the expansion.
    drop(errors.into_items());
    if let Form::Broken = form {
        return expand(input);
    }
    let private = quote!(#library::__private);
    let view = View { editor: quote!(#private::editor), private, library };
    let (seen, own) = (see(&view, body), Own::of(input.clone()));
    let expanded = own.alone_in_place(expand(input));
    match form {
        Form::Item(_) => quote!(#seen #expanded),
        _ => quote!({ #seen #expanded }),
    }
}

/// The name and the value of `name = value`, finished or not.
fn named(trees: &[TokenTree]) -> Option<(&Ident, &[TokenTree])> {
    match trees {
        [TokenTree::Ident(name), equals, value @ ..] if mark(equals) == '=' => {
            value.first().is_none_or(|next| mark(next) != '=').then_some((name, value))
        }
        _ => None,
    }
}

impl View {
    /// The layers of `sequential!`: an item, which sees no variables around the macro.
    pub fn sequential(&self, body: TokenStream) -> TokenStream {
        let seen = self.block(self.layers(body));
        quote!(const _: () = #seen;)
    }

    /// The statements of `graph!`.
    pub fn graph(&self, body: TokenStream) -> TokenStream {
        let seen = self.block(self.outermost(body));
        quote!(const _: () = { fn __graph() #seen };)
    }

    /// The layer of `layer!`.
    pub fn layer(&self, body: TokenStream) -> TokenStream {
        self.block(self.layers(body))
    }

    /// The metrics of `metrics!`.
    pub fn metrics(&self, body: TokenStream) -> TokenStream {
        self.block(self.each_metric(body))
    }

    fn block(&self, seen: TokenStream) -> TokenStream {
        let (vocabulary, editor) = (vocabulary(&self.library), &self.editor);
        // Behind what is seen there is more than a word at the end of it could begin.
        quote!({
            #vocabulary
            #[allow(unused_imports)]
            use #editor::Input;
            #seen
            let _ = #editor::any(#editor::any(#editor::any(#editor::any(#editor::any(())))));
        })
    }
}
