//! What Python spells otherwise: values that mean what they mean in Keras, and forms that are answered with what to write.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    Error, Expr, ExprArray, ExprBinary, ExprInfer, ExprLit, ExprPath, ExprTuple, Lit, LitBool, LitFloat,
    LitStr, Member, Path, Result, Token,
};

use super::called::{called, is_activation};
use super::token::{begins_operand, is_bracket, mark};
use crate::word::{self, Word};

/// The modules that Keras's words come from in Python.
const MODULES: [&str; 7] =
    ["keras", "tf", "tensorflow", "activations", "initializers", "regularizers", "constraints"];

/// The modules of PyTorch.
const OF_PYTORCH: [&str; 3] = ["torch", "nn", "F"];

/// A value as Rust spells it: a quoted word is the word, but a raw string a text, as `r"fast"`; `None` is `_`, `True` and `False` are `true` and `false`.
pub fn value(value: Expr) -> Result<Expr> {
    Ok(match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. })
            if ["true", "false", "True", "False"].contains(&text.value().as_str()) =>
        {
            let message = format!("a truth value has no quotes: `{}`", text.value().to_lowercase());
            return Err(Error::new(text.span(), message));
        }
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. })
            if !is_raw(&text)
                && let Some(word) = word::ident(&text.value(), text.span()) =>
        {
            Expr::Path(ExprPath { attrs: vec![], qself: None, path: Path::from(word) })
        }
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) if number.base10_parse::<u64>().is_err() => {
            return Err(Error::new(number.span(), "this number is larger than any size can be"));
        }
        Expr::Path(path) if word::is(&path.path, "None") => {
            Expr::Infer(ExprInfer { attrs: vec![], underscore_token: Token![_](path.span()) })
        }
        Expr::Path(path) if word::is(&path.path, "True") || word::is(&path.path, "False") => {
            let lit = Lit::Bool(LitBool::new(word::is(&path.path, "True"), path.span()));
            Expr::Lit(ExprLit { attrs: vec![], lit })
        }
        Expr::Paren(paren) => self::value(*paren.expr)?,
        Expr::Tuple(tuple) => Expr::Tuple(ExprTuple { elems: each(tuple.elems)?, ..tuple }),
        Expr::Array(array) => Expr::Array(ExprArray { elems: each(array.elems)?, ..array }),
        Expr::Call(call) if let Some(error) = called(&call) => return Err(error),
        Expr::Binary(binary) if is_float(&binary.left) || is_float(&binary.right) => {
            Expr::Binary(ExprBinary {
                left: Box::new(float(*binary.left)),
                right: Box::new(float(*binary.right)),
                ..binary
            })
        }
        other => match dotted(&other).or_else(|| power(other.to_token_stream())) {
            Some(error) => return Err(error),
            None => other,
        },
    })
}

fn is_raw(text: &LitStr) -> bool {
    text.token().to_string().starts_with('r')
}

/// Whether a number is written with a fraction, or computed from one.
fn is_float(value: &Expr) -> bool {
    match value {
        Expr::Lit(literal) => matches!(literal.lit, Lit::Float(_)),
        Expr::Binary(binary) => is_float(&binary.left) || is_float(&binary.right),
        Expr::Unary(unary) => is_float(&unary.expr),
        Expr::Paren(paren) => is_float(&paren.expr),
        _ => false,
    }
}

/// A whole number beside one with a fraction becomes one of those, as in `1. / 255`.
fn float(value: Expr) -> Expr {
    match value {
        Expr::Lit(ExprLit { attrs, lit: Lit::Int(number) }) if number.suffix().is_empty() => {
            let lit = Lit::Float(LitFloat::new(&format!("{}.0", number.base10_digits()), number.span()));
            Expr::Lit(ExprLit { attrs, lit })
        }
        Expr::Unary(mut unary) => {
            *unary.expr = float(*unary.expr);
            Expr::Unary(unary)
        }
        Expr::Paren(mut paren) => {
            *paren.expr = float(*paren.expr);
            Expr::Paren(paren)
        }
        other => other,
    }
}

fn each(elements: Punctuated<Expr, Token![,]>) -> Result<Punctuated<Expr, Token![,]>> {
    elements.into_iter().map(value).collect()
}

