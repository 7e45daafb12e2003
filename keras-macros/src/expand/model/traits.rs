//! The traits of a model and its constructor.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::expansion::{Expansion, TOGETHER};
use super::words::{built_name, config_name, trainable_name};
use crate::network::{Node, Tensor};
use crate::word::Word;

impl Expansion<'_> {
    pub fn implementation(&self, name: &Ident, text: &str) -> TokenStream {
        let Self { library, private, network, .. } = self;
        let inputs = self.specs((0..network.inputs.len()).map(Tensor::Input).collect());
        let outputs = self.specs(network.outputs.clone());
        let input_type = one_or_tuple(&inputs, |tensor| shape_type(private, tensor));
        let output_type = one_or_tuple(&outputs, |tensor| shape_type(private, tensor));
        let head_type = one_or_tuple(&outputs, |tensor| head_type(private, tensor));
        let fields = self.field_names();
        let names = network.nodes.iter().map(|node| node.name.text());
        let arguments = network.nodes.iter().enumerate().map(|(i, node)| self.trainable(i, node));
        let build = self.build();
        let first_calls = network
            .nodes
            .iter()
            .enumerate()
            .filter_map(|(i, node)| Some((self.first_calls[i]?, self.trainable(i, node))));
        let (first_calls, trainable): (Vec<usize>, Vec<TokenStream>) = first_calls.unzip();
        let calls = network.calls.len();
        let input_names = network.inputs.iter().map(|input| &input.name);
        let output_names = network.outputs.iter().map(|tensor| match *tensor {
            Tensor::Output { call, .. } => network.nodes[network.calls[call].node].name.text(),
            Tensor::Input(input) => network.inputs[input].name.clone(),
            Tensor::Unknown => String::new(),
        });
        let wires = match network.kind {
            "sequential" => quote!(#private::None),
            _ => quote!(#private::Some(__WIRES)),
        };
        let forward = self.forward(text);
        let gives = self.sources(&network.outputs);
        quote! {
            #[automatically_derived]
            impl #private::Sealed for #name {}

            #[automatically_derived]
            #[allow(clippy::all, clippy::pedantic)]
            impl #library::Model for #name {
                type Input = #input_type;
                type Output = #output_type;
                type Head = #head_type;

                #[inline]
                fn name(&self) -> &#private::str { #text }

                #[inline]
                fn inputs(&self) -> #private::Specs { <Self as #library::Checked>::INPUTS }

                #[inline]
                fn outputs(&self) -> #private::Specs { <Self as #library::Checked>::OUTPUTS }

                #[inline]
                fn input_names(&self) -> #private::Vec<&#private::str> { #private::vec![#(#input_names),*] }

                #[inline]
                fn output_names(&self) -> #private::Vec<&#private::str> { #private::vec![#(#output_names),*] }

                #[inline]
                fn each_node<'a>(&'a self, _visit: &mut dyn ::core::ops::FnMut(&'a #private::str, &'a dyn #private::Node)) {
                    // No array of them all: what rustc spends on that grows with the square of their number.
                    #(_visit(#names, &self.#fields);)*
                }

                #[inline]
                fn each_node_mut<'a>(&'a mut self, _visit: &mut dyn ::core::ops::FnMut(&'a mut dyn #private::Node)) {
                    #(_visit(&mut self.#fields);)*
                }

                #[inline]
                fn trainable_arguments(&self) -> #private::Vec<#private::bool> { #private::vec![#(#arguments),*] }

                #[inline]
                fn wires(&self) -> #private::Option<&'static [#private::Wire]> { #wires }

                #[inline]
                fn gives(&self) -> &'static [#private::Source] { #gives }

                #[inline]
                fn call(&self, inputs: &[#private::Tensor], pass: &#private::ForwardPass) -> #private::Outputs {
                    #forward
                }
            }

            #[automatically_derived]
            impl #library::Checked for #name {
                const INPUTS: #private::Specs = #private::gather_or_unknown(&[#(#inputs),*]);
                const OUTPUTS: #private::Specs = #private::gather_or_unknown(&[#(#outputs),*]);
                const PARAMS: #private::usize = #private::params(__CALLS, &[#(#first_calls),*]);
                const TRAINABLE_PARAMS: #private::usize =
                    #private::trainable_params(__CALLS, &[#((#first_calls, #trainable)),*]);
                const FLOPS: #private::u64 = #private::flops(__CALLS, #calls);
                const ACTIVATION_BYTES: #private::usize = #private::activation_bytes(__CALLS, #calls);
            }

            #[automatically_derived]
            impl #name {
                /// A model with freshly initialized weights.
                #[allow(dead_code)]
                #[inline]
                pub fn new() -> Self { #build }
            }

            #[automatically_derived]
            impl #private::Default for #name {
                #[inline]
                fn default() -> Self { Self::new() }
            }
        }
    }

    /// A copy with weights of its own.
    pub fn clone_impl(&self, name: &Ident) -> TokenStream {
        let private = self.private;
        let copied = |field| quote!(#private::Node::duplicate(&__model.#field));
        let copies = self.field_names().into_iter().map(copied).collect();
        let copy = self.in_parts(&quote!(__model: &#name), &quote!(self), copies);
        quote! {
            #[automatically_derived]
            #[allow(clippy::all, clippy::pedantic)]
            impl #private::Clone for #name {
                #[inline]
                fn clone(&self) -> Self { #copy }
            }
        }
    }

    /// The specs of tensors; one that is unknown if there are none, in a model that does not compile anyway.
    pub fn specs(&self, mut tensors: Vec<Tensor>) -> Vec<TokenStream> {
        if tensors.is_empty() {
            tensors.push(Tensor::Unknown);
        }
        tensors.into_iter().map(|tensor| self.tensor(tensor)).collect()
    }

    /// The model with freshly initialized layers.
    fn build(&self) -> TokenStream {
        let nodes = self.network.nodes.iter().enumerate();
        self.in_parts(&quote!(), &quote!(), nodes.map(|(i, node)| self.build_layer(i, node)).collect())
    }

    /// The model of such `layers`, some of them made in each of several functions, which take a `parameter`.
    fn in_parts(
        &self,
        parameter: &TokenStream,
        given: &TokenStream,
        layers: Vec<TokenStream>,
    ) -> TokenStream {
        let (fields, types) = (self.field_names(), self.field_types());
        let parts =
            layers.chunks(TOGETHER).zip(types.chunks(TOGETHER)).enumerate().map(|(i, (layers, types))| {
                let names = (i * TOGETHER..).map(built_name).take(layers.len());
                quote! {
                    let (#(#names,)*) = {
                        #[inline]
                        fn build(#parameter) -> (#(#types,)*) { (#(#layers,)*) }
                        build(#given)
                    };
                }
            });
        let built = (0..).map(built_name);
        let fields = fields.into_iter().zip(built).map(|(field, built)| quote!(#field: #built));
        quote!(#(#parts)* Self { #(#fields),* })
    }

    /// Whether the weights of a layer are trained: the constant of its argument, or yes.
    fn trainable(&self, i: usize, node: &Node) -> TokenStream {
        match node.layer.trainable {
            Some(_) => trainable_name(self.configs[i]).into_token_stream(),
            None => quote!(true),
        }
    }

    fn build_layer(&self, i: usize, node: &Node) -> TokenStream {
        let private = self.private;
        let (span, config, name, trainable) =
            (node.layer.path.span(), config_name(self.configs[i]), node.name.text(), self.trainable(i, node));
        let outcome = match self.first_calls[i] {
            Some(call) => quote!(__CALLS[#call]),
            None => quote!(#private::Outcome::Poisoned),
        };
        let inputs = self.inputs_of(node, self.first_calls[i]);
        let located = self.private_at(span);
        let build = quote_spanned!(span=> #located::build);
        quote!(#build(#config, #name, #private::Inputs::new(#inputs), &#outcome, #trainable))
    }

    /// The specs of a call's inputs, for a layer that asks others about them.
    fn inputs_of(&self, node: &Node, call: Option<usize>) -> TokenStream {
        let private = self.private;
        match call {
            Some(call) if !node.layer.inner.is_empty() => {
                let inputs = self.specs((0..self.network.inputs.len()).map(Tensor::Input).collect());
                quote!(const { #private::wired_or_unknown(__WIRES, #call, &[#(#inputs),*], __CALLS) }.as_slice())
            }
            _ => quote!(&[]),
        }
    }
}

/// The type of a tensor's shape, picked by the constants of its spec.
fn shape_type(private: &TokenStream, tensor: &TokenStream) -> TokenStream {
    let dims = (0..5usize).map(|axis| quote!({ #private::dim_code(#tensor, #axis) }));
    quote!(<#private::Pick<{ #private::rank_code(#tensor) }, { #private::is_int(#tensor) }, #(#dims),*> as #private::Select>::Shape)
}

/// The type of what the last axis of a tensor means.
fn head_type(private: &TokenStream, tensor: &TokenStream) -> TokenStream {
    quote!(<#private::PickHead<{ #private::head_code(#tensor) }> as #private::SelectHead>::Head)
}

/// One type, or a tuple of several.
fn one_or_tuple(tensors: &[TokenStream], ty: impl Fn(&TokenStream) -> TokenStream) -> TokenStream {
    match tensors {
        [tensor] => ty(tensor),
        _ => {
            let types = tensors.iter().map(ty);
            quote!((#(#types,)*))
        }
    }
}
