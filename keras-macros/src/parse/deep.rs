//! Expressions that are nested deeply, `Dense(1)(Dense(1)(…))`: `syn` would parse them by recursion, for which a proc
//! macro has little stack. Here only the outermost layer of brackets is parsed; what is inside waits as tokens.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{
    BinOp, Expr, ExprArray, ExprAssign, ExprBinary, ExprCall, ExprParen, ExprTuple, Token, parse2, token,
};

use super::python;
use super::split::{commas, whole};
use super::token::{begins_operand, mark};

/// So many brackets inside each other are parsed at once.
const AT_ONCE: usize = 32;

/// So many are parsed at once if it must be, as in an expression that is no call.
const AT_MOST: usize = 128;

/// So many may there be in a model: a graph is run by recursion, too.
const MOST: usize = 768;

/// So many operators may there be in an expression, and in front of an operand.
const MOST_OPERATORS: usize = 512;
const MOST_IN_A_ROW: usize = 64;

/// What is to be said of brackets that are nested too deeply for any model.
pub fn too_deep(tokens: TokenStream) -> Option<syn::Error> {
    deeper(tokens.clone(), MOST).or_else(|| longer(tokens)).map(too_deep_at)
}

/// An operator behind more than are read in one expression: each is nested in the next.
fn longer(tokens: TokenStream) -> Option<Span> {
    let mut open = vec![tokens];
    while let Some(tokens) = open.pop() {
        let (mut operators, mut in_a_row) = (0, 0);
        for tree in tokens {
            match mark(&tree) {
                ',' | ';' => (operators, in_a_row) = (0, 0),
                ' ' => in_a_row = 0,
                _ => (operators, in_a_row) = (operators + 1, in_a_row + 1),
            }
            if operators > MOST_OPERATORS || in_a_row > MOST_IN_A_ROW {
                return Some(tree.span());
            }
            if let TokenTree::Group(group) = tree {
                open.push(group.stream());
            }
        }
    }
    None
}

/// Parses the one expression of a piece, or as much of it as there is stack for.
pub fn expression(piece: TokenStream) -> syn::Result<Expr> {
    python::explained(as_deep_as_may_be, piece)
}

fn as_deep_as_may_be(piece: TokenStream) -> syn::Result<Expr> {
    if deeper(piece.clone(), AT_ONCE).is_none() {
        return whole.parse2(piece);
    }
    if let Some(outermost) = outermost(piece.clone()) {
        return outermost;
    }
    match deeper(piece.clone(), AT_MOST) {
        None => whole.parse2(piece),
        Some(span) => Err(too_deep_at(span)),
    }
}

fn too_deep_at(span: Span) -> syn::Error {
    syn::Error::new(span, "this is nested too deeply: bind a part of it with `let`")
}

/// Parses an expression up to a `;`.
pub fn statement(input: ParseStream) -> syn::Result<Expr> {
    if deeper(input.fork().parse()?, AT_ONCE).is_none() {
        return input.parse();
    }
    let mut piece = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![;]) {
        piece.extend([input.parse::<TokenTree>()?]);
    }
    expression(piece)
}

/// A bracket that stands inside more than `depth` others.
fn deeper(tokens: TokenStream, depth: usize) -> Option<Span> {
    let mut open = vec![tokens.into_iter()];
    while let Some(innermost) = open.last_mut() {
        match innermost.next() {
            Some(TokenTree::Group(group)) if open.len() > depth => return Some(group.span()),
            Some(TokenTree::Group(group)) => open.push(group.stream().into_iter()),
            Some(_) => {}
            None => drop(open.pop()),
        }
    }
    None
}

