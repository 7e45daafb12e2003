//! What a weight's initializer, regularizer and constraint are as arguments: three of one field.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Type, parse_quote};

use super::argument::{Argument, Place};
use super::docs::paragraph;
use crate::word::Word;

/// What the three are called, where they stand in Keras's order, and what they say of the weight.
const PARTS: [(&str, &str, &str); 3] = [
    ("initializer", "Initializer of ", "."),
    ("regularizer", "Regularizer applied to ", "."),
    ("constraint", "Constraint applied to ", " after each update."),
];

/// Whether a field is a weight.
pub fn is_weight(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "WeightArguments"))
}

/// The three arguments of a weight: `kernel_initializer`, `kernel_regularizer` and `kernel_constraint` of `kernel`.
pub fn parts(weight: &Argument, private: &TokenStream) -> [Argument; 3] {
    let field = &weight.name;
    let noun = noun(&weight.docs, field);
    PARTS.map(|(part, before, after)| {
        let name = format_ident!("{}_{part}", field.text(), span = field.span());
        let doc = format!(" {before}{noun}{after}");
        Argument {
            sided: format_ident!("{}_{part}", weight.sided),
            class: weight.class,
            ty: match part {
                "initializer" => parse_quote!(#private::Initializer),
                "regularizer" => parse_quote!(#private::Option<#private::Regularizer>),
                _ => parse_quote!(#private::Option<#private::Constraint>),
            },
            default: (part == "initializer").then(|| weight.default.clone()).flatten(),
            docs: vec![parse_quote!(#[doc = #doc])],
            place: Some(Place { field: field.clone(), part: format_ident!("{part}") }),
            name,
            check: None,
            library: weight.library.clone(),
            visibility: weight.visibility.clone(),
        }
    })
}

/// Puts arguments in Keras's order: from the first weight to the last, all initializers come first, then all
/// regularizers, then all constraints. What belongs to none of these comes after the initializers.
pub fn order(arguments: Vec<Argument>) -> Vec<Argument> {
    let kind = |argument: &Argument| {
        let name = argument.name.text();
        PARTS.iter().position(|(part, ..)| name.ends_with(&format!("_{part}")))
    };
    let Some(first) = arguments.iter().position(|argument| argument.place.is_some()) else {
        return arguments;
    };
    let is_last = |argument: &Argument| argument.place.is_some() || kind(argument).is_some();
    let last = arguments.iter().rposition(is_last).unwrap_or(first);
    let mut ordered = arguments;
    // Twice the place in the order, so that there is room between the initializers and the regularizers.
    ordered[first..=last].sort_by_key(|argument| kind(argument).map_or(1, |kind| 2 * kind));
    ordered
}

/// `the kernel`, of a field whose documentation begins with `The kernel`, up to the first punctuation.
fn noun(docs: &[Attribute], field: &Ident) -> String {
    let sentence = paragraph(docs);
    let noun = sentence.split(['.', ',', ';']).next().unwrap_or_default();
    let mut letters = noun.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => format!("`{}`", field.text()),
    }
}

/// The fields of the struct, from the values of its arguments.
pub fn fields<'a>(
    arguments: &'a [Argument],
    private: &'a TokenStream,
) -> impl Iterator<Item = TokenStream> + 'a {
    arguments.iter().filter_map(move |argument| match &argument.place {
        None => {
            let (name, value) = (&argument.name, argument.value(private, arguments));
            Some(quote!(#name: #value))
        }
        // A weight is written where the first of its parts stands.
        Some(Place { part, .. }) if part != "initializer" => None,
        Some(Place { field, .. }) => {
            let of = arguments.iter().filter_map(|other| {
                let place = other.place.as_ref().filter(|place| place.field == *field)?;
                let (part, value) = (&place.part, other.value(private, arguments));
                Some(quote!(#part: #value))
            });
            Some(quote!(#field: #private::WeightArguments { #(#of),* }))
        }
    })
}
