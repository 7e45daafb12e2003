//! Numbers that a block or loop passes on: `filters` in `Conv2D(filters, 3)`.

use std::collections::HashMap;

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;

/// `value` with every variable replaced by what it stands for. What cannot be parsed afterwards stays as it was.
pub fn substitute(value: &Expr, variables: &HashMap<String, Expr>) -> Expr {
    if variables.is_empty() {
        return value.clone();
    }
    let replaced = replace(value.to_token_stream(), variables);
    syn::parse2(replaced).unwrap_or_else(|_| value.clone())
}

fn replace(tokens: TokenStream, variables: &HashMap<String, Expr>) -> TokenStream {
    let mut after_dot = false;
    let replace_tree = |tree: TokenTree| {
        let is_field = std::mem::replace(
            &mut after_dot,
            matches!(&tree, TokenTree::Punct(p) if ['.', ':'].contains(&p.as_char())),
        );
        match tree {
            TokenTree::Ident(name) if !is_field => match variables.get(&name.to_string()) {
                Some(value) => value.to_token_stream(),
                None => TokenTree::Ident(name).into(),
            },
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), replace(group.stream(), variables));
                inner.set_span(group.span());
                TokenTree::Group(inner).into()
            }
            other => other.into(),
        }
    };
    tokens.into_iter().flat_map(replace_tree).collect()
}

/// The words in `value` that may be variables of the graph; the parameters of a closure are not.
pub fn words(value: &Expr) -> Vec<proc_macro2::Ident> {
    fn collect(tokens: TokenStream, found: &mut Vec<proc_macro2::Ident>) {
        let mut after_dot = false;
        for tree in tokens {
            let is_field = std::mem::replace(
                &mut after_dot,
                matches!(&tree, TokenTree::Punct(p) if ['.', ':'].contains(&p.as_char())),
            );
            match tree {
                TokenTree::Ident(name) if !is_field => found.push(name),
                TokenTree::Group(group) => collect(group.stream(), found),
                _ => {}
            }
        }
    }
    let (mut found, mut parameters) = (vec![], vec![]);
    collect(value.to_token_stream(), &mut found);
    if let Expr::Closure(closure) = value {
        collect(closure.inputs.to_token_stream(), &mut parameters);
    }
    found.retain(|word| !parameters.contains(word));
    found
}
