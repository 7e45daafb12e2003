//! What stands for the traits of a layer whose derive has found a mistake: nothing more is said where it is used.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Type};

use crate::expand::hygiene::located;
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
    let mut types = data.fields.iter().map(|field| &field.ty).filter(|_| is_layer(input));
    types.find(|ty| is_owner(ty))
}

/// What is said at this type, unless the struct is declared to be `Copy`: then rustc says it.
pub fn check(library: &TokenStream, name: &Ident, owner: &Type) -> TokenStream {
    let (span, mut place) = (owner.span(), name.clone());
    place.set_span(span);
    let private = located(&quote!(#library::__private), span);
    let said = quote_spanned!(span=> const _: () = #private::constant::<#place>(););
    quote! {
        #said
        const _: () = {
            use #private::NoLayer as _;
            #private::owner(<#private::OwnerKind<#owner>>::OF);
        };
    }
}

/// Whether a struct has arguments of a layer.
fn is_layer(input: &DeriveInput) -> bool {
    matches!(input.data, Data::Struct(_))
        && input.generics.params.is_empty()
        && !input.attrs.iter().any(|attribute| attribute.path().is_ident("config"))
}

/// The traits of a layer, about whose arguments nothing is known; nothing of what is none.
pub fn layer(library: &TokenStream, input: &DeriveInput) -> TokenStream {
    if !is_layer(input) {
        return TokenStream::new();
    }
    let name = &input.ident;
    let (private, class) = (quote!(#library::__private), name.text());
    let stand_in = quote!(#private::StandIn<{ #private::SAID }>);
    let config = quote!(<#stand_in as #private::LayerType>::Config);
    quote! {
        #[automatically_derived]
        #[allow(dead_code, missing_docs)]
        impl #name {
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
        impl #private::LayerType for #name {
            type Config = #config;
            type Names = #private::UnknownNames;
        }

        #[automatically_derived]
        impl #private::Config for #name {
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
        impl #private::Class for #name {
            type Made = #private::AnyLayer;

            fn make(self) -> #private::AnyLayer {
                #private::unreachable!("this does not compile")
            }
        }

        #[automatically_derived]
        impl #private::LayerConfig for #name {
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
