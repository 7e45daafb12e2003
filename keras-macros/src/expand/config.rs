//! `#[derive(LayerConfig)]`: the arguments of a layer from the fields of its struct.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DeriveInput, Expr, Fields, GenericArgument, Path, PathArguments, Type, Visibility,
};

/// How many positional arguments too many get a sentence of their own.
const SPARE: usize = 4;

/// Expands the derive.
pub fn layer_config(input: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let options = Options::of(&input.attrs)?;
    let fields = fields(&input)?;
    let Options { library, dtype } = &options;
    let private = quote!(#library::__private);
    let (config, visibility) = (&input.ident, &input.vis);
    let class = config.to_string();
    let args = format_ident!("{config}Args", span = config.span());
    let args_doc = format!("The arguments of [`{config}`], by name.");

    let names: Vec<&Ident> = fields.iter().map(|field| &field.name).collect();
    let types: Vec<&Type> = fields.iter().map(|field| &field.ty).collect();
    let setters = fields.iter().map(|field| field.setter(&private, &class));
    let positional = fields.iter().enumerate().map(|(i, field)| field.positional(&private, i));
    let takes = takes(&names);
    let spare = (fields.len()..fields.len() + SPARE).map(|i| {
        let name = format_ident!("positional_{i}");
        quote! {
            #[doc(hidden)]
            pub const fn #name<T: #private::Copy>(mut self, _: [T; 1]) -> Self {
                self.fault = #private::Some(#private::Fault::new(#takes));
                self
            }
        }
    });
    let values = fields.iter().map(|field| field.value(&private));

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
            #(#positional)*
            #(#spare)*

            /// The layer, if every argument that it needs was given, and once.
            pub const fn build(self) -> #private::Rule<#config> {
                if let #private::Some(fault) = self.fault {
                    return #private::Rule::Fails(fault);
                }
                #private::Rule::Fits(#config { #(#names: #values),* })
            }
        }

        #[automatically_derived]
        #[allow(dead_code)]
        impl #config {
            #[doc(hidden)]
            pub const INPUT_DTYPE: #private::DType = #dtype;

            /// The arguments of this layer, none given yet.
            #[allow(missing_docs)]
            #visibility const fn args() -> #args {
                #args { #(#names: #private::None,)* fault: #private::None }
            }
        }

        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #private::LayerType for #config {
            type Config = #config;
        }

        #[automatically_derived]
        impl #private::LayerConfig for #config {
            type Built = #private::Built<#config>;

            const CLASS: &'static #private::str = #class;

            fn outcome(&self, inputs: #private::Inputs<'_>) -> #private::Outcome {
                #private::Answer(self.rule(inputs)).outcome(1)
            }

            fn build(self, name: &#private::str, outcome: &#private::Outcome, trainable: #private::bool) -> Self::Built {
                #private::Built::new(self, name, outcome, trainable)
            }
        }
    })
}

/// `#[layer(crate = path, input = int32)]`.
struct Options {
    library: TokenStream,
    dtype: TokenStream,
}

impl Options {
    fn of(attributes: &[Attribute]) -> syn::Result<Self> {
        let mut library = quote!(::keras);
        let mut dtype = None;
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("layer")) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("crate") {
                    let path: Path = meta.value()?.parse()?;
                    library = quote!(#path);
                } else if meta.path.is_ident("input") {
                    dtype = Some(meta.value()?.parse::<Ident>()?);
                } else {
                    return Err(meta.error("expected `crate = path` or `input = int32`"));
                }
                Ok(())
            })?;
        }
        let dtype = dtype.unwrap_or_else(|| format_ident!("float32"));
        let dtype = quote_spanned!(dtype.span()=> #library::__private::#dtype);
        Ok(Self { library, dtype })
    }
}

/// One argument.
struct Field {
    name: Ident,
    ty: Type,
    docs: Vec<Attribute>,
    default: Option<Expr>,
    library: TokenStream,
    visibility: Visibility,
}

