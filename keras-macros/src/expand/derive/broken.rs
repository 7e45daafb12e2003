//! What stands for the traits of a layer whose derive has found a mistake: nothing more is said where it is used.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, GenericParam, Type};

use super::argument::plain;
use super::types;
use crate::word::Word;

/// The types of the standard library that are no constants, since they own what they hold.
const OWNERS: [&str; 9] = ["String", "Vec", "Box", "Rc", "Arc", "HashMap", "BTreeMap", "PathBuf", "VecDeque"];

/// The type of an argument of a layer that is no constant.
pub fn owner(input: &DeriveInput) -> Option<&Type> {
    let Data::Struct(data) = &input.data else { return None };
    let is_owner = |ty: &Type| match ty {
        Type::Path(path) => {
            path.path.segments.last().is_some_and(|last| OWNERS.iter().any(|owner| last.ident == owner))
        }
        _ => false,
    };
    let is_layer = is_layer(input) && input.generics.params.is_empty();
    let mut types = data.fields.iter().map(|field| &field.ty).filter(|_| is_layer);
    types.find(|ty| is_owner(ty))
}

/// What is said at this type, unless the struct is declared to be `Copy`: then rustc says it.
pub fn check(library: &TokenStream, name: &Ident, owner: &Type) -> TokenStream {
    let (private, class, span) = (quote!(#library::__private), name.text(), owner.span());
    let help = format!("write {}", constant(owner));
    let said = quote_spanned!(span=> const _: () = __OWNER.check(#class););
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #private::{NoLayer as _, NoTrait as _};
            const __OWNER: #private::ShapeResult<()> =
                #private::owns(#private::TraitsOf::<#name>::IS_COPY, #help);
            #said
            #private::owner(<#private::OwnerKind<#owner>>::OF);
        };
    }
}

/// What stands for a type of the standard library among constants.
fn constant(owner: &Type) -> String {
    for list in ["Vec", "VecDeque"] {
        if let Some(element) = types::generic(owner, list) {
            return format!("`List<{}>`, of `keras::shape`", plain(element));
        }
    }
    for pointer in ["Box", "Rc", "Arc"] {
        if let Some(inner) = types::generic(owner, pointer) {
            return format!("`{}`", plain(inner));
        }
    }
    let is_text = matches!(owner, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "String"));
    let constant = if is_text { "`&'static str`" } else { "an array, or a `List<…>` of `keras::shape`" };
    constant.to_owned()
}

/// Whether a struct has arguments of a layer. A parameter that is a type or a lifetime would need bounds.
fn is_layer(input: &DeriveInput) -> bool {
    let is_plain = input.generics.params.iter().all(|param| matches!(param, GenericParam::Const(_)));
    matches!(input.data, Data::Struct(_)) && is_plain && !is_config(input)
}

fn is_config(input: &DeriveInput) -> bool {
    input.attrs.iter().any(|attribute| attribute.path().is_ident("config"))
}

/// The arguments of what is no layer, about which nothing is known.
fn configured(library: &TokenStream, input: &DeriveInput) -> TokenStream {
    let (name, private) = (&input.ident, quote!(#library::__private));
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #private::Configured for #name {
            type Arguments = #private::NoMetric;
            type Names = #private::UnknownNames;
            type State = #private::Said;
            const ARGUMENTS: #private::NoMetric = #private::NoMetric;
        }
    }
}

/// The traits of a layer, about whose arguments nothing is known; of what is none, those of its arguments.
pub fn layer(library: &TokenStream, input: &DeriveInput) -> TokenStream {
    if is_config(input) && input.generics.params.is_empty() && matches!(input.data, Data::Struct(_)) {
        return configured(library, input);
    }
    if !is_layer(input) {
        return TokenStream::new();
    }
    let name = &input.ident;
    let (generics, parameters, bounds) = input.generics.split_for_impl();
    let (private, class) = (quote!(#library::__private), name.text());
    let stand_in = quote!(#private::StandIn<{ #private::SAID }>);
    let config = quote!(<#stand_in as #private::LayerType>::Config);
    quote! {
        #[automatically_derived]
        #[allow(dead_code, missing_docs)]
        impl #generics #name #parameters #bounds {
            pub const INPUT_DTYPE: #private::DType = <#stand_in>::INPUT_DTYPE;
            pub const IS_LAYER: #private::bool = true;

            pub const fn args() -> #stand_in {
                <#stand_in>::args()
            }

            pub const fn __argument<A: #private::FromNoLayer>(
                _: &'static #private::ShapeResult<#config>,
                _: #private::usize,
            ) -> A {
                A::ANY
            }
        }

        #[automatically_derived]
        impl #generics #private::LayerType for #name #parameters #bounds {
            type Config = #config;
            type Names = #private::UnknownNames;
        }

        #[automatically_derived]
        impl #generics #private::Config for #name #parameters #bounds {
            const CLASS: &'static #private::str = #class;
            const MODULE: &'static #private::str = "";
            const WORD: &'static #private::str = #class;

            fn config(&self) -> #private::Result<#private::Map> {
                #private::no_config(#class)
            }

            fn from_config(_: &#private::Map, _: &dyn #private::Classes) -> #private::Result<Self> {
                #private::no_config(#class)
            }
        }

        #[automatically_derived]
        impl #generics #private::Class for #name #parameters #bounds {
            type Made = #private::AnyLayer;

            fn make(self) -> #private::AnyLayer {
                #private::unreachable!("this does not compile")
            }
        }

        #[automatically_derived]
        impl #generics #private::LayerConfig for #name #parameters #bounds {
            type Built = #private::BuiltOf<#stand_in>;

            fn copied(&self) -> Self {
                #private::unreachable!("this does not compile")
            }

            fn outcome(&self, _: #private::Inputs<'_>) -> #private::Outcome {
                #private::Outcome::Poisoned
            }

            fn build(
                self,
                _: &#private::str,
                _: #private::Inputs<'_>,
                _: &#private::Outcome,
                _: #private::bool,
            ) -> Self::Built {
                #private::unreachable!("this does not compile")
            }
        }
    }
}
