//! What the rules answer to the calls of a model, and the checks that report it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::Expansion;
use super::constants::check;
use super::words::{call_name, config_name, given_name, inner_name, inside};
use crate::expand::quiet;
use crate::network::{Call, Tensor};
use crate::parse::Layer;

/// A question to the rule of a layer, or of one inside a layer.
struct Question<'a> {
    layer: &'a Layer,
    /// What its constants are called by, and its answer.
    node: String,
    call: String,
    /// The first call of a layer that is called again.
    first: Option<String>,
    /// How many tensors are waited for.
    outputs: usize,
    span: Span,
}

impl Expansion<'_> {
    /// What the rules answer to all calls, in one function that runs them in a row: a chain of a constant for each
    /// call would be deeper than rustc goes when it is asked for the last one first. As a layer of another model, this
    /// one is asked again, with the sizes that are known there. The answers of layers inside others come last.
    pub fn calls(&self) -> TokenStream {
        let (quiet, private) = (quiet(), self.private);
        let (mut answers, mut checks): (Vec<Ident>, Vec<_>) = (vec![], vec![]);
        let mut within = vec![];
        let questions: Vec<TokenStream> = self
            .network
            .calls
            .iter()
            .enumerate()
            .map(|(i, call)| {
                let question = self.question(i, call);
                answers.push(call_name(i));
                checks.push((
                    &self.network.nodes[call.node].layer,
                    self.network.nodes[call.node].name.clone(),
                    call.span,
                ));
                self.ask(&question, &self.given(call), &mut within)
            })
            .collect();
        for (answer, layer) in within {
            answers.push(answer);
            checks.push((layer, inner_name(layer), layer.path.span()));
        }
        let checks = checks.into_iter().enumerate().filter(|(_, (layer, ..))| !layer.is_broken);
        let checks = checks.map(|(i, (layer, name, span))| {
            check(&quote_spanned!(span=> __CALLS[#i]), &layer.class().to_string(), &name, span)
        });
        let count = answers.len();
        let inputs = self.specs((0..self.network.inputs.len()).map(Tensor::Input).collect());
        quote! {
            #quiet
            const fn __calls(__inputs: &[#private::Option<#private::Spec>]) -> [#private::Outcome; #count] {
                #(#questions)*
                [#(#answers),*]
            }
            #quiet
            const __CALLS: &[#private::Outcome; #count] = &__calls(&[#(#inputs),*]);
            #(#checks)*
        }
    }

    fn question(&self, i: usize, call: &Call) -> Question<'_> {
        let first = self.network.calls[..i].iter().position(|earlier| earlier.node == call.node);
        Question {
            layer: &self.network.nodes[call.node].layer,
            node: call.node.to_string(),
            call: i.to_string(),
            first: first.map(|first| first.to_string()),
            outputs: call.outputs,
            span: call.span,
        }
    }

    /// The specs that a call is given, if all are known.
    fn given(&self, call: &Call) -> TokenStream {
        let private = self.private;
        let inputs = call.inputs.iter().map(|&tensor| match tensor {
            Tensor::Input(i) => quote!(__inputs[#i]),
            Tensor::Output { call, index } => {
                let call = call_name(call);
                quote!(#call.tensor(#index))
            }
            Tensor::Unknown => quote!(#private::None),
        });
        quote!(#private::gather(&[#(#inputs),*]))
    }

    /// Asks the layers inside a layer, one after the other, and then the layer itself.
    fn ask<'a>(
        &self,
        question: &Question<'a>,
        given: &TokenStream,
        within: &mut Vec<(Ident, &'a Layer)>,
    ) -> TokenStream {
        let private = self.private;
        let Question { layer, node, call, first, outputs, span } = question;
        let (config, name, answer) = (config_name(node), given_name(call), call_name(call));
        if layer.is_broken {
            return quote!(let #answer = #private::Outcome::Silent;);
        }
        let mut answers: Vec<Ident> = vec![];
        let inner = layer.inner.iter().enumerate().map(|(i, layer)| {
            let question = Question {
                layer,
                node: inside(node, i),
                call: inside(call, i),
                first: first.as_ref().map(|first| inside(first, i)),
                outputs: 1,
                span: layer.path.span(),
            };
            let given = quote! {
                match (&#config, &#name) {
                    (#private::Rule::Fits(layer), #private::Some(inputs)) => {
                        layer.__given(#private::Inputs::new(inputs.as_slice()), #private::Inner::new(&[#(#answers),*]))
                    }
                    _ => #private::None,
                }
            };
            let asked = self.ask(&question, &given, within);
            let answer = call_name(&question.call);
            within.push((answer.clone(), layer));
            answers.push(answer);
            asked
        });
        let inner: TokenStream = inner.collect();
        let sharing = first.as_ref().map(call_name).map(|first| quote!(.sharing(&#first)));
        let rule = quote_spanned!(*span=> .__outcome);
        quote! {
            let #name = #given;
            #inner
            let #answer = match (&#config, &#name) {
                (#private::Rule::Fits(layer), #private::Some(inputs)) => {
                    layer #rule(#private::Inputs::new(inputs.as_slice()), #private::Inner::new(&[#(#answers),*]), #outputs) #sharing
                }
                _ => #private::Outcome::Silent,
            };
        }
    }
}
