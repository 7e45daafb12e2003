//! The arguments as data: to and from Keras's JSON.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{DataEnum, Expr, ExprLit, ExprUnary, Fields, Lit, LitBool, LitStr, Path, UnOp};

use super::argument::{Argument, Layers};
use super::kind::Kind;
use crate::word::{self, Word, snake_case};

/// What is said above a struct about its form in JSON.
#[derive(Default)]
pub struct Json {
    class: Option<String>,
    package: Option<String>,
    /// What Keras has and this struct has not: names, and the JSON of the values that change nothing.
    neutral: Vec<(String, String)>,
    /// The function that changes what is written into Keras's form.
    written: Option<Path>,
    /// Whether Keras's class takes the argument `trainable`, as nearly all do.
    trainable: Option<LitBool>,
}

impl Json {
    /// Takes an option, if it is one of these.
    pub fn take(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<bool> {
        if meta.path.is_ident("class") {
            self.class = Some(meta.value()?.parse::<LitStr>()?.value());
        } else if meta.path.is_ident("package") {
            self.package = Some(meta.value()?.parse::<LitStr>()?.value());
        } else if meta.path.is_ident("written") {
            self.written = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("trainable") {
            self.trainable = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("neutral") {
            meta.parse_nested_meta(|argument| {
                let name = argument.path.require_ident()?.text();
                self.neutral.push((name, json(&argument.value()?.parse()?)?));
                Ok(())
            })?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// The traits of a struct of arguments that can be written and read.
    pub fn expand(
        &self,
        private: &TokenStream,
        config: &Ident,
        kind: &Kind,
        arguments: &[Argument],
    ) -> TokenStream {
        let class = self.class.clone().unwrap_or_else(|| config.text());
        let word = snake_case(&class);
        let module = match &self.package {
            Some(package) => quote!(#package),
            None => quote!(#private::keras_module(#private::module_path!())),
        };
        let writes = arguments.iter().map(|argument| write(private, argument));
        let reads = arguments.iter().map(|argument| read(private, argument));
        let form = match &self.written {
            Some(written) => quote!(|config| #written(self, config)),
            None => quote!(|_| #private::Ok(())),
        };
        let trainable = self.trainable.iter();
        let neutral = self.neutral.iter().map(|(name, json)| quote!((#name, #json)));
        let class_of = match kind {
            Kind::Layer => {
                let make = quote!(#private::AnyLayer::new(self, <#config>::INPUT_DTYPE));
                Some((quote!(AnyLayer), make))
            }
            Kind::Value(value) => {
                let ty = format_ident!("{}", value.ty);
                let make = match value.is_built_in {
                    true => quote!(self.value()),
                    false => {
                        quote!(#private::#ty::Own(#private::Own(#private::Box::leak(#private::Box::new(self)))))
                    }
                };
                Some((quote!(#ty), make))
            }
            // A program holds it by itself: nothing else has it among its arguments.
            Kind::Standalone(_) => None,
        };
        let class_of = class_of.map(|(made, make)| {
            quote! {
                #[automatically_derived]
                #[diagnostic::do_not_recommend]
                impl #private::Class for #config {
                    type Made = #private::#made;

                    const WORD: &'static #private::str = #word;
                    #(const TAKES_TRAINABLE: #private::bool = #trainable;)*

                    fn make(self) -> #private::#made {
                        #make
                    }
                }
            }
        });
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            #[allow(clippy::all, clippy::pedantic)]
            impl #private::Config for #config {
                const CLASS: &'static #private::str = #class;
                const MODULE: &'static #private::str = #module;

                fn config(&self) -> #private::Result<#private::Map> {
                    #[allow(unused_imports)]
                    use #private::NoForm as _;
                    #[allow(unused_mut)]
                    let mut config = #private::Written::new(#class);
                    #(#writes)*
                    config.finish(#form)
                }

                fn from_config(
                    config: &#private::Map,
                    classes: &dyn #private::Classes,
                ) -> #private::Result<Self> {
                    #[allow(unused_imports)]
                    use #private::NoForm as _;
                    #[allow(unused_mut)]
                    let mut config = #private::Read::new(#class, config, classes);
                    #[allow(unused_mut)]
                    let mut args = Self::args();
                    #(#reads)*
                    config.finish(&[#(#neutral),*], args.build())
                }
            }

            #class_of
        }
    }
}

/// The same traits for a model as a layer, which has no arguments: it is written layer by layer.
pub fn without(private: &TokenStream, model: &Ident) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl #private::Config for __AsLayer {
            const CLASS: &'static #private::str = "Model";
            const MODULE: &'static #private::str = "keras";

            fn config(&self) -> #private::Result<#private::Map> {
                #private::no_config(Self::CLASS)
            }

            fn from_config(_: &#private::Map, _: &dyn #private::Classes) -> #private::Result<Self> {
                #private::no_config(Self::CLASS)
            }
        }

        #[automatically_derived]
        impl #private::Class for __AsLayer {
            type Made = #private::AnyLayer;

            const WORD: &'static #private::str = "model";

            fn make(self) -> #private::AnyLayer {
                #private::AnyLayer::new(self, #model::INPUT_DTYPE)
            }
        }
    }
}

/// Adds an argument to what is written.
fn write(private: &TokenStream, argument: &Argument) -> TokenStream {
    let (place, text, ty) = (argument.place(), argument.name.text(), &argument.ty);
    let one = argument.is_one_or_more().then(|| quote!(config.unwrap_one(#text);));
    quote! {
        #private::Form::<#ty>::write(&self.#place, #text, &mut config)?;
        #one
    }
}

/// Takes an argument from what is read. The layers among them are counted in the order in which they are written.
fn read(private: &TokenStream, argument: &Argument) -> TokenStream {
    let (name, text, ty) = (&argument.name, argument.name.text(), &argument.ty);
    let value = quote!(#private::Form::<#ty>::read(#text, &mut config)?);
    match argument.layers() {
        None => quote!(args.#name = #value;),
        Some(Layers::One) => quote!(args.#name = #value.map(|layer| layer.at(config.place()));),
        Some(Layers::Several) => {
            quote!(args.#name = #value.map(|layers| #private::Wrapped::at_each(layers, || config.place()));)
        }
    }
}

/// `#[derive(Config)]` of an enum without fields: a value of an argument that is a word.
pub fn words(library: &TokenStream, name: &Ident, words: &DataEnum) -> syn::Result<TokenStream> {
    if let Some(variant) = words.variants.iter().find(|variant| !matches!(variant.fields, Fields::Unit)) {
        let message = "the variants of an enum that is an argument are words, without fields";
        return Err(syn::Error::new(variant.fields.span(), message));
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

/// The JSON of a literal: `false`, `0.99`, `"channels_last"`, `None`.
fn json(value: &Expr) -> syn::Result<String> {
    match value {
        Expr::Lit(ExprLit { lit, .. }) => match lit {
            Lit::Bool(value) => return Ok(value.value.to_string()),
            Lit::Int(value) => return Ok(value.base10_digits().to_owned()),
            Lit::Float(value) => return Ok(value.base10_digits().to_owned()),
            Lit::Str(value) => return Ok(format!("{:?}", value.value())),
            _ => {}
        },
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => return Ok(format!("-{}", json(expr)?)),
        Expr::Path(path) if word::is(&path.path, "None") => return Ok("null".to_owned()),
        _ => {}
    }
    Err(syn::Error::new(value.span(), "expected a number, a string, `true`, `false` or `None`"))
}
