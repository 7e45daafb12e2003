//! A struct whose attributes say nothing is a layer, unless it has the trait of something else: then rustc says so, once.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::inner;
use crate::editor::is_for_editor;
use crate::expand::hygiene::quiet;
use crate::word::{self, Word, snake_case};

/// The constant of what the struct is, and the check that it is a layer, at its name.
pub fn kind(private: &TokenStream, config: &Ident) -> TokenStream {
    let (class, span, quiet) = (config.text(), config.span(), quiet());
    // It is what rustc names when it says what is wrong.
    let name = word::ident(&snake_case(&class), span).unwrap_or_else(|| Ident::new("kind", span));
    let check = quote_spanned!(span=> const #name: () = __UNDECLARED.check(#class););
    quote! {
        #[automatically_derived]
        #quiet
        impl #config {
            #[doc(hidden)]
            pub const __KIND: #private::usize = {
                use #private::{NoTrait as _, TraitsOf};
                #private::first_of([
                    TraitsOf::<Self>::IS_LOSS,
                    TraitsOf::<Self>::IS_METRIC,
                    TraitsOf::<Self>::IS_SCHEDULE,
                    TraitsOf::<Self>::IS_OPTIMIZER,
                    TraitsOf::<Self>::IS_INITIALIZER,
                    TraitsOf::<Self>::IS_REGULARIZER,
                    TraitsOf::<Self>::IS_CONSTRAINT,
                ])
            };
        }

        #quiet
        const _: () = {
            const __UNDECLARED: #private::ShapeResult<()> = {
                #[allow(unused_imports)]
                use #private::NoTrait as _;
                #private::undeclared(<#config>::__KIND, #private::TraitsOf::<#config>::IS_COPY)
            };
            #check
        };
    }
}

/// What it is in a model.
pub fn built(private: &TokenStream, config: &Ident, undeclared: &TokenStream) -> TokenStream {
    match is_for_editor() {
        // rust-analyzer does not make the choice.
        true => quote!(#private::Built<#config>),
        false => quote!(<#undeclared as #private::MadeOf<#config>>::Built),
    }
}

/// What stands for it among the arguments of another.
pub fn wrapped(private: &TokenStream, config: &Ident, undeclared: &TokenStream) -> TokenStream {
    let argument = match is_for_editor() {
        true => quote!(#private::InnerLayer),
        false => quote!(<#undeclared as #private::MadeOf<#config>>::Argument),
    };
    inner::wrapped(private, &quote!(#config), (&argument, &quote!(#undeclared::argument)))
}
