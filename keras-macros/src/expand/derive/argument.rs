//! The fields of a struct: one argument each, or what is gathered beside the arguments.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DeriveInput, Expr, ExprLit, Fields, GenericArgument, Lit, Meta, MetaNameValue, Path,
    PathArguments, Type, Visibility,
};

use super::kind::Kind;
use super::weights::{self, Place};
use crate::word::Word;

/// One argument: its setters, and its value.
pub struct Argument {
    pub name: Ident,
    pub ty: Type,
    pub docs: Vec<Attribute>,
    pub default: Option<Expr>,
    /// What a value has to be: a `const fn` of the argument's name and its value.
    pub check: Option<Path>,
    pub library: TokenStream,
    pub visibility: Visibility,
    /// The type of the arguments while this one is being set, if that takes two steps.
    pub sided: Ident,
    /// Where it is in the field of a weight, if it is no field itself.
    pub place: Option<Place>,
}

/// A field that is no argument: it begins as its default, or as `#[default(…)]` says.
pub struct State {
    name: Ident,
    initial: Option<Expr>,
}

/// How many layers an argument is.
pub enum Layers {
    One,
    Several,
}

/// The code of a setter.
struct Parameter {
    generics: TokenStream,
    /// The type of `value`, an array.
    parameter: TokenStream,
    /// The type that the setter gives back.
    returns: TokenStream,
    /// Sets the field, and gives that back.
    set: TokenStream,
}

/// The arguments that the fields of a struct are, for the library at this path, and the rest of its fields.
pub fn of(
    input: &DeriveInput,
    library: &TokenStream,
    kind: &Kind,
) -> syn::Result<(Vec<Argument>, Vec<State>)> {
    let message = "the arguments of a layer are the named fields of a struct without generics";
    let Data::Struct(data) = &input.data else { return Err(syn::Error::new(input.ident.span(), message)) };
    if !input.generics.params.is_empty() && !matches!(kind, Kind::Standalone(_)) {
        return Err(syn::Error::new(input.generics.span(), message));
    }
    let named = match &data.fields {
        Fields::Named(named) => &named.named,
        Fields::Unit => return Ok((vec![], vec![])),
        Fields::Unnamed(fields) => return Err(syn::Error::new(fields.span(), message)),
    };
    let (mut arguments, mut states) = (vec![], vec![]);
    for field in named {
        let mut defaults = field.attrs.iter().filter(|attribute| attribute.path().is_ident("default"));
        let default = defaults.next();
        if let Some(second) = defaults.next() {
            return Err(syn::Error::new(second.span(), "an argument has one default"));
        }
        if let Some(layer) = field.attrs.iter().find(|attribute| attribute.path().is_ident("layer")) {
            return Err(syn::Error::new(
                layer.span(),
                "`#[layer(…)]` is about the whole struct: put it above",
            ));
        }
        let default = default.map(Attribute::parse_args).transpose()?;
        let Options { check, is_state } = Options::of(&field.attrs)?;
        let name = field.ident.clone().expect("the field is named");
        if is_state {
            states.push(State { name, initial: default });
            continue;
        }
        if ["name", "trainable", "input", "input_shape", "build", "fault"].contains(&name.text().as_str()) {
            let message = "every layer takes this argument; choose another name";
            return Err(syn::Error::new(name.span(), message));
        }
        let argument = Argument {
            sided: format_ident!("{}Args_{}", input.ident.text(), name.text()),
            name,
            ty: ungrouped(&field.ty).clone(),
            docs: field.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect(),
            default,
            check,
            library: library.clone(),
            visibility: input.vis.clone(),
            place: None,
        };
        if weights::is_weight(&argument.ty) {
            arguments.extend(weights::parts(&argument, &quote!(#library::__private)));
        } else {
            arguments.push(argument);
        }
    }
    Ok((weights::order(arguments), states))
}

/// `#[config(state)]` or `#[config(check = rule)]` of a field.
#[derive(Default)]
struct Options {
    check: Option<Path>,
    is_state: bool,
}

impl Options {
    fn of(attributes: &[Attribute]) -> syn::Result<Self> {
        let mut options = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("config")) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("state") {
                    options.is_state = true;
                } else if meta.path.is_ident("check") {
                    options.check = Some(meta.value()?.parse()?);
                } else {
                    return Err(meta.error("expected `state` or `check = rule`"));
                }
                Ok(())
            })?;
        }
        Ok(options)
    }
}

