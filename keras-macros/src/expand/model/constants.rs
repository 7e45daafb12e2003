//! The constants of a model: inputs, configurations, and the checks that report what is wrong with them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::Expansion;
use super::words::{claim_name, config_name, inner_name, input_name, inside, trainable_name, type_name};
use crate::expand::quiet;
use crate::network::{Claim, Input, Tensor};
use crate::parse::{Dims, InputShape, Layer, dim};

impl Expansion<'_> {
    pub fn constants(&self) -> TokenStream {
        let network = self.network;
        let inputs = network.inputs.iter().enumerate().map(|(i, input)| self.input(i, input));
        let nodes = network
            .nodes
            .iter()
            .enumerate()
            .map(|(i, node)| self.config(&i.to_string(), &node.layer, &node.name));
        let calls = self.calls();
        let claims = network.claims.iter().enumerate().map(|(i, claim)| self.claim(i, claim));
        quote!(#(#inputs)* #(#nodes)* #calls #(#claims)*)
    }

    fn input(&self, i: usize, input: &Input) -> TokenStream {
        let (quiet, private, name) = (quiet(), self.private, input_name(i));
        let shape = self.shape(&input.shape);
        let dtype = match (&input.shape.dtype, input.into) {
            (Some(dtype), _) => quote!(#dtype),
            (None, Some(node)) => {
                let span = self.network.nodes[node].layer.path.span();
                let alias = type_name(node, span);
                quote_spanned!(span=> <#alias>::INPUT_DTYPE)
            }
            (None, None) => quote!(#private::DType::Float),
        };
        let check = check(&at(&name, input.shape.span), "Input", &format_ident!("input"), input.shape.span);
        quote! {
            #quiet
            const #name: #private::Outcome = #private::Outcome::input(#shape, #dtype);
            #check
        }
    }

    /// The shape of an input.
    fn shape(&self, shape: &InputShape) -> TokenStream {
        let private = self.private;
        match &shape.dims {
            Dims::List(dims) => {
                let dims = dims.iter().map(|value| dim(self.library, value));
                quote!(#private::written_shape(&[#(#dims),*]))
            }
            Dims::Constant(value) => {
                let span = value.span();
                quote_spanned!(span=> #private::Written(#value).shape())
            }
        }
    }

    /// What a layer's arguments make, after those of the layers among them.
    fn config(&self, id: &str, layer: &Layer, name: &Ident) -> TokenStream {
        let (quiet, private, library) = (quiet(), self.private, self.library);
        let (config, span) = (config_name(id), layer.path.span());
        let inner = layer
            .inner
            .iter()
            .enumerate()
            .map(|(i, layer)| self.config(&inside(id, i), layer, &inner_name(layer)));
        let alias = type_name(id, span);
        let (path, setters) =
            (&layer.path, layer.setters(|i| self.wrapped(&inside(id, i), i, &layer.inner[i])));
        let path = if layer.is_operator { quote!(#library::layers::#path) } else { quote!(#path) };
        let check =
            (!layer.is_broken).then(|| check(&at(&config, span), &layer.class().to_string(), name, span));
        let trainable = layer.trainable.as_ref().map(|value| {
            let name = trainable_name(id);
            quote!(#quiet const #name: #private::bool = #value;)
        });
        let located = self.private_at(span);
        let made = quote_spanned!(span=> #located::Made<#alias>);
        let arguments = quote_spanned!(span=> <#alias>::args());
        quote! {
            #(#inner)*
            #trainable
            #quiet
            type #alias = #path;
            #quiet
            const #config: #made = #arguments #setters.build();
            #check
        }
    }

    /// What stands for a layer among the arguments of another.
    fn wrapped(&self, id: &str, place: usize, layer: &Layer) -> TokenStream {
        let span = layer.path.span();
        let (located, config) = (self.private_at(span), config_name(id));
        let trainable = layer.trainable.as_ref().map(|_| {
            let name = trainable_name(id);
            quote!(.trainable(#name))
        });
        quote_spanned!(span=> #located::Wrapped::new(&#config, #place) #trainable)
    }

    /// Whether `input` on a later layer agrees with what the layer is given.
    fn claim(&self, i: usize, claim: &Claim) -> TokenStream {
        let (quiet, private, name) = (quiet(), self.private, claim_name(i));
        let (shape, given) = (self.shape(&claim.shape), self.tensor(claim.tensor));
        let span = claim.shape.span;
        let check = check(&at(&name, span), &claim.layer.to_string(), &format_ident!("input"), span);
        quote! {
            #quiet
            const #name: #private::Rule<()> = #private::claim(#shape, #given);
            #check
        }
    }

    /// The spec of a tensor, if it has one.
    pub fn tensor(&self, tensor: Tensor) -> TokenStream {
        let private = self.private;
        match tensor {
            Tensor::Input(i) => {
                let name = input_name(i);
                quote!(#name.tensor(0))
            }
            Tensor::Output { call, index } => quote!(__CALLS[#call].tensor(#index)),
            Tensor::Unknown => quote!(#private::None),
        }
    }
}

/// The free constant that reports a fault: every token has the span of the layer's name.
pub fn check(outcome: &TokenStream, class: &str, name: &Ident, span: Span) -> TokenStream {
    let name = Ident::new(&name.to_string(), span);
    quote_spanned! {span=>
        const _: () = {
            #[allow(dead_code, non_upper_case_globals, clippy::all, clippy::pedantic)]
            const #name: () = #outcome.check(#class);
        };
    }
}

/// A constant under the span of what it is about.
fn at(constant: &Ident, span: Span) -> TokenStream {
    Ident::new(&constant.to_string(), span).into_token_stream()
}