/// A word behind a module, `keras.activations.relu` or `layers.Dense(32)`: here words are in sight without.
pub fn dotted(value: &Expr) -> Option<Error> {
    let (before, word, call) = match value {
        Expr::Field(field) => match &field.member {
            Member::Named(word) => (&field.base, word, ""),
            Member::Unnamed(_) => return None,
        },
        Expr::MethodCall(call) => (&call.receiver, &call.method, "(…)"),
        _ => return None,
    };
    let mut root = &**before;
    while let Expr::Field(field) = root {
        root = &field.base;
    }
    let Expr::Path(path) = root else { return None };
    let root = path.path.get_ident()?.text();
    let is_ops = |part: &Expr| matches!(part, Expr::Field(field) if matches!(&field.member, Member::Named(name) if name == "ops"));
    if MODULES.contains(&root.as_str()) && is_ops(before) {
        let message = match is_activation(&word.text()) {
            true => format!("an activation stands in a layer: `Activation({word})`"),
            false => format!("`keras.ops` is `K` here, for tensors: `Lambda(|x| K::{word}(x))`"),
        };
        return Some(Error::new_spanned(value, message));
    }
    if OF_PYTORCH.contains(&root.as_str()) {
        let message = format!(
            "`{root}` is PyTorch's: a layer has Keras's name here, and no module: `Dense(10)`, `Concatenate()([a, b])`"
        );
        return Some(Error::new_spanned(value, message));
    }
    let is_class = !call.is_empty() && word.text().starts_with(char::is_uppercase);
    (is_class || MODULES.contains(&root.as_str()))
        .then(|| Error::new_spanned(value, format!("the words of Keras need no module here: `{word}{call}`")))
}

/// `x ** 2`, which Rust takes for `x * *2`, and `**arguments`.
fn power(tokens: TokenStream) -> Option<Error> {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    trees.iter().enumerate().find_map(|(i, tree)| {
        if let TokenTree::Group(group) = tree {
            return power(group.stream());
        }
        let operator = trees.get(i..i + 2).filter(|pair| pair.iter().all(|tree| mark(tree) == '*'))?;
        let message = match (begins_operand(trees[..i].last()), trees.get(i + 2)?) {
            (true, TokenTree::Ident(_)) => {
                "arguments are written out one by one: `units = 32, activation = relu`"
            }
            (false, TokenTree::Literal(_)) => {
                "Rust has no operator for powers: `x * x` of a tensor, `2_usize.pow(5)` of a size"
            }
            _ => return None,
        };
        Some(Error::new_spanned(operator.iter().cloned().collect::<TokenStream>(), message))
    })
}

/// Parses tokens; of a form of Python's that does not parse, it says what to write. A string with an `f` before it is the
/// string, whose braces are filled anyway: rustc has something to say about the `f` already.
pub fn explained<T>(parse: impl Fn(TokenStream) -> Result<T>, tokens: TokenStream) -> Result<T> {
    let error = match parse(tokens.clone()) {
        Ok(parsed) => return Ok(parsed),
        Err(error) => error,
    };
    let plain = without_f(tokens.clone());
    parse(plain.clone()).map_err(|_| form(plain, None).unwrap_or(error))
}

/// The tokens without each `f` that stands before a literal.
fn without_f(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.into_iter().peekable();
    let mut plain = vec![];
    while let Some(tree) = trees.next() {
        plain.push(match tree {
            TokenTree::Ident(f) if f == "f" && matches!(trees.peek(), Some(TokenTree::Literal(_))) => {
                continue;
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), without_f(group.stream()));
                inner.set_span(group.span());
                inner.into()
            }
            tree => tree,
        });
    }
    plain.into_iter().collect()
}

/// What is written for a `let`: `var x = …`, and several names without parentheses.
fn binding(trees: &[TokenTree]) -> Option<Error> {
    let end = trees.iter().position(|tree| mark(tree) == '=')?;
    let has_let = trees[0].to_string() == "let";
    let pattern = &trees[usize::from(has_let)..end];
    let names: Vec<String> =
        pattern.iter().filter(|tree| mark(tree) != ',').map(ToString::to_string).collect();
    let is_list = pattern.len() > 2
        && pattern.iter().enumerate().all(|(i, tree)| match tree {
            TokenTree::Ident(_) => i % 2 == 0,
            tree => mark(tree) == ',',
        });
    let message = match pattern {
        _ if is_list => format!("several tensors stand in parentheses: `let ({}) = …`", names.join(", ")),
        [TokenTree::Ident(name)] if has_let && word::is_keyword(name) => {
            format!("Rust keeps `{name}` for itself: choose another name, or write `r#{name}`")
        }
        [TokenTree::Ident(word), TokenTree::Ident(name)] if !has_let && word != "const" => {
            format!("a tensor is bound with `let`: `let {name} = …`")
        }
        _ => return None,
    };
    Some(Error::new_spanned(pattern.iter().cloned().collect::<TokenStream>(), message))
}

