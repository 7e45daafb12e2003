//! What the derive makes of arguments that are layers themselves.

use proc_macro2::TokenStream;
use quote::quote;

use super::argument::{Argument, Layers};
use crate::word::Word;

/// The questions that a model asks of a layer: what the next layer inside is given, and what becomes of all.
pub fn questions(
    private: &TokenStream,
    undeclared: &TokenStream,
    arguments: &[Argument],
    has_names: bool,
) -> TokenStream {
    let has_inner = arguments.iter().any(|argument| argument.layers().is_some());
    let layer = match has_inner {
        true => quote!(self),
        false => quote!(#undeclared::layer(self)),
    };
    // A rule need not count what it declares by name.
    let counted = has_names
        .then(|| quote!(.counted(&<Self as #private::LayerConfig>::SIGNATURE, inputs.as_slice().len())));
    let (given, outcome) = if has_inner {
        let given = quote! {
            if !before.are_known() {
                return #private::None;
            }
            match self.given(inputs, before) {
                #private::ShapeResult::Ok(given) => #private::Some(given),
                #private::ShapeResult::Err(_) => #private::None,
            }
        };
        let outcome = quote! {
            let mut count = 0;
            while count < inner.slots() {
                if inner.is_layer(count) {
                    if let #private::ShapeResult::Err(fault) = self.given(inputs, inner.first(count)) {
                        return #private::Outcome::Wrong(fault);
                    }
                }
                count += 1;
                if !inner.first(count).are_known() {
                    return #private::Outcome::Poisoned;
                }
            }
            #private::answered(#layer.rule(inputs, inner)).outcome(outputs)#counted
        };
        (given, outcome)
    } else {
        let ignored = quote!(let (_, _) = (inputs, before););
        let outcome = quote! {
            let _ = inner;
            #private::answered(#layer.rule(inputs)).outcome(outputs)#counted
        };
        (quote!(#ignored #private::None), outcome)
    };
    let answer = answer(private);
    quote! {
        #[doc(hidden)]
        pub const fn __given(
            &self,
            inputs: #private::Inputs<'_>,
            before: #private::Inner<'_>,
        ) -> #private::Option<#private::Specs> {
            #given
        }

        #[doc(hidden)]
        #[track_caller]
        pub const fn __outcome(
            &self,
            inputs: #private::Inputs<'_>,
            inner: #private::Inner<'_>,
            outputs: #private::usize,
        ) -> #private::Outcome {
            #outcome
        }

        #answer
    }
}

/// What becomes of a call of a layer, whose inputs may be unknown.
pub fn answer(private: &TokenStream) -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[inline]
        #[track_caller]
        pub const fn __answer(
            &self,
            given: &#private::Option<#private::Specs>,
            inner: #private::Inner<'_>,
            outputs: #private::usize,
        ) -> #private::Outcome {
            match given {
                #private::Some(inputs) => self.__outcome(#private::Inputs::new(inputs.as_slice()), inner, outputs),
                #private::None => self.__outcome(#private::Inputs::UNKNOWN, inner, outputs).without_inputs(),
            }
        }
    }
}

/// What stands for a layer among the arguments of another, a type and the function that makes it of what the layer's own arguments
/// have made.
pub fn wrapped(
    private: &TokenStream,
    config: &TokenStream,
    (argument, make): (&TokenStream, &TokenStream),
) -> TokenStream {
    quote! {
        #[doc(hidden)]
        pub const IS_LAYER: #private::bool = true;

        #[doc(hidden)]
        #[inline]
        pub const fn __argument(
            made: &'static #private::ShapeResult<#config>,
            place: #private::usize,
        ) -> #argument {
            #make(made, place)
        }
    }
}

/// The same, for the running program: methods of the trait.
pub fn methods(private: &TokenStream, arguments: &[Argument]) -> TokenStream {
    let fields: Vec<TokenStream> = arguments.iter().filter_map(|argument| field(private, argument)).collect();
    if fields.is_empty() {
        return quote! {
            fn outcome(&self, inputs: #private::Inputs<'_>) -> #private::Outcome {
                self.__outcome(inputs, #private::Inner::new(&[]), 0)
            }
        };
    }
    quote! {
        fn outcome(&self, inputs: #private::Inputs<'_>) -> #private::Outcome {
            match #private::infer_inner(self, inputs) {
                #private::ShapeResult::Ok(answers) => self.__outcome(inputs, #private::Inner::new(&answers), 0),
                #private::ShapeResult::Err(fault) => #private::Outcome::Wrong(fault),
            }
        }

        fn inner_layers(&self) -> #private::Vec<(#private::String, #private::InnerLayer)> {
            let mut layers = #private::vec![];
            #(#fields)*
            layers
        }

        fn inner_inputs(
            &self,
            inputs: #private::Inputs<'_>,
            before: #private::Inner<'_>,
        ) -> #private::Option<#private::Specs> {
            self.__given(inputs, before)
        }
    }
}

/// Checks that no layer inside is named as one of a list is: `cells_0`, beside a list `cells`.
pub fn check_distinct(arguments: &[Argument]) -> syn::Result<()> {
    let names_of_list = |list: &Argument, name: &str| {
        let number = name.strip_prefix(&list.name.text()).and_then(|rest| rest.strip_prefix('_'));
        number.is_some_and(|number| number.parse::<usize>().is_ok())
    };
    let (mut single, mut lists) = (vec![], vec![]);
    for argument in arguments {
        match argument.layers() {
            Some(Layers::One) => single.push(argument),
            Some(Layers::Several) => lists.push(argument),
            None => {}
        }
    }
    for Argument { name, .. } in single {
        if let Some(list) = lists.iter().find(|list| names_of_list(list, &name.text())) {
            let message =
                format!("the layers of `{}` have names like this one; choose another name", list.name);
            return Err(syn::Error::new(name.span(), message));
        }
    }
    Ok(())
}

/// Adds what a field holds to the list `layers`.
fn field(private: &TokenStream, argument: &Argument) -> Option<TokenStream> {
    let (name, text) = (&argument.name, argument.name.text());
    Some(match argument.layers()? {
        Layers::One => quote!(layers.push((#private::String::from(#text), self.#name));),
        Layers::Several => quote! {
            for (i, layer) in self.#name.iter().enumerate() {
                layers.push((#private::numbered(#text, i), layer));
            }
        },
    })
}
