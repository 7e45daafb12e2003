//! A named model as a layer of another: its rule asks its layers again, about the sizes that are known there.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Visibility;

use super::expansion::Expansion;
use crate::expand::derive::{answer, json, of_inputs, wrapped};
use crate::network::Tensor;
use crate::word::Word;

impl Expansion<'_> {
    pub fn layer(&self, name: &Ident, visibility: &Visibility) -> TokenStream {
        let Self { library, private, network, .. } = self;
        let inputs = 0..network.inputs.len();
        let takes = self.specs((0..network.inputs.len()).map(Tensor::Input).collect());
        let names = network.calls.iter().map(|call| network.nodes[call.node].name.text());
        let outputs = network.outputs.iter().map(|tensor| match tensor {
            Tensor::Input(i) => quote!(inputs[#i]),
            Tensor::Output { call, index } => quote!(calls.as_answers().of(#call).tensor(#index)),
            Tensor::Unknown => quote!(#private::None),
        });
        let signature = of_inputs(private, network.inputs.iter().map(|input| &*input.name));
        let inner_layer = quote!(#private::InnerLayer);
        let (answer, wrapped) = (
            answer(private),
            wrapped(private, &quote!(__AsLayer), (&inner_layer, &quote!(#inner_layer::new))),
        );
        let without_json = json::without(private, name);
        quote! {
            /// The configuration of this model as a layer.
            #[allow(missing_debug_implementations)]
            #visibility struct __AsLayer;

            #[automatically_derived]
            #[allow(clippy::all, clippy::pedantic)]
            impl __AsLayer {
                #[inline]
                pub const fn rule(&self, inputs: #private::Inputs<'_>) -> #private::ShapeResult<#private::LayerSpec> {
                    let given = match (#private::gather(&[#(#takes),*]), #private::nested_inputs::<#name>(inputs)) {
                        (#private::ShapeResult::Ok(_), #private::ShapeResult::Ok(given)) => given,
                        (#private::ShapeResult::Err(fault), _) | (_, #private::ShapeResult::Err(fault)) => {
                            return #private::ShapeResult::Err(fault);
                        }
                    };
                    let inputs = [#(#private::Some(given.as_slice()[#inputs])),*];
                    let calls = __calls(&inputs);
                    let outputs = #private::gather(&[#(#outputs),*]);
                    #private::nested_plan::<#name>(&given, calls.as_answers(), __PLAN.answers, &[#(#names),*], outputs)
                }

                #[inline]
                pub const fn __outcome(
                    &self,
                    inputs: #private::Inputs<'_>,
                    _: #private::Inner<'_>,
                    outputs: #private::usize,
                ) -> #private::Outcome {
                    #private::RuleAnswer(self.rule(inputs)).outcome(outputs)
                }

                #answer

                #[inline]
                pub const fn __given(&self, _: #private::Inputs<'_>, _: #private::Inner<'_>) -> #private::Option<#private::Specs> {
                    #private::None
                }
            }

            #[automatically_derived]
            impl #private::Clone for __AsLayer {
                #[inline]
                fn clone(&self) -> Self { *self }
            }

            #[automatically_derived]
            impl #private::Copy for __AsLayer {}

            #without_json

            #[automatically_derived]
            impl #private::LayerConfig for __AsLayer {
                type Built = #private::BuiltModel<#name>;

                #signature

                #[inline]
                fn copied(&self) -> Self { *self }

                #[inline]
                fn outcome(&self, inputs: #private::Inputs<'_>) -> #private::Outcome {
                    #private::nested_outcome::<#name>(inputs)
                }

                #[inline]
                fn build(
                    self,
                    name: &#private::str,
                    _: #private::Inputs<'_>,
                    outcome: &#private::Outcome,
                    trainable: #private::bool,
                ) -> Self::Built {
                    #private::BuiltModel::new(name, outcome, trainable)
                }
            }

            #[automatically_derived]
            impl #private::LayerType for #name {
                type Config = __AsLayer;
                type Names = #private::NoNames;
                const INPUT: #private::Option<#private::Spec> =
                    #private::only(&<#name as #library::Checked>::INPUTS);
            }

            #[automatically_derived]
            impl #name {
                #wrapped

                #[doc(hidden)]
                pub const INPUT_DTYPE: #private::DType = <Self as #library::Checked>::INPUTS.as_slice()[0].dtype();

                /// This model as a layer of another.
                #[inline]
                #visibility const fn args() -> #private::NestedArgs<__AsLayer> {
                    #private::NestedArgs::new(__AsLayer)
                }
            }
        }
    }
}
