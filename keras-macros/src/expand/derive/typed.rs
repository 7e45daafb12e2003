//! Arguments of Keras that a macro does not take: `from_logits` of a cross-entropy, which a type decides, and `reduction`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Generics, Type};

use super::argument::Argument;
use super::fields::State;
use crate::word::Word;

/// The fields whose type is the value of an argument.
pub struct Typed<'a>(Vec<(&'a Ident, &'a Type)>);

impl<'a> Typed<'a> {
    /// Those among the fields that are no arguments.
    pub fn of(states: &'a [State]) -> Self {
        Self(states.iter().filter_map(|state| Some((&state.name, state.typed.as_ref()?))).collect())
    }

    /// The parameters of the struct, whose values have a form in JSON.
    pub fn generics(&self, private: &TokenStream, generics: &Generics) -> (TokenStream, TokenStream) {
        let parameters: Vec<&Ident> = generics.type_params().map(|param| &param.ident).collect();
        if parameters.is_empty() {
            return (quote!(), quote!());
        }
        (quote!(<#(#parameters: #private::Argument),*>), quote!(<#(#parameters),*>))
    }

    /// Adds them to what is written.
    pub fn writes(&self, private: &TokenStream) -> TokenStream {
        let writes = self.0.iter().map(|(name, ty)| {
            let text = name.text();
            quote!(#private::Form::<#ty>::write(&self.#name, #text, &mut config)?;)
        });
        quote!(#(#writes)*)
    }

    /// Takes them from what is read.
    pub fn reads(&self, private: &TokenStream) -> TokenStream {
        let reads = self.0.iter().map(|(name, ty)| {
            let text = name.text();
            quote!(let #name = #private::Form::<#ty>::read(#text, &mut config)?;)
        });
        quote!(#(#reads)*)
    }

    /// The struct of the types that were read, from the one of the default types. What a file does not say has the default.
    pub fn made(
        &self,
        private: &TokenStream,
        config: &Ident,
        arguments: &[Argument],
        states: &[State],
    ) -> TokenStream {
        if self.0.is_empty() {
            return quote!(#private::Ok(made));
        }
        let typed =
            self.0.iter().map(|(name, _)| quote!(#name: #private::typed(#name, &made.#name, classes)?));
        let rest = states.iter().filter(|state| state.typed.is_none()).map(|state| &state.name);
        let rest = rest.chain(arguments.iter().map(|argument| &argument.name));
        let rest = rest.map(|name| quote!(#name: made.#name));
        quote!(#private::Ok(#config { #(#typed,)* #(#rest,)* }))
    }
}
