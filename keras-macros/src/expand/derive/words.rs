//! `#[derive(Config)]` of an enum: words as values of arguments.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{DataEnum, Fields};

use crate::word::{Word, snake_case};

/// `#[derive(Config)]` of an enum without fields: a value of an argument that is a word.
pub fn words(library: &TokenStream, name: &Ident, words: &DataEnum) -> syn::Result<TokenStream> {
    if let Some(variant) = words.variants.iter().find(|variant| !matches!(variant.fields, Fields::Unit)) {
        let message = "the variants of an enum that is an argument are words, without fields";
        return Err(syn::Error::new(variant.fields.span(), message));
    }
    if words.variants.is_empty() {
        let message = "an enum that is an argument has its words as variants: it needs one";
        return Err(syn::Error::new(name.span(), message));
    }
    let private = quote!(#library::__private);
    let variants: Vec<&Ident> = words.variants.iter().map(|variant| &variant.ident).collect();
    let words: Vec<String> = variants.iter().map(|variant| snake_case(&variant.text())).collect();
    Ok(quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        #[allow(clippy::all, clippy::pedantic)]
        impl #private::Argument for #name {
            fn to_json(&self) -> #private::Result<#private::Value> {
                #private::Argument::to_json(&match *self {
                    #(#name::#variants => #words,)*
                })
            }

            fn from_json(value: &#private::Value, _: &dyn #private::Classes) -> #private::Result<Self> {
                match #private::word(value) {
                    #(#words => #private::Ok(#name::#variants),)*
                    _ => #private::Err(#private::no_word(&[#(#words),*], value)),
                }
            }
        }
    })
}