/// A sum, a product, a call or a list, if the piece is one, whose deep parts are left as tokens.
fn outermost(piece: TokenStream) -> Option<syn::Result<Expr>> {
    let mut trees: Vec<TokenTree> = piece.into_iter().collect();
    if let Some(at) = operator(&trees) {
        let right: TokenStream = trees.split_off(at + 1).into_iter().collect();
        let operator: BinOp = parse2(trees.pop()?.into()).ok()?;
        let (left, right) = (part(trees.into_iter().collect()), part(right));
        return Some(left.and_then(|left| Ok(binary(left, operator, right?))));
    }
    let Some(TokenTree::Group(group)) = trees.pop() else { return None };
    let before: TokenStream = trees.into_iter().collect();
    if deeper(before.clone(), AT_ONCE).is_some() || group.delimiter() == Delimiter::Brace {
        return None;
    }
    let elements: syn::Result<Punctuated<Expr, Token![,]>> =
        commas(group.stream()).into_iter().map(part).collect();
    Some(match (elements, before.is_empty()) {
        (Err(error), _) => Err(error),
        (Ok(elements), true) => Ok(list(&group, elements)?),
        (Ok(elements), false) => whole.parse2(before).and_then(|callee| called(callee, &group, elements)),
    })
}

/// A part of an expression, to be parsed later if it is deep.
fn part(piece: TokenStream) -> syn::Result<Expr> {
    match deeper(piece.clone(), AT_ONCE) {
        Some(_) => Ok(Expr::Verbatim(piece)),
        None => whole.parse2(piece),
    }
}

/// The operator that is applied last, of those that join tensors; if there are others, nobody knows.
fn operator(trees: &[TokenTree]) -> Option<usize> {
    let is_plain = |tree: &TokenTree| [' ', '+', '-', '*', '/', ':'].contains(&mark(tree));
    if !trees.iter().all(is_plain) {
        return None;
    }
    let last = |marks: &[char]| {
        let is = |&at: &usize| marks.contains(&mark(&trees[at])) && !begins_operand(trees[..at].last());
        (0..trees.len()).rev().find(is)
    };
    last(&['+', '-']).or_else(|| last(&['*', '/']))
}

fn binary(left: Expr, op: BinOp, right: Expr) -> Expr {
    Expr::Binary(ExprBinary { attrs: vec![], left: Box::new(left), op, right: Box::new(right) })
}

/// A tuple, an array, or one expression in parentheses.
fn list(group: &Group, mut elems: Punctuated<Expr, Token![,]>) -> Option<Expr> {
    let (attrs, span) = (vec![], group.span());
    match group.delimiter() {
        Delimiter::Bracket => {
            Some(Expr::Array(ExprArray { attrs, bracket_token: token::Bracket(span), elems }))
        }
        Delimiter::Parenthesis => {
            let paren_token = token::Paren(span);
            let is_one =
                elems.len() == 1 && group.stream().into_iter().last().is_some_and(|t| mark(&t) != ',');
            Some(if is_one {
                let expr = Box::new(elems.pop()?);
                Expr::Paren(ExprParen { attrs, paren_token, expr })
            } else {
                Expr::Tuple(ExprTuple { attrs, paren_token, elems })
            })
        }
        _ => None,
    }
}

/// The call of what stands directly before a bracket.
fn called(callee: Expr, group: &Group, args: Punctuated<Expr, Token![,]>) -> syn::Result<Expr> {
    let (attrs, paren_token) = (vec![], token::Paren(group.span()));
    match callee {
        Expr::Assign(assign) => {
            let right = Box::new(called(*assign.right, group, args)?);
            Ok(Expr::Assign(ExprAssign { right, ..assign }))
        }
        Expr::Binary(binary) => {
            let right = Box::new(called(*binary.right, group, args)?);
            Ok(Expr::Binary(ExprBinary { right, ..binary }))
        }
        Expr::Path(_) | Expr::Call(_) | Expr::Paren(_) if group.delimiter() == Delimiter::Parenthesis => {
            Ok(Expr::Call(ExprCall { attrs, func: Box::new(callee), paren_token, args }))
        }
        _ => Err(too_deep_at(group.span())),
    }
}
