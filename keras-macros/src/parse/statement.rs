//! The statements of `graph!`: Rust's own, with a layer where Rust has a function.

use std::rc::Rc;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Pat, Token, braced, parenthesized, token};

use super::attributes::comments;
use super::split::delimited;
use super::token::{mark, names_of_layers};
use super::{deep, python, split};
use crate::errors::Errors;
use crate::word::Word;

/// One statement of a graph.
pub enum Statement {
    /// `let pattern = value;`
    Let { pattern: Pat, value: Expr },
    /// `fn block(x, filters) { … }`
    Function(Rc<Function>),
    /// `for pattern in range { … }`
    For { pattern: Pat, range: Expr, body: Vec<Statement> },
    /// An expression; the last one without `;` is the value of its block.
    Expr { value: Expr, ended: bool },
    /// What does not parse is reported already; these names would have been bound, and those would be layers.
    Broken { tokens: Expr, bound: Vec<Ident>, layers: Vec<Ident> },
}

/// A reusable block: unrolled where it is called.
pub struct Function {
    pub name: Ident,
    pub parameters: Vec<Ident>,
    pub body: Vec<Statement>,
}

/// The statements of a model.
pub struct Graph {
    pub statements: Vec<Statement>,
    /// Where they end.
    pub end: Span,
}

/// Parses the statements of a model, with or without braces around them.
pub fn graph(body: TokenStream, errors: &mut Errors) -> Graph {
    let body = unbraced(delimited(body));
    let end = body.clone().into_iter().last().map_or_else(Span::call_site, |token| token.span());
    Graph { statements: statements(body, errors), end }
}

/// The statements inside the braces of `graph!({ … })`.
pub fn unbraced(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Brace => group.stream(),
        _ => tokens,
    }
}

/// Parses the statements of a block, one by one.
pub fn statements(tokens: TokenStream, errors: &mut Errors) -> Vec<Statement> {
    let parse = |piece: TokenStream| {
        let (_, piece) = comments(piece, errors);
        let Some(raw) = errors.take(python::explained(|piece| Raw::parse.parse2(piece), piece.clone()))
        else {
            let (bound, layers) = (bound_names(&piece), names_of_layers(piece.clone()));
            return Some(Statement::Broken { tokens: Expr::Verbatim(piece), bound, layers });
        };
        Some(match raw {
            Raw::Function { name, parameters, body } => {
                report_unused(&name, &parameters, &body, errors);
                Statement::Function(Rc::new(Function { name, parameters, body: statements(body, errors) }))
            }
            Raw::For { pattern, range, body } => {
                Statement::For { pattern, range, body: statements(body, errors) }
            }
            Raw::Let { pattern, value } => Statement::Let { pattern, value },
            Raw::Expr { value, ended } => Statement::Expr { value, ended },
            Raw::Empty => return None,
        })
    };
    split::semicolons(tokens).into_iter().filter_map(parse).collect()
}

/// An error for each parameter of a block that does not occur in it, neither as a word nor in the text of a name.
fn report_unused(block: &Ident, parameters: &[Ident], body: &TokenStream, errors: &mut Errors) {
    fn is_in(body: &TokenStream, name: &str) -> bool {
        body.clone().into_iter().any(|token| match token {
            TokenTree::Ident(word) => word.text() == name,
            TokenTree::Group(group) => is_in(&group.stream(), name),
            TokenTree::Literal(text) => text.to_string().contains(&format!("{{{name}")),
            TokenTree::Punct(_) => false,
        })
    }
    for parameter in parameters {
        let name = parameter.text();
        if !name.starts_with('_') && !is_in(body, &name) {
            let message = format!(
                "the parameter `{name}` of the block `{block}` is never used; begin its name with `_` if it is meant so"
            );
            errors.at(parameter.span(), message);
        }
    }
}

/// The names between `let`, or what is written for it, and `=`, and the one after `fn` or `const`, wherever they stand.
fn bound_names(tokens: &TokenStream) -> Vec<Ident> {
    let is_assignment = tokens.clone().into_iter().any(|token| mark(&token) == '=');
    let (mut names, mut is_pattern, mut is_function) = (vec![], is_assignment, false);
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(word) if word == "let" => is_pattern = true,
            TokenTree::Ident(word) if ["fn", "def", "const"].iter().any(|begin| word == begin) => {
                is_function = true
            }
            TokenTree::Ident(word) if is_pattern || std::mem::take(&mut is_function) => names.push(word),
            TokenTree::Group(group) if is_pattern => {
                names.extend(group.stream().into_iter().filter_map(|token| match token {
                    TokenTree::Ident(word) => Some(word),
                    _ => None,
                }));
            }
            TokenTree::Punct(punct) if punct.as_char() == '=' => is_pattern = false,
            _ => {}
        }
    }
    names
}

/// A statement whose block is still tokens.
enum Raw {
    Let { pattern: Pat, value: Expr },
    Function { name: Ident, parameters: Vec<Ident>, body: TokenStream },
    For { pattern: Pat, range: Expr, body: TokenStream },
    Expr { value: Expr, ended: bool },
    Empty,
}

impl Parse for Raw {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Token![let]) {
            input.parse::<Token![let]>()?;
            let pattern = Pat::parse_single(input)?;
            input.parse::<Token![=]>()?;
            let value = deep::statement(input)?;
            if input.is_empty() {
                return Err(input.error("expected `;` after a `let`"));
            }
            input.parse::<Token![;]>()?;
            Ok(Raw::Let { pattern, value })
        } else if input.peek(Token![fn]) {
            input.parse::<Token![fn]>()?;
            let name = input.parse()?;
            let (parameters, body);
            parenthesized!(parameters in input);
            let parameters =
                Punctuated::<Ident, Token![,]>::parse_terminated_with(&parameters, Ident::parse_any)?;
            braced!(body in input);
            Ok(Raw::Function { name, parameters: parameters.into_iter().collect(), body: body.parse()? })
        } else if input.peek(Token![for]) {
            input.parse::<Token![for]>()?;
            let pattern = Pat::parse_single(input)?;
            input.parse::<Token![in]>()?;
            let range = Expr::parse_without_eager_brace(input)?;
            let body;
            braced!(body in input);
            Ok(Raw::For { pattern, range, body: body.parse()? })
        } else if input.peek(Token![const]) && !input.peek2(token::Brace) {
            Err(input.error("a constant stands before the macro; a number of the graph is `let n = 3;`"))
        } else if input.is_empty() || input.peek(Token![;]) {
            input.parse::<Option<Token![;]>>()?;
            Ok(Raw::Empty)
        } else {
            let value = deep::statement(input)?;
            let ended = input.parse::<Option<Token![;]>>()?.is_some();
            Ok(Raw::Expr { value, ended })
        }
    }
}
