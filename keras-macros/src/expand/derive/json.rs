//! The arguments as data: to and from Keras's JSON.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{DeriveInput, Expr, ExprLit, ExprUnary, Lit, LitBool, LitStr, Path, UnOp};

use super::argument::{Argument, Layers};
use super::declared::Declared;
use super::fields::State;
use super::kind::{Kind, Standalone};
use super::typed::Typed;
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
    /// Whether it takes the argument `dtype`, as all but one do.
    dtype: Option<LitBool>,
    /// What Keras calls it as long as nothing else is said.
    name: Option<String>,
}

impl Json {
    /// Takes an option, if it is one of these.
    pub fn take(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<bool> {
        if meta.path.is_ident("class") {
            self.class = Some(meta.value()?.parse::<LitStr>()?.value());
        } else if meta.path.is_ident("package") {
            self.package = Some(meta.value()?.parse::<LitStr>()?.value());
        } else if meta.path.is_ident("name") {
            self.name = Some(meta.value()?.parse::<LitStr>()?.value());
        } else if meta.path.is_ident("written") {
            self.written = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("trainable") {
            self.trainable = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("dtype") {
            self.dtype = Some(meta.value()?.parse()?);
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
        input: &DeriveInput,
        (kind, declared): (&Kind, Option<&Declared<'_>>),
        arguments: &[Argument],
        states: &[State],
    ) -> TokenStream {
        // Of a type that is no argument of Keras, nothing is read.
        let is_typed = |param: &Ident| states.iter().any(|state| state.is_of(param));
        if !input.generics.type_params().all(|param| is_typed(&param.ident)) {
            return quote!();
        }
        let config = &input.ident;
        let class = self.class.clone().unwrap_or_else(|| kind.class(&config.text()));
        let word = snake_case(&class);
        let name = self.name.as_ref().unwrap_or(match kind {
            Kind::Standalone(Standalone::Schedule) => &class,
            _ => &word,
        });
        let module = match &self.package {
            Some(package) => quote!(#package),
            None => quote!(#private::keras_module(#private::module_path!())),
        };
        let form = match &self.written {
            Some(written) => quote!(|config| #written(self, config)),
            None => quote!(|_| #private::Ok(())),
        };
        let own = self.neutral.iter().map(|(name, json)| quote!((#name, #json)));
        let neutral = own.chain(kind.neutral().iter().map(|(name, json)| quote!((#name, #json))));
        let neutral = quote!(&[#(#neutral),*]);
        let (write_name, read_name) = match kind.common() {
            Some(common) => (quote!(config.name(#name);), quote!(config.common(&[#(#common),*])?;)),
            None => (quote!(), quote!()),
        };
        let writes = arguments.iter().map(|argument| write(private, argument));
        let reads = arguments.iter().map(|argument| read(private, argument));
        let typed = Typed::of(states);
        let (typed_writes, typed_reads) = (typed.writes(private), typed.reads(private));
        let made = typed.made(private, config, arguments, states);
        let (generics, parameters) = typed.generics(private, &input.generics);
        let class_of = self.class_of(private, &quote!(#config #parameters), &generics, (kind, declared));
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            #[allow(clippy::all, clippy::pedantic)]
            impl #generics #private::Config for #config #parameters {
                const CLASS: &'static #private::str = #class;
                const MODULE: &'static #private::str = #module;
                const WORD: &'static #private::str = #word;

                fn config(&self) -> #private::Result<#private::Map> {
                    #[allow(unused_imports)]
                    use #private::NoForm as _;
                    #[allow(unused_mut)]
                    let mut config = #private::Written::new(#class);
                    #(#writes)*
                    #typed_writes
                    #write_name
                    config.finish(#neutral, #form)
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
                    let mut args = <#config>::args();
                    #(#reads)*
                    #typed_reads
                    #read_name
                    let made = config.finish(#neutral, args.build())?;
                    #made
                }
            }

            #class_of
        }
    }

    /// What the arguments make, for a file that names the class.
    fn class_of(
        &self,
        private: &TokenStream,
        config: &TokenStream,
        generics: &TokenStream,
        (kind, declared): (&Kind, Option<&Declared<'_>>),
    ) -> Option<TokenStream> {
        let (made, make, bound) = match kind {
            Kind::Layer => {
                let make = quote!(#private::AnyLayer::new(self, <#config>::INPUT_DTYPE));
                (quote!(AnyLayer), make, None)
            }
            Kind::Value(value) => {
                let ty = format_ident!("{}", value.ty);
                (quote!(#ty), quote!(self.value()), None)
            }
            Kind::Standalone(Standalone::Loss) => {
                (quote!(AnyLoss), quote!(#private::AnyLoss::new(self)), Some("Loss"))
            }
            Kind::Standalone(Standalone::Metric) => {
                (quote!(Box<dyn #private::Metric>), quote!(#private::Box::new(self)), Some("Metric"))
            }
            Kind::Standalone(Standalone::Schedule) => {
                (quote!(LearningRate), quote!(::core::convert::From::from(self)), Some("Schedule"))
            }
            // The class is the optimizer around it.
            Kind::Standalone(Standalone::Rule { .. }) => return None,
        };
        let (trainable, dtype) = (self.trainable.iter(), self.dtype.iter());
        let (make, bound) = match declared {
            Some(declared) => (declared.make(), None),
            None => (make, bound),
        };
        let bound = bound.map(|bound| {
            let bound = format_ident!("{bound}");
            quote!(where #config: #private::#bound + ::core::marker::Sync + 'static)
        });
        Some(quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #generics #private::Class for #config #bound {
                type Made = #private::#made;

                #(const TAKES_TRAINABLE: #private::bool = #trainable;)*
                #(const TAKES_DTYPE: #private::bool = #dtype;)*

                fn make(self) -> #private::#made {
                    #make
                }
            }
        })
    }
}

/// The same traits for a model as a layer, which has no arguments: it is written layer by layer.
pub fn without(private: &TokenStream, model: &Ident) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl #private::Config for __AsLayer {
            const CLASS: &'static #private::str = "Model";
            const MODULE: &'static #private::str = "keras";
            const WORD: &'static #private::str = "model";

            #[inline]
            fn config(&self) -> #private::Result<#private::Map> {
                #private::no_config(Self::CLASS)
            }

            #[inline]
            fn from_config(_: &#private::Map, _: &dyn #private::Classes) -> #private::Result<Self> {
                #private::no_config(Self::CLASS)
            }
        }

        #[automatically_derived]
        impl #private::Class for __AsLayer {
            type Made = #private::AnyLayer;

            #[inline]
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
            quote!(args.#name = #value.map(|layers| #private::InnerLayer::at_each(layers, || config.place()));)
        }
    }
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
