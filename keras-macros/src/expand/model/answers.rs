//! What the rules answer to the calls of a model: a table of the calls, and an expression for each layer that is written.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::expansion::Expansion;
use super::words::{call_inputs_name, config_name, inner_name, inside, type_name};
use crate::expand::checks::Check;
use crate::expand::hygiene::quiet;
use crate::network::Tensor;
use crate::parse::Layer;
use crate::word::Word;

impl Expansion<'_> {
    /// What the rules answer to all calls. A model that `is_nested`, a layer of another, is asked again, with the sizes that
    /// are known there.
    pub fn calls(&self, is_nested: bool) -> (TokenStream, Vec<Check>) {
        let (quiet, private) = (quiet(), self.private);
        let (questions, count) = self.questions();
        let calls = self.network.calls.len();
        let inputs = self.specs((0..self.network.inputs.len()).map(Tensor::Input).collect());
        let written = (0..self.configs.len()).filter(|&i| self.configs[i] == i);
        let written = written.filter(|&i| !self.network.nodes[i].layer.is_broken);
        let answers = written.map(|i| {
            let layer = &self.network.nodes[i].layer;
            let answer = self.answer(layer, &i.to_string(), &quote!(__given), &mut 0, true);
            quote!(#i => #answer)
        });
        let answers = quote! {
            let mut __questions = #private::Questions::<#calls, #count>::new(__QUESTIONS, __WIRES, __inputs);
            while let #private::Some(__given) = __questions.next() {
                let __answer = match __questions.arguments() {
                    #(#answers,)*
                    _ => #private::Outcome::Poisoned,
                };
                __questions.answer(__answer);
            }
            __questions.answers()
        };
        let given = quote!(&[#private::Option<#private::Spec>]);
        let all = quote!(#private::AllAnswers<#calls, #count>);
        // In a constant by itself what goes wrong in a rule by itself, as an index that is none, is blamed where the layer is.
        let answers = match is_nested {
            true => quote! {
                #quiet
                #[inline]
                #[track_caller]
                const fn __calls(__inputs: #given) -> #all { #answers }
                #quiet
                const __ALL_CALLS: #all = __calls(&[#(#inputs),*]);
            },
            false => quote! {
                #quiet
                const __ALL_CALLS: #all = {
                    let __inputs: #given = &[#(#inputs),*];
                    #answers
                };
            },
        };
        let names = self.network.nodes.iter().map(|node| node.name.text());
        let first_calls = self.first_calls.iter().map(|call| match call {
            Some(call) => quote!(#call),
            None => quote!(#private::Plan::UNCALLED),
        });
        let constants = quote! {
            #quiet
            const __QUESTIONS: &[#private::Question; #calls] = &[#(#questions),*];
            #answers
            #quiet
            const __PLAN: &#private::Plan<'static> = &#private::Plan {
                names: &[#(#names),*],
                first_calls: &[#(#first_calls),*],
                wires: __WIRES,
                inputs: &[#(#inputs),*],
                answers: #private::Answers {
                    outcomes: &__ALL_CALLS.outcomes::<{ __ALL_CALLS.count() }>(),
                    places: &__ALL_CALLS.places(),
                },
            };
        };
        (constants, self.checks_of_calls())
    }

    /// A row for each call, and how many answers there are at most.
    fn questions(&self) -> (Vec<TokenStream>, usize) {
        let (mut like, mut count) = (HashMap::new(), 0);
        let rows = self.network.calls.iter().enumerate().map(|(i, call)| {
            let (config, outputs) = (self.configs[call.node], call.outputs);
            let inside = layers_inside(&self.network.nodes[call.node].layer);
            let (first, is_written) = (self.first_call(i), self.is_written(i));
            let like = match first == i {
                true => like.insert((config, outputs, is_written), i).unwrap_or(i),
                false => i,
            };
            count += inside + 1;
            let is_written = usize::from(is_written);
            quote!([#config, #outputs, #inside, #first, #like, #is_written])
        });
        (rows.collect(), count)
    }

    /// The first call of the same layer.
    fn first_call(&self, call: usize) -> usize {
        self.first_calls[self.network.calls[call].node].unwrap_or(call)
    }

    /// Whether the arguments of a layer stand where it is called, and not where it is bound to a name.
    fn is_written(&self, call: usize) -> bool {
        self.first_call(call) == call && self.network.calls[call].named.is_none()
    }

    /// Asks the layers inside a layer, one after the other, and then the layer itself, which is `given` something. `place` is
    /// the one of the next answer of a layer inside.
    fn answer(
        &self,
        layer: &Layer,
        id: &str,
        given: &TokenStream,
        place: &mut usize,
        is_called: bool,
    ) -> TokenStream {
        let private = self.private;
        let (config, begin, count) = (config_name(id), *place, layer.inner.len());
        *place += count;
        let asked_inside = layer.inner.iter().enumerate().map(|(i, layer)| {
            let (id, at) = (inside(id, i), begin + i);
            let (alias, inputs) = (type_name(&id, layer.path.span()), call_inputs_name(at));
            let answer = match layer.is_broken {
                true => quote!(#private::Outcome::Poisoned),
                false => self.answer(layer, &id, &inputs.to_token_stream(), place, false),
            };
            quote! {
                let #inputs = match (&#config, &#given) {
                    (#private::ShapeResult::Ok(layer), #private::Some(inputs)) if <#alias>::IS_LAYER => layer.__given(
                        #private::Inputs::new(inputs.as_slice()),
                        __questions.inside(#begin, #i),
                    ),
                    _ => #private::None,
                };
                let __answer = #answer;
                __questions.answer_inside(#at, __answer);
            }
        });
        let asked_inside: TokenStream = asked_inside.collect();
        let (among, outputs, of_arguments) = (
            match count {
                0 => quote!(#private::Inner::NONE),
                count => quote!(__questions.inside(#begin, #count)),
            },
            // A layer inside another takes what it gives.
            if is_called { quote!(__questions.outputs()) } else { quote!(0) },
            if is_called { quote!(of_arguments) } else { quote!(of_arguments_inside) },
        );
        let at = layer.path.span().resolved_at(Span::call_site());
        let asked = Ident::new("layer", at);
        let answer = quote_spanned!(at=> #asked.__answer(&#given, #among, #outputs));
        let answer = quote! {
            match &#config {
                #private::ShapeResult::Ok(#asked) => #answer,
                made => __questions.#of_arguments(made),
            }
        };
        if count == 0 { answer } else { quote!({ #asked_inside #answer }) }
    }

    fn checks_of_calls(&self) -> Vec<Check> {
        let mut checks = vec![];
        for (i, call) in self.network.calls.iter().enumerate() {
            let node = &self.network.nodes[call.node];
            checks_inside(&node.layer, [i, call.node], &mut layers_inside(&node.layer), &mut checks);
            if node.layer.is_broken {
                continue;
            }
            let check = || Check::of_layer(&node.layer, &node.name);
            if call.named.is_some() && self.first_call(i) == i {
                checks.push(check().asking(config_name(self.configs[call.node]).to_token_stream()));
            }
            checks
                .push(check().at(call.named.unwrap_or(node.layer.path.span())).asking_call(i, 0, call.node));
        }
        checks
    }
}

/// How many layers are inside a layer, those inside these included.
fn layers_inside(layer: &Layer) -> usize {
    layer.inner.iter().map(|inner| 1 + layers_inside(inner)).sum()
}

/// The checks of the layers inside one that is called, the first of which has its answer so far `before` that to the call.
fn checks_inside(layer: &Layer, [call, node]: [usize; 2], before: &mut usize, checks: &mut Vec<Check>) {
    let begin = *before;
    *before -= layer.inner.len();
    for (i, inner) in layer.inner.iter().enumerate() {
        checks_inside(inner, [call, node], before, checks);
        if !inner.is_broken {
            checks.push(Check::of_layer(inner, &inner_name(inner)).asking_call(call, begin - i, node));
        }
    }
}
