//! How a model computes: its calls in order.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::Expansion;
use super::words::call_name;
use crate::network::Tensor;

impl Expansion<'_> {
    /// The body of `call`: one line for each call of a layer.
    pub fn forward(&self, name: &str) -> TokenStream {
        let Self { private, library, .. } = self;
        let inputs: Vec<Ident> = (0..self.network.inputs.len()).map(|i| format_ident!("input_{i}")).collect();
        let value = |tensor: &Tensor| match *tensor {
            Tensor::Input(i) => {
                let name = &inputs[i];
                quote!(#private::Clone::clone(#name))
            }
            Tensor::Output { call, index } => {
                let name = call_name(call);
                quote!(#name.tensor(#index))
            }
            Tensor::Unknown => quote!(pass.unknown()),
        };
        let calls = self.network.calls.iter().enumerate().map(|(i, call)| {
            let (result, field) = (call_name(i), &self.network.nodes[call.node].name);
            let arguments = call.inputs.iter().map(value);
            quote!(let #result = #private::Node::call(&self.#field, &[#(#arguments),*], pass);)
        });
        let outputs = self.network.outputs.iter().map(value);
        let checked = quote!(<Self as #library::Checked>);
        quote! {
            let ([#(#inputs),*], true) = (inputs, pass.accepts(#name, &#checked::INPUTS, inputs)) else {
                return pass.nothing(&#checked::OUTPUTS);
            };
            #(#calls)*
            #private::Outputs::new([#(#outputs),*])
        }
    }

    /// Which tensors each call takes, for the summary.
    pub fn wires(&self) -> TokenStream {
        let private = self.private;
        if self.network.kind == "sequential" {
            return quote!(#private::None);
        }
        let wire = self.network.calls.iter().map(|call| {
            let node = call.node;
            let inputs = call.inputs.iter().map(|tensor| match tensor {
                Tensor::Input(i) => quote!(#private::Source::Input(#i)),
                Tensor::Output { call, index } => quote!(#private::Source::Call(#call, #index)),
                Tensor::Unknown => quote!(#private::Source::Input(0)),
            });
            quote!(#private::Wire { node: #node, inputs: &[#(#inputs),*] })
        });
        quote!(#private::Some(&[#(#wire),*]))
    }
}
