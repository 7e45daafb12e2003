//! How a model computes: its calls in order.

use proc_macro2::TokenStream;
use quote::quote;

use super::expansion::{Expansion, TOGETHER};
use super::words::named_call;
use crate::expand::hygiene::quiet;
use crate::network::Tensor;

impl Expansion<'_> {
    /// Which layer each call is of, and which tensors it takes.
    pub fn wires(&self) -> TokenStream {
        let (quiet, private) = (quiet(), self.private);
        let wires = self.network.calls.iter().enumerate().map(|(i, call)| {
            let node = call.node;
            let inputs = match self.is_named(call) {
                true => {
                    let call = named_call(i);
                    quote!(#call.inputs())
                }
                false => self.sources(&call.inputs),
            };
            quote!(#private::Wire { node: #node, inputs: #inputs })
        });
        let wires: Vec<TokenStream> = wires.collect();
        let parts = wires.chunks(TOGETHER).map(|wires| quote!(const { &[#(#wires),*] }));
        let count = self.network.calls.len();
        quote!(#quiet const __WIRES: &[#private::Wire; #count] = &#private::wires(&[#(#parts),*]);)
    }

    /// The body of `call`.
    pub fn forward(&self, name: &str) -> TokenStream {
        let Self { private, library, .. } = self;
        let outputs = self.network.outputs.iter().map(|&tensor| self.source(tensor));
        let layers = self.network.nodes.len();
        quote! {
            let takes = &<Self as #library::Checked>::INPUTS;
            #private::run::<#layers, _>(#name, &|visit| self.each_node(visit), __WIRES, (inputs, takes), &[#(#outputs),*], pass)
        }
    }

    /// Where tensors come from.
    pub fn sources(&self, tensors: &[Tensor]) -> TokenStream {
        let sources = tensors.iter().map(|&tensor| self.source(tensor));
        quote!(&[#(#sources),*])
    }

    fn source(&self, tensor: Tensor) -> TokenStream {
        let private = self.private;
        match tensor {
            Tensor::Input(i) => quote!(#private::Source::Input(#i)),
            Tensor::Output { call, index } => quote!(#private::Source::Call(#call, #index)),
            Tensor::Unknown => quote!(#private::Source::NOWHERE),
        }
    }
}
