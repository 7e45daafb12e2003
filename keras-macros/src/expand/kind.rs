//! The type behind the name of a layer, or what stands for a type that is no layer.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote_spanned};

use super::hygiene::{located, quiet};
use crate::editor::is_for_editor;

/// What a type is asked to be.
#[derive(Clone, Copy)]
pub enum Place {
    /// A layer of a model.
    Layer,
    /// A layer inside another, or a value that is written like one.
    Argument,
}

/// The aliases `alias`, of what stands for the type at `path`, and of the type itself.
pub fn aliases(private: &TokenStream, place: Place, alias: &Ident, path: &TokenStream) -> TokenStream {
    let (quiet, written, span) = (quiet(), written(alias), alias.span());
    let (kind, private) = (kind(private, place, alias), located(private, span));
    let chosen = match is_for_editor() {
        // rust-analyzer does not make the choice, and would know no type of an argument.
        true => quote_spanned!(span=> #written),
        false => quote_spanned!(span=> <#private::Choice<{ #kind }> as #private::Choose<#written>>::Layer),
    };
    quote_spanned! {span=>
        #quiet
        type #written = #path;
        #quiet
        type #alias = #chosen;
    }
}

/// The number of what a type is, whose alias this is.
pub fn kind(private: &TokenStream, place: Place, alias: &Ident) -> TokenStream {
    let (written, span) = (written(alias), alias.span());
    let private = located(private, span);
    let (asked, is_said) = match place {
        Place::Layer => {
            let asked = quote_spanned!(span=> #private::LayerKind<#written>);
            let is_said = quote_spanned!(span=> <#asked>::IS_DERIVED || <#asked>::HAS_CALL);
            (asked, is_said)
        }
        Place::Argument => {
            (quote_spanned!(span=> #private::ArgumentKind<#written>), quote_spanned!(span=> false))
        }
    };
    quote_spanned! {span=>
        #private::unsaid(<#asked>::OF, #is_said, <#asked>::MAKES, <#asked>::IS_CALLBACK)
    }
}

fn written(alias: &Ident) -> Ident {
    format_ident!("{alias}Written", span = alias.span())
}
