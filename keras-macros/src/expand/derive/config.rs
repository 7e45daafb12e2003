//! `#[derive(Config)]`: the arguments of what is written with a capital, from the fields of its struct.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Path, Type};

use super::declared::Declared;
use super::fields::State;
use super::json::Json;
use super::kind::{self, Kind};
use super::names::Names;
use super::{broken, docs, fields, made, misspelt, signature, weights, words};
use crate::parse::Signature;
use crate::word::{self, Word};

/// Expands the derive. Of a layer with a mistake, what stands for it is used in silence.
pub fn config(input: DeriveInput) -> TokenStream {
    let input = misspelt::meant(input);
    let stand_in = || broken::layer(&library(&input.attrs), &input);
    if let Some(owner) = broken::owner(&input) {
        let check = broken::check(&library(&input.attrs), &input.ident, owner);
        let stand_in = stand_in();
        return quote!(#check #stand_in);
    }
    expanded(&input).unwrap_or_else(|error| {
        let (error, stand_in) = (error.into_compile_error(), stand_in());
        quote!(#error #stand_in)
    })
}

fn expanded(input: &DeriveInput) -> syn::Result<TokenStream> {
    let Options { library, dtype, kind, signature, json } = &Options::of(&input.attrs)?;
    if let Data::Enum(variants) = &input.data {
        return words::words(library, &input.ident, variants);
    }
    let (arguments, states) = fields::of(input, library, kind)?;
    let private = quote!(#library::__private);
    let (config, visibility) = (&input.ident, &input.vis);
    let class = config.text();
    let args = format_ident!("{class}Args", span = config.span());
    let args_doc = format!("The arguments of [`{class}`], by name.");

    let names: Vec<&Ident> = arguments.iter().map(|argument| &argument.name).collect();
    let types: Vec<&Type> = arguments.iter().map(|argument| &argument.ty).collect();
    let setters = arguments.iter().map(|argument| argument.setter(&private, &class));
    let names_type = format_ident!("{class}Names", span = config.span());
    let nth = format_ident!("{class}Argument", span = config.span());
    let constants =
        Names { private: &private, kind, arguments: &arguments, args: &args, names: &names_type, nth: &nth };
    let constants = constants.expand();
    let second_steps = arguments.iter().map(|argument| argument.second_step(&private, &args));
    let fields = weights::fields(&arguments, &private);
    let faults = arguments.iter().map(|argument| argument.fault(&private));
    // What rustc cannot evaluate is made by the running program.
    let constness = states.iter().all(State::is_constant).then(|| quote!(const));
    let initial = states.iter().map(|state| state.value(&private));
    let table = docs::table(&arguments);
    let declared = Declared::of(&private, input, kind);
    let made = match kind {
        Kind::Layer => {
            let signature = signature::signature(&private, signature, &arguments)?;
            made::layer(&private, config, (dtype, &args, &names_type), &arguments, signature)
        }
        Kind::Value(value) => made::value(value, &private, config, &names_type, declared.as_ref()),
        Kind::Standalone(standalone) => made::standalone(
            &private,
            input,
            (&args, &names_type),
            &arguments,
            (standalone, declared.as_ref()),
        ),
    };
    let json = json.expand(&private, input, (kind, declared.as_ref()), &arguments, &states);
    let check = declared.as_ref().map(Declared::check);

    Ok(quote! {
        #[doc = #args_doc]
        #[derive(Clone, Copy)]
        #[allow(missing_debug_implementations)]
        #visibility struct #args {
            #(#names: #private::Option<#types>,)*
            fault: #private::Option<#private::Fault>,
        }

        #[automatically_derived]
        #[allow(dead_code, clippy::all, clippy::pedantic)]
        impl #args {
            #(#setters)*

            #[doc(hidden)]
            pub const fn __one(self) -> Self {
                self
            }

            #[doc(hidden)]
            pub const fn __several(self) -> Self {
                self
            }

            #[doc(hidden)]
            pub const fn __pairs(self) -> Self {
                self
            }

            /// What is wrong with them.
            #[doc(hidden)]
            pub const fn __fault(&self) -> #private::Option<#private::Fault> {
                if self.fault.is_some() {
                    return self.fault;
                }
                #(#faults)*
                #private::None
            }

            /// What they make, if every argument that it needs was given, and once.
            pub #constness fn build(self) -> #private::ShapeResult<#config> {
                if let #private::Some(fault) = self.__fault() {
                    return #private::ShapeResult::Err(fault);
                }
                #private::ShapeResult::Ok(#config { #(#fields,)* #(#initial,)* })
            }
        }

        #(#second_steps)*
        #constants

        #(#[doc = #table])*
        #[automatically_derived]
        #[allow(dead_code)]
        impl #config {
            /// The arguments, none given yet.
            #[allow(missing_docs)]
            pub const fn args() -> #args {
                #args { #(#names: #private::None,)* fault: #private::None }
            }
        }

        #made
        #json
        #check
    })
}

