//! One argument of a layer, from a field of its struct.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DeriveInput, Expr, ExprLit, Fields, GenericArgument, Lit, Meta, MetaNameValue,
    PathArguments, Type, Visibility,
};

use crate::word::Word;

/// One argument: its setters, and its value.
pub struct Argument {
    name: Ident,
    ty: Type,
    docs: Vec<Attribute>,
    default: Option<Expr>,
    library: TokenStream,
    visibility: Visibility,
    /// The type of the arguments while this one is being set, if that takes two steps.
    sided: Ident,
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

/// The arguments that the fields of a struct are, for the library at this path.
pub fn of(input: &DeriveInput, library: &TokenStream) -> syn::Result<Vec<Argument>> {
    let message = "the arguments of a layer are the named fields of a struct without generics";
    let Data::Struct(data) = &input.data else { return Err(syn::Error::new(input.ident.span(), message)) };
    if !input.generics.params.is_empty() {
        return Err(syn::Error::new(input.generics.span(), message));
    }
    let named = match &data.fields {
        Fields::Named(named) => &named.named,
        Fields::Unit => return Ok(vec![]),
        Fields::Unnamed(fields) => return Err(syn::Error::new(fields.span(), message)),
    };
    let field = |field: &syn::Field| {
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
        let name = field.ident.clone().expect("the field is named");
        if ["name", "trainable", "input", "input_shape", "build", "fault"].contains(&name.text().as_str()) {
            let message = "every layer takes this argument; choose another name";
            return Err(syn::Error::new(name.span(), message));
        }
        Ok(Argument {
            sided: format_ident!("{}Args_{}", input.ident.text(), name.text()),
            name,
            ty: ungrouped(&field.ty).clone(),
            docs: field.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect(),
            default: default.map(Attribute::parse_args).transpose()?,
            library: library.clone(),
            visibility: input.vis.clone(),
        })
    };
    named.iter().map(field).collect()
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
        let Argument { name, ty, default, .. } = argument;
        let default = match default {
            Some(default) => format!("`{}`", plain(default)),
            None if generic(ty, "Option").is_some() => "none".to_owned(),
            None => "required".to_owned(),
        };
        let ty = plain(generic(ty, "Option").unwrap_or(ty));
        let line =
            format!(" | {position} | `{}` | `{ty}` | {default} | {} |", name.text(), argument.sentence());
        lines.push(line);
    }
    lines
}

/// Tokens as a person would write them, inside a table.
fn plain(tokens: impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let text = text.replace(" :: ", "::").replace(" < ", "<").replace(" >", ">").replace(" ,", ",");
    let text = text.replace("- ", "-").replace(" ; ", "; ").replace(" (", "(").replace("& ", "&");
    text.replace('|', "\\|")
}

impl Argument {
    /// The first sentence of its documentation.
    fn sentence(&self) -> String {
        let text = |attribute: &Attribute| match &attribute.meta {
            Meta::NameValue(MetaNameValue {
                value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), ..
            }) => Some(text.value().trim().to_owned()),
            _ => None,
        };
        let lines: Vec<String> =
            self.docs.iter().map_while(text).take_while(|line| !line.is_empty()).collect();
        lines.join(" ").replace('|', "\\|")
    }

    /// Its name.
    pub fn name(&self) -> &Ident {
        &self.name
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

    /// The value of the field: what was given, or the default, which may be another argument, or a fault that names it.
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
            None => {
                let needs = format!("needs `{}`", name.text());
                quote!(return #private::ShapeResult::Err(#private::Fault::new(#needs)))
            }
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