fn fields(input: &DeriveInput) -> syn::Result<Vec<Field>> {
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
    let library = Options::of(&input.attrs)?.library;
    let field = |field: &syn::Field| {
        let default = field.attrs.iter().find(|attribute| attribute.path().is_ident("default"));
        let name = field.ident.clone().expect("the field is named");
        if ["name", "trainable", "input", "input_shape", "build", "fault"]
            .contains(&name.to_string().as_str())
        {
            let message = "every layer takes this argument; choose another name";
            return Err(syn::Error::new(name.span(), message));
        }
        Ok(Field {
            name,
            ty: field.ty.clone(),
            docs: field.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect(),
            default: default.map(Attribute::parse_args).transpose()?,
            library: library.clone(),
            visibility: input.vis.clone(),
        })
    };
    named.iter().map(field).collect()
}

impl Field {
    /// The type that a setter takes, its generics, and the value from it.
    fn parameter(&self, private: &TokenStream) -> (TokenStream, TokenStream, TokenStream) {
        let option = generic(&self.ty, "Option");
        let ty = option.unwrap_or(&self.ty);
        let (generics, parameter, value) = match (ty, generic(ty, "List")) {
            (Type::Array(_), _) => (quote!(), quote!(#ty), quote!(value)),
            (_, Some(element)) => {
                let value = quote!(#private::List::new(&value));
                // rustc names this parameter when it is given a single value instead of a tuple.
                (quote!(<const LENGTH_OF_TUPLE: #private::usize>), quote!([#element; LENGTH_OF_TUPLE]), value)
            }
            _ => (quote!(), quote!([#ty; 1]), quote!(value[0])),
        };
        let value = if option.is_some() { quote!(#private::Some(#value)) } else { value };
        (generics, parameter, value)
    }

    fn setter(&self, private: &TokenStream, class: &str) -> TokenStream {
        let Self { name, docs, visibility, .. } = self;
        let (generics, parameter, value) = self.parameter(private);
        let doc = docs.is_empty().then(|| {
            let text = format!("The argument `{name}` of `{class}`.");
            quote!(#[doc = #text])
        });
        let twice = format!("is given `{name}` twice, by position and by name");
        quote! {
            #(#docs)*
            #doc
            #visibility const fn #name #generics(mut self, value: #parameter) -> Self {
                if self.#name.is_some() {
                    self.fault = #private::Some(#private::Fault::new(#twice));
                }
                self.#name = #private::Some(#value);
                self
            }
        }
    }

    fn positional(&self, private: &TokenStream, position: usize) -> TokenStream {
        let (name, visibility) = (&self.name, &self.visibility);
        let (generics, parameter, _) = self.parameter(private);
        let positional = format_ident!("positional_{position}");
        quote! {
            #[doc(hidden)]
            #visibility const fn #positional #generics(self, value: #parameter) -> Self {
                self.#name(value)
            }
        }
    }

    /// The value of the field: what was given, or the default, or a fault that names it.
    fn value(&self, private: &TokenStream) -> TokenStream {
        let Self { name, default, library, ty, .. } = self;
        let missing = match default {
            Some(default) => quote!({
                #[allow(unused_imports)]
                use #library::vocabulary::*;
                #default
            }),
            None if generic(ty, "Option").is_some() => quote!(#private::None),
            None => {
                let needs = format!("needs `{name}`");
                quote!(return #private::Rule::Fails(#private::Fault::new(#needs)))
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

/// The `T` of `Name<T>`.
fn generic<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}

/// What a layer says when it is given more positional arguments than it has.
fn takes(names: &[&Ident]) -> String {
    let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match list.as_slice() {
        [] => "takes no arguments".to_owned(),
        [one] => format!("takes one argument: {one}"),
        _ => format!("takes at most {} arguments: {}", list.len(), list.join(", ")),
    }
}
