//! A struct that says what it is has the trait of that: where it has not, rustc says so once, at its name.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::DeriveInput;

use super::kind::{Kind, Trait};
use crate::editor::is_for_editor;
use crate::expand::hygiene::quiet;
use crate::word::{self, Word, snake_case};

/// What a struct says that it is. Of one with parameters the bounds of its implementations decide.
pub struct Declared<'a> {
    private: &'a TokenStream,
    config: &'a Ident,
    of: Trait,
}

impl<'a> Declared<'a> {
    pub fn of(private: &'a TokenStream, input: &'a DeriveInput, kind: &Kind) -> Option<Self> {
        let of = kind.of_trait().filter(|_| input.generics.params.is_empty())?;
        Some(Self { private, config: &input.ident, of })
    }

    /// The check, at the name of the struct.
    pub fn check(&self) -> TokenStream {
        let Self { private, config, of: Trait { word, path, .. } } = self;
        let (class, span, quiet) = (config.text(), config.span(), quiet());
        let (what, help) =
            (format!("is not {word}"), format!("write `impl keras::{path} for {class} {{ … }}`"));
        // It is what rustc names when it says what is wrong.
        let name = word::ident(&snake_case(&class), span).unwrap_or_else(|| Ident::new("kind", span));
        let check = quote_spanned!(span=> const #name: () = __DECLARED.check(#class););
        let has_trait = self.has_trait();
        quote! {
            #quiet
            const _: () = {
                const __DECLARED: #private::ShapeResult<()> = #private::declared(#has_trait, #what, #help);
                #check
            };
        }
    }

    /// The type that has a struct made, whether it is what it says or not.
    pub fn chosen(&self) -> TokenStream {
        let Self { private, config, .. } = self;
        // rust-analyzer does not make the choice.
        let has_trait = if is_for_editor() { quote!(true) } else { self.has_trait() };
        quote!(#private::Declared::<#config, { #has_trait }>)
    }

    /// What a file means by it.
    pub fn make(&self) -> TokenStream {
        let (chosen, make) = (self.chosen(), format_ident!("{}", self.of.make));
        quote!(#chosen::#make(self))
    }

    /// Whether everything is said of it: a type.
    pub fn state(&self) -> TokenStream {
        let (private, chosen) = (self.private, self.chosen());
        quote!(<#chosen as #private::Declaration>::State)
    }

    fn has_trait(&self) -> TokenStream {
        let Self { private, config, of } = self;
        let question = format_ident!("{}", of.question);
        quote!({
            #[allow(unused_imports)]
            use #private::NoTrait as _;
            #private::TraitsOf::<#config>::#question
        })
    }
}
