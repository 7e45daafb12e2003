//! The model in a file: the models that are layers of it, out of sight, and its weights.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Visibility, parse_quote, token};

use super::expansion::Expansion;
use super::words::outside;
use super::{made_by, model};
use crate::errors::Errors;
use crate::expand::hygiene::quiet;
use crate::file::{File, Stored, Weights};
use crate::network;
use crate::parse::{Form, Header, Invocation};
use crate::word::Word;

/// Expands the model in a file, with what is wrong with it. Without a file there is a model of which nothing is known.
pub fn file(invocation: Invocation, file: Option<File>, mut errors: Errors) -> TokenStream {
    let Invocation { library, mut form } = invocation;
    if let Form::Broken = form {
        return errors.into_items();
    }
    let Some(File { path, span, mut models, weights }) = file else {
        let network = network::sequential(vec![], &mut errors);
        let name = inside(&form);
        return made_by("new", Invocation { library, form }, network, errors, |_| unknown(&name));
    };
    let Some((_, network)) = models.pop() else { return errors.into_items() };
    if let Form::Item(header) = &mut form {
        header.attributes.push(parse_quote!(#[allow(non_snake_case, non_camel_case_types)]));
    }
    let layers = models.into_iter().map(|(name, network)| {
        let attributes =
            vec![parse_quote!(#[allow(dead_code, missing_docs, non_snake_case, non_camel_case_types)])];
        let header = Header { attributes, visibility: Visibility::Public(token::Pub::default()), name };
        let invocation = Invocation { library: library.clone(), form: Form::Item(header) };
        model(invocation, network, Errors::default())
    });
    let (layers, name): (TokenStream, Ident) = (layers.collect(), inside(&form));
    let form_of = Invocation { library: library.clone(), form };
    made_by("pretrained", form_of, network, errors, |model| {
        let pretrained = pretrained(model, &name, &path, &weights, span);
        quote!(#layers #pretrained)
    })
}

/// What the struct is called where the items of a model are.
fn inside(form: &Form) -> Ident {
    match form {
        Form::Item(header) => outside(&header.name),
        Form::Expression | Form::Broken => form.item(),
    }
}

/// The function that makes a model with its weights.
fn pretrained(model: &Expansion<'_>, name: &Ident, path: &str, weights: &Weights, span: Span) -> TokenStream {
    let (quiet, private) = (quiet(), model.private);
    let groups = weights.groups.iter().map(|(path, weights)| {
        let weights = weights
            .iter()
            .map(|Stored { range: (start, end), shape }| quote!(((#start, #end), &[#(#shape),*])));
        quote!((#path, &[#(#weights),*]))
    });
    let layers = &weights.layers;
    // rustc looks at the file again when it has changed.
    let file = quote!(::core::include_bytes!(#path));
    let bytes = match &weights.unpacked {
        Some(unpacked) => {
            let unpacked = Literal::byte_string(unpacked);
            quote!({ const _: &[#private::u8] = #file; #unpacked })
        }
        None => file,
    };
    let stored = model.network.nodes.iter().enumerate().filter_map(|(i, node)| {
        let (call, name) = (model.first_calls[i]?, node.name.text());
        let shapes = weights.of_layer(i).flatten().map(|Stored { shape, .. }| quote!(&[#(#shape),*]));
        let in_order = weights.of_layer(i).count() < 2;
        Some(quote!(#private::StoredLayer { call: #call, name: #name, shapes: &[#(#shapes),*], in_order: #in_order }))
    });
    let here = model.private_at(span);
    let check = quote_spanned!(span=> #here::check_weights(__PLAN.answers, &[#(#stored),*]));
    quote! {
        #quiet
        static __PRETRAINED: #private::Pretrained = #private::Pretrained {
            bytes: #bytes,
            layers: &[#(#layers),*],
            groups: &[#(#groups),*],
        };
        #quiet
        const _: () = #check;

        #[automatically_derived]
        impl #name {
            /// The model with the weights of the file, which are in the program.
            #[allow(dead_code)]
            pub fn pretrained() -> Self { __PRETRAINED.model(Self::new) }
        }
    }
}

/// What stands for that function where there is no file.
fn unknown(name: &Ident) -> TokenStream {
    let name = name.to_token_stream();
    quote! {
        #[automatically_derived]
        impl #name {
            #[allow(dead_code, missing_docs)]
            pub fn pretrained() -> Self { Self::new() }
        }
    }
}