impl State {
    /// The name of the field, and what it begins as.
    pub fn value(&self, private: &TokenStream) -> TokenStream {
        let Self { name, initial } = self;
        match initial {
            Some(initial) => quote!(#name: #initial),
            None => quote!(#name: #private::Default::default()),
        }
    }

    /// Whether rustc knows what it begins as.
    pub fn is_constant(&self) -> bool {
        self.initial.is_some()
    }
}

/// The table of the arguments, for the page of the struct.
pub fn table(arguments: &[Argument]) -> Vec<String> {
    let mut lines: Vec<String> =
        ["# Arguments", "", "| | argument | type | default | |", "| --- | --- | --- | --- | --- |"]
            .map(|line| format!(" {line}"))
            .into();
    if arguments.is_empty() {
        return vec![" # Arguments".to_owned(), String::new(), " None.".to_owned()];
    }
    for (position, argument) in arguments.iter().enumerate() {
        let Argument { name, ty, docs, .. } = argument;
        let default = argument.default_text().unwrap_or_else(|| "required".to_owned());
        let ty = match &argument.place {
            Some(place) => place.type_name(),
            None => plain(generic(ty, "Option").unwrap_or(ty)),
        };
        let docs = paragraph(docs).replace('|', "\\|");
        let line = format!(" | {position} | `{}` | `{ty}` | {default} | {docs} |", name.text());
        lines.push(line);
    }
    lines
}

/// The first paragraph of a documentation.
pub fn paragraph(docs: &[Attribute]) -> String {
    let text = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(MetaNameValue { value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), .. }) => {
            Some(text.value().trim().to_owned())
        }
        _ => None,
    };
    let lines: Vec<String> = docs.iter().map_while(text).take_while(|line| !line.is_empty()).collect();
    lines.join(" ")
}

/// Tokens as a person would write them, inside a table.
fn plain(tokens: impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let text = text.replace(" :: ", "::").replace(" < ", "<").replace(" >", ">").replace(" ,", ",");
    let text = text.replace("- ", "-").replace(" ; ", "; ").replace(" (", "(").replace("& ", "&");
    text.replace('|', "\\|")
}

impl Argument {
    /// Its default, for the documentation.
    fn default_text(&self) -> Option<String> {
        match &self.default {
            Some(default) => Some(format!("`{}`", plain(default))),
            None => generic(&self.ty, "Option").map(|_| "none".to_owned()),
        }
    }

    /// Its name.
    pub fn name(&self) -> &Ident {
        &self.name
    }