/// The path of the library, whatever else the attributes say.
fn library(attributes: &[Attribute]) -> TokenStream {
    let mut library = quote!(::keras);
    let is_option =
        |attribute: &&Attribute| ["layer", "config"].iter().any(|name| attribute.path().is_ident(name));
    for attribute in attributes.iter().filter(is_option) {
        // What is wrong with it is said by those who read it.
        drop(attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("crate") {
                let path: Path = meta.value()?.parse()?;
                library = quote!(#path);
            }
            Ok(())
        }));
    }
    library
}

/// What `#[layer(…)]` says besides, `#[config(…)]`, and either of them.
const OF_LAYERS: [&str; 4] = ["input", "inputs", "settings", "listed"];
const OF_BOTH: [&str; 8] = ["crate", "class", "package", "name", "written", "neutral", "trainable", "dtype"];

/// What is said of an option that is none.
fn unknown(meta: &ParseNestedMeta<'_>, is_layer: bool) -> syn::Error {
    let word = meta.path.get_ident().map(Word::text).unwrap_or_default();
    if is_layer && kind::NAMES.contains(&word.as_str()) {
        return meta
            .error(format!("a layer has no option `{word}`: of what is none write `#[config({word})]`"));
    }
    if !is_layer && word == "layer" {
        return meta.error("without `#[config(…)]` a struct is a layer: leave this out");
    }
    if !is_layer && OF_LAYERS.contains(&word.as_str()) {
        return meta.error(format!("`{word}` is an option of layers, which is written `#[layer({word} …)]`"));
    }
    let own: &[&str] = if is_layer { &OF_LAYERS } else { &kind::NAMES };
    let options = || own.iter().chain(&OF_BOTH).copied();
    meta.error(match word::nearest(&word, options()) {
        Some(meant) => format!("there is no option `{word}`: did you mean `{meant}`?"),
        None => {
            let options: Vec<String> = options().map(|option| format!("`{option}`")).collect();
            format!("expected one of {}", options.join(", "))
        }
    })
}

/// `#[layer(crate = path, input = int32)]`, or `#[config(crate = path, metric)]` for what is no layer.
struct Options {
    library: TokenStream,
    dtype: TokenStream,
    kind: Kind,
    signature: Signature,
    json: Json,
}

impl Options {
    fn of(attributes: &[Attribute]) -> syn::Result<Self> {
        if let Some(default) = attributes.iter().find(|attribute| attribute.path().is_ident("default")) {
            return Err(syn::Error::new(
                default.span(),
                "`#[default(…)]` is about one argument: put it there",
            ));
        }
        let mut library = quote!(::keras);
        let (mut dtype, mut kind) = (None, Kind::Layer);
        let (mut signature, mut json) = (Signature::default(), Json::default());
        for attribute in attributes {
            let is_layer = attribute.path().is_ident("layer");
            if !is_layer && !attribute.path().is_ident("config") {
                continue;
            }
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("crate") {
                    let path: Path = meta.value()?.parse()?;
                    library = quote!(#path);
                } else if json.take(&meta)? {
                } else if is_layer && meta.path.is_ident("input") {
                    dtype = Some(meta.value()?.parse::<Ident>()?);
                } else if !is_layer && let Some(of) = Kind::of(&meta)? {
                    if let Some(said) = kind.of_trait() {
                        return Err(meta.error(format!("this struct is {} already", said.word)));
                    }
                    kind = of;
                } else if !is_layer || !signature.parse(&meta)? {
                    return Err(unknown(&meta, is_layer));
                }
                Ok(())
            })?;
        }
        let dtype = dtype.unwrap_or_else(|| format_ident!("float32"));
        let dtype = quote_spanned!(dtype.span()=> #library::__private::#dtype);
        Ok(Self { library, dtype, kind, signature, json })
    }
}
