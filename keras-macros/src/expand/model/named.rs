//! Calls that give something by name: the layer says what it takes, and in which order.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;

use super::expansion::Expansion;
use super::words::{config_name, named_call, signature_name};
use crate::expand::checks::Check;
use crate::expand::hygiene::quiet;
use crate::expand::setters::names_type;
use crate::network::Call;
use crate::word::Word;

impl Expansion<'_> {
    /// The calls that give something by name, and the checks of the names.
    pub fn named_calls(&self) -> (TokenStream, Vec<Check>) {
        let (mut constants, mut checks) = (TokenStream::new(), vec![]);
        for (i, call) in self.network.calls.iter().enumerate() {
            let node = &self.network.nodes[call.node];
            let (signature, inputs) = (signature_name(i), named_call(i));
            let at = |span| Check::of_layer(&node.layer, &node.name).at(span);
            if self.is_named(call) || !call.settings.is_empty() {
                constants.extend(self.signature(&signature, call));
            }
            for name in &call.settings {
                let text = name.text();
                let names = names_type(&self.configs[call.node].to_string(), &node.layer);
                let asked = quote!(<#names>::#name.setting::<#names>(#text, &#signature));
                checks.push(Check::new(&node.layer.class(), name, name.span()).asking(asked));
            }
            if self.is_named(call) {
                constants.extend(self.named_call(&inputs, call, &signature));
                for (i, (name, _)) in call.names.iter().enumerate() {
                    checks.push(at(name.span()).asking(quote!(#inputs.name(#i))));
                }
                let layer = call.named.unwrap_or(node.layer.path.span());
                checks.push(at(layer).asking(inputs.to_token_stream()));
            }
        }
        (constants, checks)
    }

    /// Whether a call gives inputs by name, and it is known what of.
    pub fn is_named(&self, call: &Call) -> bool {
        !call.names.is_empty() && !self.network.nodes[call.node].layer.is_broken
    }

    /// What the layer of a call takes by name.
    fn signature(&self, name: &Ident, call: &Call) -> TokenStream {
        let (quiet, private, config) = (quiet(), self.private, config_name(self.configs[call.node]));
        quote!(#quiet const #name: #private::CallSignature = #private::signature(&#config);)
    }

    /// The inputs of a call, in the order in which the layer takes them.
    fn named_call(&self, name: &Ident, call: &Call, signature: &Ident) -> TokenStream {
        let (quiet, private) = (quiet(), self.private);
        let by_position = self.sources(call.by_position());
        let by_name = call.by_name().into_iter().map(|(name, tensors)| {
            let (name, tensors) = (name.text(), self.sources(tensors));
            quote!((#name, #tensors))
        });
        quote! {
            #quiet
            const #name: &#private::NamedCall =
                &#private::NamedCall::new(#signature, #by_position, &[#(#by_name),*]);
        }
    }
}