/// Whether it is `{"key": …}`.
fn is_dictionary(group: &Group) -> bool {
    let mut trees = group.stream().into_iter();
    group.delimiter() == Delimiter::Brace
        && matches!(trees.next(), Some(TokenTree::Literal(_)))
        && trees.next().is_some_and(|tree| mark(&tree) == ':')
}

/// The form, among tokens that may stand in the brackets of a statement that begins with a word.
fn form(tokens: TokenStream, around: Option<&str>) -> Option<Error> {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    if let Some(error) = binding(&trees).filter(|_| around.is_none()) {
        return Some(error);
    }
    let first = trees.first().map(ToString::to_string).unwrap_or_default();
    trees.iter().enumerate().find_map(|(i, tree)| {
        let next = trees.get(i + 1);
        let at = |message: String| Some(Error::new(tree.span(), message));
        match tree {
            TokenTree::Group(group) if is_dictionary(group) => at(
                "a dictionary of Python's is a struct here: `renorm_clipping = RenormClipping::new().rmax(3.0)`"
                    .to_owned(),
            ),
            TokenTree::Group(group) => form(group.stream(), around.or(Some(&first))),
            TokenTree::Punct(punct)
                if punct.as_char() == '-' && first == "fn" && next.is_some_and(|next| mark(next) == '>') =>
            {
                at("a block gives its last expression: leave out `->` and the type".to_owned())
            }
            TokenTree::Punct(punct)
                if punct.as_char() == ',' && trees[..i].last().is_none_or(|last| mark(last) == ',') =>
            {
                at("nothing stands before this comma: leave it out".to_owned())
            }
            TokenTree::Punct(punct) if punct.as_char() == '#' => match next {
                Some(next) if is_bracket(next) || mark(next) == '!' => None,
                _ => at("a comment begins with `//`".to_owned()),
            },
            TokenTree::Punct(punct)
                if punct.as_char() == ':' && punct.spacing() == Spacing::Alone && i > 0 =>
            {
                let is_path = mark(&trees[i - 1]) == ':';
                let is_closure = trees[..i].iter().any(|tree| mark(tree) == '|');
                match (&trees[i - 1], around.is_none().then_some(first.as_str())) {
                    _ if is_path || is_closure => None,
                    _ if around == Some("fn") => {
                        at("the parameters of a block have no types: `fn block(x, filters) { … }`".to_owned())
                    }
                    (_, Some("let")) => at("a tensor has no type: `let x = …`".to_owned()),
                    (_, Some(word @ ("for" | "while" | "if" | "else" | "fn"))) => {
                        at(format!("what belongs to a `{word}` stands in braces: `{word} … {{ … }}`"))
                    }
                    (TokenTree::Ident(name), Some(_)) if i == 1 => {
                        at(format!("a layer has its name among its arguments: `Dense(…, name = {name})`"))
                    }
                    (TokenTree::Ident(name), None) => {
                        at(format!("an argument is given with `=`: `{name} = …`"))
                    }
                    _ => None,
                }
            }
            TokenTree::Ident(word)
                if i > 0 && mark(&trees[i - 1]) == '=' && next.is_none_or(|next| mark(next) == ',')
                    && word::is_keyword(word) =>
            {
                at(format!("Rust keeps `{word}` for itself: write it in quotes, `\"{word}\"`"))
            }
            TokenTree::Ident(word) => match word.to_string().as_str() {
                "lambda" => at("a function without a name is written `|x| …`".to_owned()),
                "def" | "fun" | "func" | "function"
                    if i == 0 && matches!(next, Some(TokenTree::Ident(_))) =>
                {
                    at("a block is written `fn block(x) { … }`".to_owned())
                }
                "not" if i > 0 => at("`not` is written `!`".to_owned()),
                "and" if i > 0 => at("`and` is written `&&`".to_owned()),
                "or" if i > 0 => at("`or` is written `||`".to_owned()),
                "if" if i > 0 && !begins_operand(trees[..i].last()) => {
                    at("a choice begins with its condition: `if deep { relu } else { tanh }`".to_owned())
                }
                _ => None,
            },
            _ => None,
        }
    })
}
