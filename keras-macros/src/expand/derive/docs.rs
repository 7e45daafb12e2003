//! The table of the arguments, and what it says of each.

use syn::{Attribute, Expr, ExprLit, Lit, Meta, MetaNameValue};

use super::argument::{Argument, plain};
use super::types::generic;
use crate::word::Word;

/// The table of the arguments, for the page of the struct.
pub fn table(arguments: &[Argument]) -> Vec<String> {
    let mut lines: Vec<String> =
        ["# Arguments", "", "| | argument | type | default | |", "| --- | --- | --- | --- | --- |"]
            .map(|line| format!(" {line}"))
            .into();
    if arguments.is_empty() {
        return vec![" # Arguments".to_owned(), String::new(), " None.".to_owned()];
    }
    for (position, argument) in arguments.iter().enumerate() {
        let Argument { name, ty, docs, .. } = argument;
        let default = argument.default_text().unwrap_or_else(|| "required".to_owned());
        let ty = match &argument.place {
            Some(place) => place.type_name(),
            None => plain(generic(ty, "Option").unwrap_or(ty)),
        };
        let docs = paragraph(docs).replace('|', "\\|");
        let line = format!(" | {position} | `{}` | `{ty}` | {default} | {docs} |", name.text());
        lines.push(line);
    }
    lines
}

/// The first paragraph of a documentation.
pub fn paragraph(docs: &[Attribute]) -> String {
    let text = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(MetaNameValue { value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), .. }) => {
            Some(text.value().trim().to_owned())
        }
        _ => None,
    };
    let lines: Vec<String> = docs.iter().map_while(text).take_while(|line| !line.is_empty()).collect();
    lines.join(" ")
}
