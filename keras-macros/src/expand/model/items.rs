//! A model as an expression, and as an item.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Attribute;
use syn::spanned::Spanned;

use super::expansion::Expansion;
use super::words::{outside, type_name};
use crate::expand::ambiguities::Ambiguities;
use crate::expand::hygiene::{quiet, vocabulary};
use crate::network::{Network, Node};
use crate::parse::{Form, Header};
use crate::word::{Word, snake_case};

impl Expansion<'_> {
    /// An anonymous model: a block that ends in its value, which this function of it has `made`; or in what is wrong with
    /// it, so that rustc has nothing to say about its type.
    pub fn expression(&self, items: TokenStream, errors: TokenStream, made: &Ident) -> TokenStream {
        let name = Form::Expression.item();
        let (quiet, vocabulary) = (quiet(), vocabulary(self.library));
        let (constants, scopes) = self.constants(&name, false);
        let (fields, types) = (self.field_names(), self.field_types());
        let implementation =
            self.implementation(&name, self.network.name.as_deref().unwrap_or(self.network.kind), scopes);
        let (clone, ambiguities) = (self.clone_impl(&name), self.ambiguities());
        let value = match errors.is_empty() {
            true => quote!(#name::#made()),
            false => quote!(let _ = #name::#made(); #errors),
        };
        quote! {{
            #items
            #ambiguities
            #vocabulary
            #constants
            #quiet
            struct #name { #(#fields: #types),* }
            #implementation
            #clone
            #value
        }}
    }

    /// A named model: the struct stands where the macro does, everything else is out of sight.
    /// A mistake is one of its checks, too.
    pub fn item(&self, header: Header, errors: TokenStream, items: TokenStream) -> TokenStream {
        let Self { library, private, network, .. } = self;
        let Header { attributes, visibility, name } = header;
        let (fields, types) = (self.field_names(), self.field_types());
        let docs = network
            .nodes
            .iter()
            .map(|node| format!("The layer `{}`, a `{}`.", node.name.text(), node.layer.class()));
        let comments = network.nodes.iter().map(|node| {
            let docs = &node.layer.docs;
            (!docs.is_empty()).then(|| quote!(#[doc = ""] #docs))
        });
        let text = network.name.clone().unwrap_or_else(|| snake_case(&name.text()));
        let outside = outside(&name);
        let (quiet, vocabulary) = (quiet(), vocabulary(library));
        let (constants, scopes) = self.constants(&outside, true);
        let (errors, scopes) = match errors.is_empty() {
            true => (errors, scopes),
            false => {
                let check = quote!(impl #private::Sound<#scopes> for #outside { type Checks = #private::Asked<{ #errors true }>; });
                (check, scopes + 1)
            }
        };
        let numbers = &self.types;
        let first = (0..fields.len()).filter(|&i| self.types[i] == i);
        let field_impls = first.map(|i| {
            let ty = &types[i];
            quote!(#quiet impl #private::Field<#i> for #outside { type Built = #ty; })
        });
        let implementation = self.implementation(&outside, &text, scopes);
        let (layer, ambiguities) = (self.layer(&outside, &visibility), self.ambiguities());
        let clone = (!attributes.iter().any(derives_clone)).then(|| self.clone_impl(&outside));
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
                #quiet
                type #outside = #name;
                const _: () = {
                    #errors
                    #items
                    #ambiguities
                    #vocabulary
                    #constants
                    #(#field_impls)*
                    #implementation
                    #clone
                    #layer
                };
            };
        }
    }

    fn ambiguities(&self) -> TokenStream {
        let Network { nodes, inputs, claims, .. } = self.network;
        let mut ambiguities = Ambiguities::of(nodes.iter().map(|node| &node.layer));
        let inputs = inputs.iter().map(|input| &input.shape);
        inputs.chain(claims.iter().map(|claim| &claim.shape)).for_each(|input| ambiguities.input(input));
        ambiguities.statement(self.library)
    }

    pub fn field_names(&self) -> Vec<&Ident> {
        self.network.nodes.iter().map(|node| &node.name).collect()
    }

    pub fn field_types(&self) -> Vec<TokenStream> {
        let built = |(i, node): (usize, &Node)| {
            let span = node.layer.path.span();
            let (private, alias) = (self.private_at(span), type_name(self.configs[self.types[i]], span));
            quote_spanned!(span=> #private::BuiltOf<#alias>)
        };
        self.network.nodes.iter().enumerate().map(built).collect()
    }
}

/// Whether an attribute is a `#[derive(Clone)]`, of which nothing is left to do.
fn derives_clone(attribute: &Attribute) -> bool {
    let mut found = false;
    if attribute.path().is_ident("derive") {
        let names = attribute.parse_nested_meta(|meta| {
            found |= meta.path.segments.last().is_some_and(|name| name.ident == "Clone");
            Ok(())
        });
        // rustc says what is wrong with an attribute.
        drop(names);
    }
    found
}