    /// Where it is in the struct.
    pub fn place(&self) -> TokenStream {
        match &self.place {
            Some(Place { field, part }) => quote!(#field.#part),
            None => self.name.to_token_stream(),
        }
    }

    /// The type of the field.
    pub fn ty(&self) -> &Type {
        &self.ty
    }

    /// What a setter takes and gives, and the value of the field.
    fn parameter(&self, private: &TokenStream) -> Parameter {
        let (name, sided) = (&self.name, &self.sided);
        if let Some(axes) = self.sides() {
            let (generics, parameter) = (quote!(<S: #private::Side>), quote!([S; #axes]));
            return Parameter {
                generics,
                parameter,
                returns: quote!(#sided<S>),
                set: quote!(#sided(self, value)),
            };
        }
        let option = generic(&self.ty, "Option");
        let ty = option.unwrap_or(&self.ty);
        let (list, one_or_more) = (generic(ty, "List"), generic(ty, "OneOrMore"));
        let (generics, parameter, value) = match (ty, list.or(one_or_more)) {
            (Type::Array(_), _) => (quote!(), quote!(#ty), quote!(value)),
            (_, Some(element)) => {
                let value = quote!(#private::List::new(&value));
                // rustc names this parameter when it is given a single value instead of a tuple.
                (quote!(<const LENGTH_OF_TUPLE: #private::usize>), quote!([#element; LENGTH_OF_TUPLE]), value)
            }
            _ => (quote!(), quote!([#ty; 1]), quote!(value[0])),
        };
        let value = if option.is_some() { quote!(#private::Some(#value)) } else { value };
        let (returns, done) = match one_or_more {
            Some(_) => (
                quote!(#private::UnfinishedArgument<Self, LENGTH_OF_TUPLE>),
                quote!(#private::UnfinishedArgument(self)),
            ),
            None => (quote!(Self), quote!(self)),
        };
        let set = quote! {
            self.#name = #private::Some(#value);
            #done
        };
        Parameter { generics, parameter, returns, set }
    }

    /// Whether the argument is a layer, or several.
    pub fn layers(&self) -> Option<Layers> {
        let is_layer = |ty: &Type| matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Wrapped"));
        if is_layer(&self.ty) {
            return Some(Layers::One);
        }
        let element = generic(&self.ty, "List").or(generic(&self.ty, "OneOrMore"))?;
        is_layer(element).then_some(Layers::Several)
    }

    /// Whether one value may be written for a list of one.
    pub fn is_one_or_more(&self) -> bool {
        generic(generic(&self.ty, "Option").unwrap_or(&self.ty), "OneOrMore").is_some()
    }

    /// The number of axes, if the argument is about their ends.
    fn sides(&self) -> Option<&GenericArgument> {
        generic_argument(&self.ty, "Sides")
    }

    /// The second step of setting an argument that is about the ends of axes: its elements are numbers or pairs of
    /// numbers, and which of the two is known when the next method is called.
    pub fn second_step(&self, private: &TokenStream, args: &Ident) -> Option<TokenStream> {
        let axes = self.sides()?;
        let Self { name, sided, visibility, .. } = self;
        let step = |element: TokenStream, sides: TokenStream, methods: &[&str]| {
            let methods = methods.iter().map(|method| {
                let method = format_ident!("{method}");
                quote! {
                    pub const fn #method(mut self) -> #args {
                        self.0.#name = #private::Some(#sides(self.1));
                        self.0
                    }
                }
            });
            quote! {
                #[automatically_derived]
                #[allow(dead_code, clippy::all, clippy::pedantic)]
                impl #sided<#element> {
                    #(#methods)*
                }
            }
        };
        let (numbers, pairs) = (
            step(quote!(#private::usize), quote!(#private::Sides::even), &["__one", "__several"]),
            step(quote!([#private::usize; 2]), quote!(#private::Sides), &["__pairs"]),
        );
        Some(quote! {
            #[doc(hidden)]
            #[derive(Clone, Copy)]
            #[allow(missing_debug_implementations, non_camel_case_types)]
            #visibility struct #sided<S>(#args, [S; #axes]);

            #numbers
            #pairs
        })
    }

    /// The setter by name.
    pub fn setter(&self, private: &TokenStream, class: &str) -> TokenStream {
        let Self { name, docs, visibility, .. } = self;
        let Parameter { generics, parameter, returns, set } = self.parameter(private);
        let doc = docs.is_empty().then(|| {
            let text = format!("The argument `{}` of `{class}`.", name.text());
            quote!(#[doc = #text])
        });
        let twice = format!("is given `{}` twice, by position and by name", name.text());
        quote! {
            #(#docs)*
            #doc
            #visibility const fn #name #generics(mut self, value: #parameter) -> #returns {
                if self.#name.is_some() {
                    self.fault = #private::Some(#private::Fault::new(#twice));
                }
                #set
            }
        }
    }

    /// What is wrong with it: that it is missing, or its value.
    pub fn fault(&self, private: &TokenStream) -> TokenStream {
        let name = &self.name;
        let missing = (!self.is_optional()).then(|| {
            let needs = format!("needs `{}`", name.text());
            quote! {
                if self.#name.is_none() {
                    return #private::Some(#private::Fault::new(#needs));
                }
            }
        });
        let wrong = self.check.as_ref().map(|check| {
            let text = name.text();
            let value = match generic(&self.ty, "Option") {
                Some(_) => quote!(#private::Some(#private::Some(value))),
                None => quote!(#private::Some(value)),
            };
            quote! {
                if let #value = self.#name {
                    if let #private::ShapeResult::Err(fault) = #check(#text, value) {
                        return #private::Some(fault);
                    }
                }
            }
        });
        quote!(#missing #wrong)
    }

    /// Whether it may be left out.
    pub fn is_optional(&self) -> bool {
        self.default.is_some() || generic(&self.ty, "Option").is_some()
    }

    /// The method of a value that changes it: `AUC::default().curve(Curve::PR)`.
    pub fn chained(&self, private: &TokenStream) -> TokenStream {
        let Self { name, visibility, ty, .. } = self;
        let docs = self.chained_docs();
        let (parameter, value) = match generic(ty, "Option") {
            Some(inner) => (inner, quote!(#private::Some(#name))),
            None => (ty, quote!(#name)),
        };
        quote! {
            #docs
            #[must_use]
            #visibility const fn #name(mut self, #name: #parameter) -> Self {
                self.#name = #value;
                self
            }
        }
    }

    /// The same of an optimizer around a rule, which takes numbers of either width.
    pub fn chained_around(&self) -> TokenStream {
        let Self { name, ty, visibility, .. } = self;
        let docs = self.chained_docs();
        let is_double = matches!(ty, Type::Path(path) if path.path.is_ident("f64"));
        let (parameter, value) = match is_double {
            true => (quote!(impl Into<f64>), quote!(#name.into())),
            false => (quote!(#ty), quote!(#name)),
        };
        quote! {
            #docs
            #[must_use]
            #visibility fn #name(mut self, #name: #parameter) -> Self {
                self.rule.#name = #value;
                self
            }
        }
    }

    /// What a method says that changes it.
    fn chained_docs(&self) -> TokenStream {
        let docs = &self.docs;
        let default = self.default_text().map(|text| format!(" Default: {text}."));
        let default = default.map(|text| quote!(#[doc = ""] #[doc = #text]));
        quote!(#(#docs)* #default)
    }

    /// The setter by position.
    pub fn positional(&self, private: &TokenStream, position: usize) -> TokenStream {
        let (name, visibility) = (&self.name, &self.visibility);
        let Parameter { generics, parameter, returns, .. } = self.parameter(private);
        let positional = format_ident!("positional_{position}");
        quote! {
            #[doc(hidden)]
            #visibility const fn #positional #generics(self, value: #parameter) -> #returns {
                self.#name(value)
            }
        }
    }

    /// The value of the field: what was given, or the default, which may be another argument.
    pub fn value(&self, private: &TokenStream, all: &[Argument]) -> TokenStream {
        let Self { name, default, library, ty, .. } = self;
        let named = |default: &Expr| {
            let Expr::Path(path) = default else { return None };
            let word = path.path.get_ident()?.text();
            all.iter().find(|other| other.name.text() == word && word != name.text())
        };
        let missing = match default {
            Some(default) if let Some(other) = named(default) => other.value(private, all),
            Some(default) => quote!({
                #[allow(unused_imports)]
                use #library::vocabulary::*;
                #default
            }),
            None if generic(ty, "Option").is_some() => quote!(#private::None),
            None => quote!(#private::unreachable!()),
        };
        quote! {
            match self.#name {
                #private::Some(value) => value,
                #private::None => #missing,
            }
        }
    }
}

/// A type without the invisible brackets that it has when it comes out of a `macro_rules!` macro.
fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        _ => ty,
    }
}

/// The `T` of `Name<T>`.
fn generic<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    match generic_argument(ty, name)? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// What stands between the brackets of `Name<…>`.
fn generic_argument<'a>(ty: &'a Type, name: &str) -> Option<&'a GenericArgument> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.first(),
        _ => None,
    }
}
