//! The constants of a model: its inputs, its layers' arguments, what the rules answer, and the checks of all that.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::expansion::Expansion;
use super::words::{claim_name, config_name, inner_name, input_name, inside, trainable_name, type_name};
use crate::expand::checks::{self, Check};
use crate::expand::hygiene::{constant, quiet};
use crate::expand::kind::{self, Place};
use crate::expand::setters;
use crate::expand::shape::shape;
use crate::network::{Input, InputAssertion, Tensor};
use crate::parse::{Dims, Layer};
use crate::word::Word;

impl Expansion<'_> {
    /// The constants of a model of this name, and the checks as types, in so many scopes.
    pub fn constants(&self, model: &Ident, is_item: bool) -> (TokenStream, usize) {
        let network = self.network;
        let inputs = network.inputs.iter().enumerate().map(|(i, input)| self.input(i, input, is_item));
        let nodes = network
            .nodes
            .iter()
            .enumerate()
            .filter(|(i, _)| self.configs[*i] == *i)
            .map(|(i, node)| self.config(&i.to_string(), &node.layer, (Place::Layer, is_item)));
        let claims = network.claims.iter().enumerate().map(|(i, claim)| self.claim(i, claim));
        let (named, by_name) = self.named_calls();
        let (calls, called) = self.calls(is_item);
        let (inputs, mut checks): (Vec<TokenStream>, Vec<Check>) = inputs.unzip();
        let (claims, claimed): (Vec<TokenStream>, Vec<Check>) = claims.unzip();
        checks.extend(self.uncalled());
        let mut asked = HashSet::new();
        for (i, node) in network.nodes.iter().enumerate().filter(|(i, _)| self.configs[*i] == *i) {
            // Those that are given with a call are looked at there.
            let calls = network.calls.iter().filter(|call| call.node == i);
            let settings: HashSet<String> = calls.flat_map(|call| &call.settings).map(Word::text).collect();
            Self::argument_names(&i.to_string(), &node.layer, &settings, &mut asked, &mut checks);
        }
        let unknown = setters::unknown(self.private, network.nodes.iter().map(|node| &node.layer));
        checks.extend(by_name);
        checks.extend(called);
        checks.extend(claimed);
        let (checks, scopes) = checks::types(self.private, checks, model);
        let wires = self.wires();
        (quote!(#unknown #(#inputs)* #(#nodes)* #named #wires #calls #(#claims)* #checks), scopes)
    }

    /// The checks of the arguments of layers that are never called.
    fn uncalled(&self) -> Vec<Check> {
        fn of(id: &str, layer: &Layer, name: &Ident, checks: &mut Vec<Check>) {
            for (i, layer) in layer.inner.iter().enumerate() {
                of(&inside(id, i), layer, &inner_name(layer), checks);
            }
            if !layer.is_broken {
                checks.push(Check::of_layer(layer, name).asking(config_name(id).to_token_stream()));
            }
        }
        let mut checks = vec![];
        for (i, node) in self.network.nodes.iter().enumerate() {
            if self.first_calls[i].is_none() {
                of(&self.configs[i].to_string(), &node.layer, &node.name, &mut checks);
            }
        }
        checks
    }

    fn input(&self, i: usize, input: &Input, is_item: bool) -> (TokenStream, Check) {
        let (quiet, private, name) = (quiet(), self.private, input_name(i));
        let span = input.shape.span;
        if let (Dims::OfLayer, Some(node)) = (&input.shape.dims, input.into) {
            let (layer, node) = (&self.network.nodes[node].layer, self.configs[node]);
            let config = config_name(node);
            let (alias, located) = (type_name(node, span), self.private_at(span));
            let declared = quote_spanned!(span=> <#alias as #located::LayerType>::INPUT);
            let outcome = quote!(#private::Outcome::declared(#declared, &#config));
            let check = Check::of_layer(layer, &format_ident!("input")).asking(name.to_token_stream());
            return (quote!(#quiet const #name: #private::Outcome = #outcome;), check);
        }
        let (shape, outcome) = (shape(self.library, &input.shape.dims), quote!(#private::Outcome));
        let dtype = match (&input.shape.dtype, input.into) {
            (Some(dtype), _) => quote!(#dtype),
            (None, Some(node)) => {
                let span = self.network.nodes[node].layer.path.span();
                let alias = type_name(self.configs[node], span);
                quote_spanned!(span=> <#alias>::INPUT_DTYPE)
            }
            (None, None) => quote!(#private::DType::Float),
        };
        let check = Check::new("Input", &format_ident!("input"), span);
        let check = check.asking(name.to_token_stream());
        let value = quote!(#outcome::input(#shape, #dtype));
        (constant(&name, &outcome, &value, input.shape.dims.values(), is_item), check)
    }

    /// What a layer's arguments make, after those of the layers among them.
    fn config(&self, id: &str, layer: &Layer, (place, is_item): (Place, bool)) -> TokenStream {
        let (quiet, private, library) = (quiet(), self.private, self.library);
        let (config, span) = (config_name(id), layer.path.span());
        let inner = layer
            .inner
            .iter()
            .enumerate()
            .map(|(i, layer)| self.config(&inside(id, i), layer, (Place::Argument, is_item)));
        let (alias, path) = (type_name(id, span), &layer.path);
        let path = if layer.is_operator { quote!(#library::layers::#path) } else { quote!(#path) };
        let aliases = kind::aliases(private, place, &alias, &path);
        let trainable = layer.trainable.as_ref().map(|value| {
            let name = trainable_name(id);
            constant(&name, &quote!(#private::bool), &value.to_token_stream(), [value], is_item)
        });
        let located = self.private_at(span);
        let made = quote_spanned!(span=> #located::BuildResult<#alias>);
        let names = setters::names_type(id, layer);
        let names_of = quote_spanned!(span=> #quiet type #names = <#alias as #located::LayerType>::Names;);
        let begin = quote_spanned!(span=> <#alias>::args());
        let given =
            setters::set(private, id, layer, begin, |i| self.wrapped(&inside(id, i), i, &layer.inner[i]));
        let value = setters::made(private, id, layer, quote!(#given.build()));
        let constant = constant(&config, &made, &value, layer.values(), is_item);
        quote! {
            #(#inner)*
            #trainable
            #aliases
            #names_of
            #constant
        }
    }

    /// Whether the arguments that are given by name are arguments; of what is unrolled, the first time.
    fn argument_names(
        id: &str,
        layer: &Layer,
        but: &HashSet<String>,
        asked: &mut HashSet<String>,
        checks: &mut Vec<Check>,
    ) {
        for (name, question) in setters::questions(id, layer) {
            let place = format!("{} {:?}", layer.path.to_token_stream(), name.span());
            if !but.contains(&name.text()) && asked.insert(place) {
                checks.push(Check::new(&layer.class(), name, name.span()).asking(question));
            }
        }
        for (i, layer) in layer.inner.iter().enumerate() {
            Self::argument_names(&inside(id, i), layer, &HashSet::new(), asked, checks);
        }
    }

    /// What stands for a layer among the arguments of another.
    fn wrapped(&self, id: &str, place: usize, layer: &Layer) -> TokenStream {
        let span = layer.path.span();
        let config = config_name(id);
        let trainable = layer.trainable.as_ref().map(|_| {
            let name = trainable_name(id);
            quote!(.trainable(#name))
        });
        let alias = type_name(id, span);
        quote_spanned!(span=> <#alias>::__argument(&#config, #place) #trainable)
    }

    /// Whether `input` on a later layer agrees with what the layer is given.
    fn claim(&self, i: usize, claim: &InputAssertion) -> (TokenStream, Check) {
        let (quiet, private, name) = (quiet(), self.private, claim_name(i));
        let (shape, given) = (shape(self.library, &claim.shape.dims), self.tensor(claim.tensor));
        let span = claim.shape.span;
        let check = Check::new(&claim.layer, &format_ident!("input"), span);
        let check = check.asking(name.to_token_stream());
        (quote!(#quiet const #name: #private::ShapeResult<()> = #private::claim(#shape, #given);), check)
    }

    /// The spec of a tensor, if it has one.
    pub fn tensor(&self, tensor: Tensor) -> TokenStream {
        let private = self.private;
        match tensor {
            Tensor::Input(i) => {
                let name = input_name(i);
                quote!(#name.tensor(0))
            }
            Tensor::Output { call, index } => quote!(__PLAN.answers.of(#call).tensor(#index)),
            Tensor::Unknown => quote!(#private::None),
        }
    }
}
