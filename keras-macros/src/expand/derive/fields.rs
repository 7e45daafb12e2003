//! The fields of a struct: arguments, weights and states.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Error, Expr, Fields, Meta, Path, Type};

use super::argument::{Argument, plain};
use super::inner;
use super::kind::Kind;
use super::types::ungrouped;
use super::weights;
use crate::word::Word;

/// A field that is no argument: it begins as its default, or as `#[default(…)]` says.
pub struct State {
    pub name: Ident,
    initial: Option<Expr>,
    /// Its type, if that is what decides an argument of Keras.
    pub typed: Option<Type>,
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
        let default = default.map(default_of).transpose()?;
        let Options { check, is_state, is_typed } = Options::of(&field.attrs)?;
        let name = field.ident.clone().expect("the field is named");
        if is_state || is_typed {
            let typed = is_typed.then(|| ungrouped(&field.ty).clone());
            states.push(State { name, initial: default, typed });
            continue;
        }
        if ["name", "trainable", "input", "input_shape", "build", "fault"].contains(&name.text().as_str()) {
            let message = "every layer takes this argument; choose another name";
            return Err(syn::Error::new(name.span(), message));
        }
        let argument = Argument {
            sided: format_ident!("{}Args_{}", input.ident.text(), name.text()),
            class: input.ident.span(),
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
    inner::check_distinct(&arguments)?;
    Ok((weights::order(arguments), states))
}

/// The value in `#[default(1.0)]`.
fn default_of(attribute: &Attribute) -> syn::Result<Expr> {
    let value = match &attribute.meta {
        Meta::List(_) => return attribute.parse_args(),
        Meta::NameValue(given) => plain(&given.value),
        Meta::Path(_) => "1.0".to_owned(),
    };
    Err(Error::new_spanned(attribute, format!("a default stands in parentheses: `#[default({value})]`")))
}

/// `#[config(state)]`, `#[config(typed)]` or `#[config(check = rule)]` of a field.
#[derive(Default)]
struct Options {
    check: Option<Path>,
    is_state: bool,
    is_typed: bool,
}

impl Options {
    fn of(attributes: &[Attribute]) -> syn::Result<Self> {
        let mut options = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("config")) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("state") {
                    options.is_state = true;
                } else if meta.path.is_ident("typed") {
                    options.is_typed = true;
                } else if meta.path.is_ident("check") {
                    options.check = Some(meta.value()?.parse()?);
                } else {
                    return Err(meta.error("expected `state`, `typed` or `check = rule`"));
                }
                Ok(())
            })?;
        }
        Ok(options)
    }
}

impl State {
    /// Whether it decides an argument by being of this type.
    pub fn is_of(&self, parameter: &Ident) -> bool {
        matches!(&self.typed, Some(Type::Path(path)) if path.path.is_ident(parameter))
    }

    /// The name of the field, and what it begins as.
    pub fn value(&self, private: &TokenStream) -> TokenStream {
        let Self { name, initial, .. } = self;
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
