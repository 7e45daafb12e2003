//! The constants of a model: configurations, outcomes of the rules, and the checks that report them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::Expansion;
use super::words::{call_name, claim_name, config_name, input_name, trainable_name, type_name};
use crate::expand::quiet;
use crate::network::{Claim, Input, Node, Tensor};
use crate::parse::{Dims, InputShape, dim};

impl Expansion<'_> {
    pub fn constants(&self) -> TokenStream {
        let network = self.network;
        let inputs = network.inputs.iter().enumerate().map(|(i, input)| self.input(i, input));
        let nodes = network.nodes.iter().enumerate().map(|(i, node)| self.config(i, node));
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

    /// What a layer's arguments make.
    fn config(&self, i: usize, node: &Node) -> TokenStream {
        let (quiet, private, library) = (quiet(), self.private, self.library);
        let (layer, config, span) = (&node.layer, config_name(i), node.layer.path.span());
        let alias = type_name(i, span);
        let (path, setters) = (&layer.path, layer.setters());
        let path = if layer.is_operator { quote!(#library::layers::#path) } else { quote!(#path) };
        let check = (!layer.is_broken)
            .then(|| check(&at(&config, span), &layer.class().to_string(), &node.name, span));
        let trainable = layer.trainable.as_ref().map(|value| {
            let name = trainable_name(i);
            quote!(#quiet const #name: #private::bool = #value;)
        });
        let located = self.private_at(span);
        let made = quote_spanned!(span=> #located::Made<#alias>);
        let arguments = quote_spanned!(span=> <#alias>::args());
        quote! {
            #trainable
            #quiet
            type #alias = #path;
            #quiet
            const #config: #made = #arguments #setters.build();
            #check
        }
    }

    /// What the rules answer to all calls, in one function that runs them in a row: a chain of a constant for each
    /// call would be deeper than rustc goes when it is asked for the last one first. As a layer of another model, this
    /// one is asked again, with the sizes that are known there.
    fn calls(&self) -> TokenStream {
        let (quiet, private) = (quiet(), self.private);
        let calls = &self.network.calls;
        let names: Vec<Ident> = (0..calls.len()).map(call_name).collect();
        let outcomes = (0..calls.len()).map(|i| self.outcome(i));
        let checks = calls.iter().enumerate().map(|(i, call)| {
            let Node { layer, name } = &self.network.nodes[call.node];
            let outcome = quote_spanned!(call.span=> __CALLS[#i]);
            (!layer.is_broken).then(|| check(&outcome, &layer.class().to_string(), name, call.span))
        });
        let count = calls.len();
        let inputs = self.specs((0..self.network.inputs.len()).map(Tensor::Input).collect());
        quote! {
            #quiet
            const fn __calls(__inputs: &[#private::Option<#private::Spec>]) -> [#private::Outcome; #count] {
                #(let #names = #outcomes;)*
                [#(#names),*]
            }
            #quiet
            const __CALLS: &[#private::Outcome; #count] = &__calls(&[#(#inputs),*]);
            #(#checks)*
        }
    }

    /// What the rule answers to a call, from the answers to those before it.
    fn outcome(&self, i: usize) -> TokenStream {
        let private = self.private;
        let call = &self.network.calls[i];
        if self.network.nodes[call.node].layer.is_broken {
            return quote!(#private::Outcome::Silent);
        }
        let config = config_name(call.node);
        let inputs = call.inputs.iter().map(|&tensor| match tensor {
            Tensor::Input(i) => quote!(__inputs[#i]),
            Tensor::Output { call, index } => {
                let call = call_name(call);
                quote!(#call.tensor(#index))
            }
            Tensor::Unknown => quote!(#private::None),
        });
        let first = self.network.calls[..i].iter().position(|earlier| earlier.node == call.node);
        let sharing = first.map(call_name).map(|first| quote!(.sharing(&#first)));
        let outputs = call.outputs;
        let rule = quote_spanned!(call.span=> .rule);
        quote! {
            match #config {
                #private::Rule::Fits(layer) => match #private::gather(&[#(#inputs),*]) {
                    #private::Some(inputs) => {
                        #private::Answer(layer #rule(#private::Inputs::new(inputs.as_slice()))).outcome(#outputs) #sharing
                    }
                    #private::None => #private::Outcome::Silent,
                },
                #private::Rule::Fails(_) => #private::Outcome::Silent,
            }
        }
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
fn check(outcome: &TokenStream, class: &str, name: &Ident, span: Span) -> TokenStream {
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
