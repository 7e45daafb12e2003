//! What the rules answer to the calls of a model.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::expansion::{Expansion, TOGETHER};
use super::words::{call_inputs_name, config_name, inner_name, inside, type_name};
use crate::expand::checks::Check;
use crate::expand::hygiene::quiet;
use crate::network::{Call, Tensor};
use crate::parse::Layer;

/// A question to the rule of a layer, or of one inside a layer.
struct ShapeQuery<'a> {
    layer: &'a Layer,
    /// What messages call it, and its constants.
    name: Ident,
    node: String,
    /// Where its answer stands among all, and the one to the first call of a layer that is called again.
    place: usize,
    first: Option<usize>,
    /// How many tensors are waited for; 0 of a layer inside another, which takes what it gives.
    outputs: usize,
    /// The name that it is called by, if it is bound to one.
    named: Option<Span>,
}

/// The answers so far: those to the calls, then those of the layers inside others, which stand in a row if they are
/// inside the same.
struct Answers {
    count: usize,
    /// Where the answers of the layers inside begin, by the place of the one around them.
    inner: Vec<Option<usize>>,
    checks: Vec<Check>,
}

impl Expansion<'_> {
    /// What the rules answer to all calls, some of them in a row: a chain of a constant for each call would be deeper than
    /// rustc goes when it is asked for the last one first. A model that `is_nested`, a layer of another, is asked again,
    /// with the sizes that are known there.
    pub fn calls(&self, is_nested: bool) -> (TokenStream, Vec<Check>) {
        let (quiet, private) = (quiet(), self.private);
        let count = self.network.calls.len();
        let mut answers = Answers { count, inner: vec![None; count], checks: vec![] };
        let questions: Vec<TokenStream> = self
            .network
            .calls
            .iter()
            .enumerate()
            .map(|(i, call)| {
                let given = quote!(#private::wired(__WIRES, #i, __inputs, __answers));
                self.ask(&self.question(i, call), &given, &mut answers)
            })
            .collect();
        let Answers { count, checks, .. } = answers;
        let parts: Vec<&[TokenStream]> = questions.chunks(TOGETHER).collect();
        let parts =
            if is_nested { self.as_functions(&parts, count) } else { self.as_constants(&parts, count) };
        let outcomes = quote!([#private::Outcome; #count]);
        let constants = quote!(#parts #quiet const __CALLS: &#outcomes = &__ALL_CALLS;);
        (constants, checks)
    }

    /// The parts one after the other, each a constant: what goes wrong in a rule by itself, as an index that is none, is
    /// blamed where the layer is.
    fn as_constants(&self, parts: &[&[TokenStream]], count: usize) -> TokenStream {
        let (quiet, private) = (quiet(), self.private);
        let inputs = self.specs((0..self.network.inputs.len()).map(Tensor::Input).collect());
        let mut before = quote!([#private::Outcome::Poisoned; #count]);
        let mut constants = TokenStream::new();
        for (i, part) in parts.iter().enumerate() {
            let name = match i + 1 == parts.len() {
                true => format_ident!("__ALL_CALLS"),
                false => format_ident!("__CALLS_{i}"),
            };
            constants.extend(quote! {
                #quiet
                const #name: [#private::Outcome; #count] = {
                    let __inputs: &[#private::Option<#private::Spec>] = &[#(#inputs),*];
                    let __answers = &mut #before;
                    #(#part)*
                    *__answers
                };
            });
            before = name.to_token_stream();
        }
        match parts.is_empty() {
            true => quote!(#quiet const __ALL_CALLS: [#private::Outcome; #count] = #before;),
            false => constants,
        }
    }

    /// The parts as functions, which are asked again where the model is a layer of another.
    fn as_functions(&self, parts: &[&[TokenStream]], count: usize) -> TokenStream {
        let (quiet, private) = (quiet(), self.private);
        let inputs = self.specs((0..self.network.inputs.len()).map(Tensor::Input).collect());
        let names: Vec<Ident> = (0..parts.len()).map(|i| format_ident!("__calls_{i}")).collect();
        let given = quote!(__inputs: &[#private::Option<#private::Spec>]);
        quote! {
            #(
                #quiet
                #[inline]
                #[track_caller]
                const fn #names(#given, __answers: &mut [#private::Outcome; #count]) { #(#parts)* }
            )*
            #quiet
            #[inline]
            #[track_caller]
            const fn __calls(#given) -> [#private::Outcome; #count] {
                let mut __answers = [#private::Outcome::Poisoned; #count];
                #(#names(__inputs, &mut __answers);)*
                __answers
            }
            #quiet
            const __ALL_CALLS: [#private::Outcome; #count] = __calls(&[#(#inputs),*]);
        }
    }

    fn question(&self, i: usize, call: &Call) -> ShapeQuery<'_> {
        let node = &self.network.nodes[call.node];
        ShapeQuery {
            layer: &node.layer,
            name: node.name.clone(),
            node: self.configs[call.node].to_string(),
            place: i,
            first: self.first_calls[call.node].filter(|&first| first < i),
            outputs: call.outputs,
            named: call.named,
        }
    }

    /// Asks the layers inside a layer, one after the other, and then the layer itself.
    fn ask(&self, question: &ShapeQuery<'_>, given: &TokenStream, answers: &mut Answers) -> TokenStream {
        let private = self.private;
        let ShapeQuery { layer, name, node, place, first, outputs, named } = question;
        if layer.is_broken {
            return TokenStream::new();
        }
        let span = layer.path.span();
        let (config, inputs) = (config_name(node), call_inputs_name(*place));
        let begin = answers.reserve(*place, layer.inner.len());
        let first_inner = first.and_then(|first| answers.inner[first]);
        let inner = layer.inner.iter().enumerate().map(|(i, layer)| {
            let question = ShapeQuery {
                layer,
                name: inner_name(layer),
                node: inside(node, i),
                place: begin + i,
                first: first_inner.map(|first| first + i),
                outputs: 0,
                named: None,
            };
            let alias = type_name(&question.node, layer.path.span());
            let given = quote! {
                match (&#config, &#inputs) {
                    (#private::ShapeResult::Ok(layer), #private::Some(inputs)) if <#alias>::IS_LAYER => layer.__given(
                        #private::Inputs::new(inputs.as_slice()),
                        #private::Inner::among(__answers, #begin, #i),
                    ),
                    _ => #private::None,
                }
            };
            self.ask(&question, &given, answers)
        });
        let asked_inside: TokenStream = inner.collect();
        let among = match layer.inner.len() {
            0 => quote!(#private::Inner::NONE),
            count => quote!(#private::Inner::among(__answers, #begin, #count)),
        };
        // The arguments of a layer are wrong once, and where it is made: that is not where it is called by a name.
        let arguments = match (first, named) {
            (None, None) => quote!(made => #private::Outcome::of_arguments(made)),
            _ => quote!(_ => #private::Outcome::Poisoned),
        };
        if named.is_some() && first.is_none() {
            answers.checks.push(Check::of_layer(layer, name).asking(config.to_token_stream()));
        }
        let check = Check::of_layer(layer, name).at(named.unwrap_or(span));
        answers.checks.push(check.asking_call(*place));
        let at = span.resolved_at(Span::call_site());
        let asked = Ident::new("layer", at);
        let sharing = first.map(|first| quote!(.sharing(&__answers[#first])));
        // What no other asks about needs no name, of which a function may have few before rustc is slow.
        let (named_inputs, inputs) = match layer.inner.len() {
            0 => (None, quote!(#given)),
            _ => (Some(quote!(let #inputs = #given;)), inputs.to_token_stream()),
        };
        let answer = quote_spanned!(at=> #asked.__answer(&#inputs, #among, #outputs));
        quote! {
            #named_inputs
            #asked_inside
            __answers[#place] = match &#config {
                #private::ShapeResult::Ok(#asked) => #answer #sharing,
                #arguments,
            };
        }
    }
}

impl Answers {
    /// Places for the answers of so many layers inside the one whose answer stands at `place`.
    fn reserve(&mut self, place: usize, count: usize) -> usize {
        let begin = self.count;
        self.count += count;
        self.inner.resize(self.count, None);
        self.inner[place] = Some(begin);
        begin
    }
}
