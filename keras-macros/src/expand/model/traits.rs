//! The traits of a model and its constructor.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::expansion::{Expansion, TOGETHER};
use super::words::{built_name, config_name, trainable_name};
use crate::expand::hygiene::quiet;
use crate::network::{Node, Tensor};
use crate::word::Word;

impl Expansion<'_> {
    /// The traits of a model of this name, which has checks in so many `scopes` of types.
    pub fn implementation(&self, name: &Ident, text: &str, scopes: usize) -> TokenStream {
        let Self { library, private, network, .. } = self;
        let inputs = self.specs((0..network.inputs.len()).map(Tensor::Input).collect());
        let outputs = self.specs(network.outputs.clone());
        let input_type = one_or_tuple(&inputs, |tensor| shape_type(private, tensor));
        let output_type = one_or_tuple(&outputs, |tensor| shape_type(private, tensor));
        let head_type = one_or_tuple(&outputs, |tensor| head_type(private, tensor));
        // Of a model that does not compile, rustc does not know them: nothing follows from them.
        let sound = |ty: TokenStream| {
            let checks = (0..scopes).map(|scope| quote!(<#name as #private::Sound<#scope>>::Checks));
            match scopes {
                0 => ty,
                _ => quote!(<#ty as #private::Beside<(#(#checks,)*)>>::Itself),
            }
        };
        let (output_type, head_type) = (sound(output_type), sound(head_type));
        let fields = self.field_names();
        // No array of them all: what rustc spends on that grows with the square of their number.
        let visited = fields
            .chunks(TOGETHER)
            .map(|fields| quote!(#private::visit([#(&self.#fields),*], &mut _names, _visit);));
        let visited_mut = fields
            .chunks(TOGETHER)
            .map(|fields| quote!(#private::visit_mut([#(&mut self.#fields),*], _visit);));
        let trainable = network.nodes.iter().enumerate().map(|(i, node)| self.trainable(i, node));
        let (quiet, build) = (quiet(), self.build());
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
            #quiet
            const __TRAINABLE: &[#private::bool] = &[#(#trainable),*];

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
                    let mut _names = __PLAN.names.iter();
                    #(#visited)*
                }

                #[inline]
                fn each_node_mut<'a>(&'a mut self, _visit: &mut dyn ::core::ops::FnMut(&'a mut dyn #private::Node)) {
                    #(#visited_mut)*
                }

                #[inline]
                fn trainable_arguments(&self) -> #private::Vec<#private::bool> { __TRAINABLE.to_vec() }

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
                const PARAMS: #private::usize = __PLAN.params();
                const TRAINABLE_PARAMS: #private::usize = __PLAN.trainable_params(__TRAINABLE);
                const FLOPS: #private::u64 = __PLAN.flops();
                const ACTIVATION_BYTES: #private::usize = __PLAN.activation_bytes();
            }

            #[automatically_derived]
            impl #name {
                /// A model with freshly initialized weights.
                #[allow(dead_code)]
                #[inline]
                pub fn new() -> Self { Self::__made(&mut ::core::iter::empty()) }

                #[doc(hidden)]
                #[inline]
                fn __made(__copied: &mut #private::Copied<'_>) -> Self { #build }
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
        let (private, library) = (self.private, self.library);
        quote! {
            #[automatically_derived]
            impl #private::Clone for #name {
                #[inline]
                fn clone(&self) -> Self {
                    let mut _nodes = ::core::iter::IntoIterator::into_iter(#library::Model::nodes(self));
                    Self::__made(&mut _nodes)
                }
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

    /// The model with all its layers, some of them built in each of several functions.
    fn build(&self) -> TokenStream {
        let layers: Vec<TokenStream> =
            self.network.nodes.iter().enumerate().map(|(i, node)| self.build_layer(i, node)).collect();
        let (private, fields, types) = (self.private, self.field_names(), self.field_types());
        let parts =
            layers.chunks(TOGETHER).zip(types.chunks(TOGETHER)).enumerate().map(|(i, (layers, types))| {
                let names = (i * TOGETHER..).map(built_name).take(layers.len());
                quote! {
                    let (#(#names,)*) = {
                        #[inline]
                        fn build(__copied: &mut #private::Copied<'_>) -> (#(#types,)*) { (#(#layers,)*) }
                        build(__copied)
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
        let (span, config) = (node.layer.path.span(), config_name(self.configs[i]));
        let private = self.private_at(span);
        let given = quote!(__PLAN, &#config, #i);
        let (trainable, copied) = (self.trainable(i, node), quote!(__copied));
        quote_spanned!(span=> #private::build(#given, #trainable, #copied))
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
