//! What a call of a layer takes by name, as a constant of the layer.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, Result};

use super::argument::Argument;
use crate::parse::{InputKind, NamedInput, Signature};
use crate::word::Word;

/// The constant of a layer with these arguments; none if its calls take nothing by name.
pub fn signature(
    private: &TokenStream,
    signature: &Signature,
    arguments: &[Argument],
) -> Result<Option<TokenStream>> {
    for name in &signature.settings {
        if !arguments.iter().any(|argument| argument.name.text() == name.text()) {
            return Err(Error::new(name.span(), "expected the name of an argument"));
        }
    }
    if signature.inputs.is_empty() && signature.settings.is_empty() {
        return Ok(None);
    }
    let inputs = signature.inputs.iter().map(|NamedInput { name, takes }| {
        let (name, kind) = (name.text(), quote!(#private::InputKind));
        let takes = match takes {
            InputKind::Required => quote!(#kind::Required),
            InputKind::Optional => quote!(#kind::Optional),
            InputKind::Default(other) => {
                let other = other.text();
                quote!(#kind::Default(#other))
            }
            InputKind::Switch => quote!(#kind::Switch),
            InputKind::Several => quote!(#kind::Several),
        };
        quote!(#private::NamedInput::new(#name, #takes))
    });
    let settings = signature.settings.iter().map(Word::text);
    let listed = signature.is_listed.then(|| quote!(.listed()));
    Ok(Some(constant(private, inputs, settings, listed)))
}

/// The constant of a model, all of whose inputs are needed.
pub fn of_inputs<'a>(private: &TokenStream, names: impl Iterator<Item = &'a str>) -> TokenStream {
    let inputs = names.map(|name| quote!(#private::NamedInput::new(#name, #private::InputKind::Required)));
    constant(private, inputs, std::iter::empty(), Some(quote!(.listed())))
}

fn constant(
    private: &TokenStream,
    inputs: impl Iterator<Item = TokenStream>,
    settings: impl Iterator<Item = String>,
    listed: Option<TokenStream>,
) -> TokenStream {
    quote! {
        const SIGNATURE: #private::CallSignature =
            #private::CallSignature::new(&[#(#inputs),*], &[#(#settings),*])#listed;
    }
}
