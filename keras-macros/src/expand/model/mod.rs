//! A model: one flat struct of layers, its constants, and straight-line calls.

mod answers;
mod checks;
mod constants;
mod forward;
mod nested;
mod traits;
mod words;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::{located, quiet, vocabulary};
use crate::network::{Network, Node, snake_case};
use crate::parse::{Errors, Header, Invocation};
use crate::word::Word;
use words::type_name;

/// So many layers share a function: what rustc spends on a function grows faster than its length.
const TOGETHER: usize = 32;

/// Expands an invocation whose body `read` turns into a network.
pub fn model(invocation: Invocation, read: fn(TokenStream, &mut Errors) -> Network) -> TokenStream {
    let Invocation { library, header, body, mut errors } = invocation;
    if header.is_none() && !errors.is_empty() {
        return errors.into_items();
    }
    let network = read(body, &mut errors);
    let private = quote!(#library::__private);
    let expansion = Expansion::new(&library, &private, &network);
    let errors = errors.into_items();
    match header {
        Some(header) => expansion.item(header, errors),
        None => expansion.expression(errors),
    }
}

struct Expansion<'a> {
    library: &'a TokenStream,
    private: &'a TokenStream,
    network: &'a Network,
    /// The call that makes the weights of each layer, if it is called.
    first_calls: Vec<Option<usize>>,
}

impl<'a> Expansion<'a> {
    fn new(library: &'a TokenStream, private: &'a TokenStream, network: &'a Network) -> Self {
        let mut first_calls = vec![None; network.nodes.len()];
        for (i, call) in network.calls.iter().enumerate() {
            first_calls[call.node].get_or_insert(i);
        }
        Self { library, private, network, first_calls }
    }
}

impl Expansion<'_> {
    /// An anonymous model: a block that ends in its value.
    fn expression(&self, errors: TokenStream) -> TokenStream {
        let name = Ident::new("Model", Span::call_site());
        let (quiet, vocabulary, constants) = (quiet(), vocabulary(self.library), self.constants());
        let (fields, types) = (self.field_names(), self.field_types());
        let implementation = self.implementation(&name, self.network.kind);
        quote! {{
            #errors
            #vocabulary
            #constants
            #quiet
            struct #name { #(#fields: #types),* }
            #implementation
            #name::new()
        }}
    }

    /// A named model: the struct stands where the macro does, everything else is out of sight.
    fn item(&self, header: Header, errors: TokenStream) -> TokenStream {
        let Self { library, private, network, .. } = self;
        let Header { attributes, visibility, name } = header;
        let (quiet, vocabulary, constants) = (quiet(), vocabulary(library), self.constants());
        let (fields, types) = (self.field_names(), self.field_types());
        let docs = network
            .nodes
            .iter()
            .map(|node| format!("The layer `{}`, a `{}`.", node.name.text(), node.layer.class()));
        let comments = network.nodes.iter().map(|node| {
            let docs = &node.layer.docs;
            (!docs.is_empty()).then(|| quote!(#[doc = ""] #docs))
        });
        let numbers: Vec<usize> = (0..fields.len()).collect();
        let implementation = self.implementation(&name, &snake_case(&name.text()));
        let layer = self.layer(&name, &visibility);
        let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        quote! {
            #(#attributes)*
            #[allow(private_interfaces)]
            #visibility struct #name {
                #(
                    #[doc = #docs]
                    #comments
                    #visibility #fields: <#name as #private::Field<#numbers>>::Built,
                )*
            }
            #(#conditions)*
            const _: () = {
                #errors
                #vocabulary
                #constants
                #(
                    #quiet
                    impl #private::Field<#numbers> for #name { type Built = #types; }
                )*
                #implementation
                #layer
            };
        }
    }

    fn field_names(&self) -> Vec<&Ident> {
        self.network.nodes.iter().map(|node| &node.name).collect()
    }

    fn field_types(&self) -> Vec<TokenStream> {
        let built = |(i, node): (usize, &Node)| {
            let span = node.layer.path.span();
            let (private, alias) = (self.private_at(span), type_name(i, span));
            quote_spanned!(span=> #private::BuiltOf<#alias>)
        };
        self.network.nodes.iter().enumerate().map(built).collect()
    }

    /// The path of the library's insides, located at a layer's name: there rustc reports what does not fit.
    fn private_at(&self, span: Span) -> TokenStream {
        located(self.private, span)
    }
}
