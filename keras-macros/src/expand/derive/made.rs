//! What the arguments make, as tokens: a layer, a value of an argument, something that a program holds by itself.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::DeriveInput;

use super::argument::Argument;
use super::declared::Declared;
use super::inner;
use super::kind::{Standalone, Value};
use super::undeclared;
use crate::editor::is_for_editor;

/// The methods that a model asks of it.
pub fn value(
    of: &Value,
    private: &TokenStream,
    config: &Ident,
    names: &Ident,
    declared: Option<&Declared<'_>>,
) -> TokenStream {
    let (ty, holder) = (format_ident!("{}", of.ty), format_ident!("{}", of.holder));
    let value = match declared.map(Declared::chosen) {
        None => quote! {
            match made {
                #private::ShapeResult::Ok(config) => config.value(),
                #private::ShapeResult::Err(_) => #private::#ty::UNKNOWN,
            }
        },
        Some(chosen) => quote!(#chosen::#holder(made)),
    };
    quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #config {
            #[doc(hidden)]
            pub const IS_LAYER: #private::bool = false;

            #[doc(hidden)]
            pub const fn __argument(
                made: &'static #private::ShapeResult<#config>,
                _: #private::usize,
            ) -> #private::#ty {
                #value
            }

            #[doc(hidden)]
            pub const fn __given(
                &self,
                _: #private::Inputs<'_>,
                _: #private::Inner<'_>,
            ) -> #private::Option<#private::Specs> {
                #private::None
            }

            #[doc(hidden)]
            pub const fn __answer(
                &self,
                _: &#private::Option<#private::Specs>,
                _: #private::Inner<'_>,
                _: #private::usize,
            ) -> #private::Outcome {
                #private::Outcome::Value
            }
        }

        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #private::LayerType for #config {
            type Config = #config;
            type Names = #names;
        }
    }
}

/// The default of what a program holds by itself, the methods that change its arguments one after the other, and how a
/// macro finds its arguments.
pub fn standalone(
    private: &TokenStream,
    input: &DeriveInput,
    (args, names): (&Ident, &Ident),
    arguments: &[Argument],
    (kind, declared): (&Standalone, Option<&Declared<'_>>),
) -> TokenStream {
    let config = &input.ident;
    let configured = configured(private, config, args, names, declared);
    let (generics, parameters, bounds) = input.generics.split_for_impl();
    let chained = arguments.iter().map(|argument| argument.chained(private));
    let default = arguments.iter().all(Argument::is_optional).then(|| {
        quote! {
            #[automatically_derived]
            impl #private::Default for #config {
                fn default() -> Self {
                    match Self::args().build() {
                        #private::ShapeResult::Ok(value) => value,
                        #private::ShapeResult::Err(_) => #private::unreachable!("the defaults make sense"),
                    }
                }
            }
        }
    });
    let around = matches!(kind, Standalone::Rule { is_built_in: true }).then(|| {
        let chained = arguments.iter().map(|argument| argument.chained_around(private));
        quote! {
            #[automatically_derived]
            impl #private::Descent<#config> {
                #(#chained)*
            }
        }
    });
    quote! {
        #default
        #around

        #[automatically_derived]
        #[allow(dead_code)]
        impl #generics #config #parameters #bounds {
            #(#chained)*
        }

        #configured
    }
}

/// How a macro finds the arguments.
fn configured(
    private: &TokenStream,
    config: &Ident,
    args: &Ident,
    names: &Ident,
    declared: Option<&Declared<'_>>,
) -> TokenStream {
    let state = declared.map_or_else(|| quote!(#private::Complete), Declared::state);
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #private::Configured for #config {
            type Arguments = #args;
            type Names = #names;
            type State = #state;
            const ARGUMENTS: #args = #config::args();
        }
    }
}

/// The methods and traits of a layer.
pub fn layer(
    private: &TokenStream,
    config: &Ident,
    (dtype, args, names): (&TokenStream, &Ident, &Ident),
    arguments: &[Argument],
    signature: Option<TokenStream>,
) -> TokenStream {
    let undeclared = quote!(#private::Undeclared::<#config, { <#config>::__KIND }>);
    let (wrapped, kind) =
        (undeclared::wrapped(private, config, &undeclared), undeclared::kind(private, config));
    let built = undeclared::built(private, config, &undeclared);
    // rust-analyzer does not make the choice.
    let is_copy = if is_for_editor() { quote!(true) } else { quote!(#private::TraitsOf::<#config>::IS_COPY) };
    let configured = configured(private, config, args, names, None);
    let (questions, inner_layers) = (
        inner::questions(private, &undeclared, arguments, signature.is_some()),
        inner::methods(private, arguments),
    );
    quote! {
        #kind

        #[automatically_derived]
        #[allow(dead_code)]
        impl #config {
            #[doc(hidden)]
            pub const INPUT_DTYPE: #private::DType = #dtype;

            #wrapped
            #questions
        }

        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #private::LayerType for #config {
            type Config = #config;
            type Names = #names;
        }

        #configured

        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #private::LayerConfig for #config {
            type Built = #built;

            #signature

            fn copied(&self) -> Self {
                #[allow(unused_imports)]
                use #private::NoTrait as _;
                #private::Arguments::<#config, { #is_copy }>::copied(self)
            }

            #inner_layers

            fn build(
                self,
                name: &#private::str,
                inputs: #private::Inputs<'_>,
                outcome: &#private::Outcome,
                trainable: #private::bool,
            ) -> Self::Built {
                #undeclared::build(self, name, inputs, outcome, trainable)
            }
        }
    }
}
