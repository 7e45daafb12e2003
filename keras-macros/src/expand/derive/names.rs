//! The names of the arguments, as constants that a macro finds by name or by position. Of a name that is none of them it
//! finds a constant of its own, and says so.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Meta, Token, Type, parenthesized};

use super::argument::{Argument, Parameter};
use super::kind::Kind;
use super::types::generic;
use crate::word::Word;

/// What the macros know a struct of arguments by.
pub struct Names<'a> {
    pub private: &'a TokenStream,
    pub kind: &'a Kind,
    pub arguments: &'a [Argument],
    /// The type of the arguments, the one of their names, and the one of each of them by its position.
    pub args: &'a Ident,
    pub names: &'a Ident,
    pub nth: &'a Ident,
}

impl Names<'_> {
    /// The constants, and the types of what they are.
    pub fn expand(&self) -> TokenStream {
        let Self { private, kind, arguments, names, nth, .. } = self;
        let positions = 0..arguments.len();
        let by_position = positions.clone().map(|i| format_ident!("positional_{i}"));
        let each = arguments.iter().enumerate().map(|(i, argument)| self.nth(i, argument));
        let (idents, docs): (Vec<&Ident>, Vec<&Vec<Attribute>>) =
            arguments.iter().map(|argument| (&argument.name, &argument.docs)).unzip();
        let (texts, aliases): (Vec<String>, Vec<Vec<LitStr>>) =
            arguments.iter().map(|argument| (argument.name.text(), aliases(&argument.docs))).unzip();
        let lists = arguments.iter().map(|argument| {
            let form = match argument.layers() {
                Some(_) => "a list: `[Rescaling(0.1), RandomFlip()]`",
                None => "a tuple: `(28, 28)` in place of `28, 28`",
            };
            argument.is_list().then(|| quote!(.list(#form)))
        });
        let by_name = positions.clone();
        let common = match kind {
            Kind::Layer => quote!(#private::OF_EVERY_LAYER),
            Kind::Value(_) | Kind::Standalone(_) => quote!(&[]),
        };
        quote! {
            #[doc(hidden)]
            #[derive(Clone, Copy)]
            #[allow(missing_debug_implementations, missing_docs, unnameable_types)]
            pub struct #names;

            #[automatically_derived]
            #[allow(dead_code, missing_docs, non_upper_case_globals, clippy::all, clippy::pedantic)]
            impl #names {
                #(#(#docs)* pub const #idents: #nth<#by_name> = #nth;)*
                #(pub const #by_position: #nth<#positions> = #nth;)*
            }

            #[automatically_derived]
            impl #private::ArgumentNames for #names {
                const NAMES: &'static [#private::ArgumentName] =
                    &[#(#private::ArgumentName::new(#texts, &[#(#aliases),*])#lists),*];
                const COMMON: &'static [#private::ArgumentName] = #common;
            }

            #[doc(hidden)]
            #[derive(Clone, Copy)]
            #[allow(missing_debug_implementations, missing_docs, unnameable_types)]
            pub struct #nth<const NTH: #private::usize>;

            #[automatically_derived]
            #[allow(dead_code, missing_docs, clippy::all, clippy::pedantic)]
            impl<const NTH: #private::usize> #nth<NTH> {
                #[inline]
                pub const fn is_known(self) -> #private::bool {
                    true
                }

                #[inline]
                pub const fn named<N: #private::ArgumentNames>(self, _: &#private::str) -> #private::ShapeResult<()> {
                    #private::ShapeResult::Ok(())
                }

                #[inline]
                pub const fn setting<N: #private::ArgumentNames>(
                    self,
                    name: &#private::str,
                    signature: &#private::CallSignature,
                ) -> #private::ShapeResult<()> {
                    signature.setting(name)
                }
            }

            #(#each)*
        }
    }

    /// An argument by its position: how it is set, and what `None` means, as in Keras.
    fn nth(&self, position: usize, argument: &Argument) -> TokenStream {
        let Self { private, arguments, args, nth, .. } = self;
        let Argument { name, ty, .. } = argument;
        let Parameter { generics, parameter, returns, .. } = argument.parameter(private, &quote!(#args));
        let is_function = matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Function"));
        let unset = match () {
            () if generic(ty, "Option").is_some() && argument.default.is_some() => quote!({
                let mut given = given;
                given.#name = #private::Some(#private::None);
                given
            }),
            () if generic(ty, "Option").is_some() || argument.other(arguments).is_some() => quote!(given),
            () if is_function => quote!(given.#name([#private::linear])),
            () => {
                let fault = format!("needs a value for `{}`, not `None`", name.text());
                quote!({
                    let mut given = given;
                    given.fault = #private::Some(#private::Fault::new(#fault));
                    given
                })
            }
        };
        // Where rustc shows what a value is given to.
        let set = Ident::new("set", argument.span());
        quote! {
            #[automatically_derived]
            #[allow(dead_code, missing_docs, clippy::all, clippy::pedantic)]
            impl #nth<#position> {
                #[inline]
                pub const fn #set #generics(self, given: #args, value: #parameter) -> #returns {
                    given.#name(value)
                }

                #[inline]
                pub const fn unset(self, given: #args) -> #args {
                    #unset
                }
            }
        }
    }
}

/// What an argument is called elsewhere: `#[doc(alias = "p")]` or `#[doc(alias("p", "prob"))]`.
fn aliases(docs: &[Attribute]) -> Vec<LitStr> {
    let mut aliases = vec![];
    for attribute in docs.iter().filter(|attribute| matches!(attribute.meta, Meta::List(_))) {
        // rustc says what is wrong with an attribute.
        drop(attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("alias") && meta.input.peek(Token![=]) {
                aliases.push(meta.value()?.parse()?);
            } else if meta.path.is_ident("alias") {
                let several;
                parenthesized!(several in meta.input);
                aliases.extend(Punctuated::<LitStr, Token![,]>::parse_terminated(&several)?);
            }
            Ok(())
        }));
    }
    aliases
}
