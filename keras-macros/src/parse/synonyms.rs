//! Values that Keras writes with a word of another kind, which the name of the argument tells apart.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit};

use crate::word::{self, Word};

/// Keras's other words for initializers, of which the first two are distributions, too.
const INITIALIZERS: [(&str, &str); 4] =
    [("normal", "random_normal"), ("uniform", "random_uniform"), ("one", "ones"), ("zero", "zeros")];

/// How the names of arguments end that may be Keras's `None`, where `none` is a way to join otherwise.
const MAY_BE_NONE: [&str; 3] = ["activation", "_regularizer", "_constraint"];

/// How the names of arguments end that take what does something with a number: what that is, and one of its classes.
const KINDS: [(&str, &str, &str); 3] = [
    ("_regularizer", "a regularizer", "L2"),
    ("_constraint", "a constraint", "MaxNorm"),
    ("_initializer", "an initializer", "Constant"),
];

/// The value of an argument: `l1` and `l2` are regularizers of Keras's default, `max_norm` a constraint, `truncated_normal` is a
/// distribution, `normal` and `Identity()` are initializers, `None` is a way to join, and `none` is
/// `None` of what is no such way.
pub fn value(argument: &Ident, mut value: Expr) -> Expr {
    let argument = argument.text();
    if let Expr::Call(call) = &mut value
        && argument.ends_with("_initializer")
        && is(&call.func, "Identity")
    {
        *call.func = made(quote_spanned!(call.func.span()=> IdentityInitializer), (*call.func).clone());
        return value;
    }
    let span = value.span();
    let meant = match argument.as_str() {
        "merge_mode" if matches!(value, Expr::Infer(_)) => quote_spanned!(span=> none),
        argument if is(&value, "none") && MAY_BE_NONE.iter().any(|kind| argument.ends_with(kind)) => {
            quote_spanned!(span=> _)
        }
        "distribution" if is(&value, "truncated_normal") => quote_spanned!(span=> normal),
        argument if argument.ends_with("_regularizer") && is(&value, "l1") => quote_spanned!(span=> l1(0.01)),
        argument if argument.ends_with("_regularizer") && is(&value, "l2") => quote_spanned!(span=> l2(0.01)),
        argument if argument.ends_with("_constraint") && is(&value, "max_norm") => {
            quote_spanned!(span=> max_norm(2.0))
        }
        argument if argument.ends_with("_constraint") && is(&value, "min_max_norm") => {
            quote_spanned!(span=> min_max_norm(0.0, 1.0, 1.0))
        }
        argument if argument.ends_with("_initializer") => {
            match INITIALIZERS.iter().find(|(word, _)| is(&value, word)) {
                Some((_, meant)) => Ident::new(meant, span).into_token_stream(),
                None => return value,
            }
        }
        _ => return value,
    };
    made(meant, value)
}

/// What is said of a number in the place of what does something with a number.
pub fn number_alone(argument: &Ident, value: &Expr) -> Option<syn::Error> {
    let Expr::Lit(ExprLit { lit, .. }) = value else { return None };
    let number = match lit {
        Lit::Float(number) => number.base10_digits().to_owned(),
        Lit::Int(number) => format!("{}.0", number.base10_digits()),
        _ => return None,
    };
    let argument = argument.text();
    let (_, kind, class) = KINDS.iter().find(|(ending, ..)| argument.ends_with(ending))?;
    let message = format!("`{argument}` takes {kind}, such as `{class}({number})`, not a number");
    Some(syn::Error::new_spanned(value, message))
}

fn is(value: &Expr, word: &str) -> bool {
    matches!(value, Expr::Path(path) if word::is(&path.path, word))
}

fn made(tokens: TokenStream, otherwise: Expr) -> Expr {
    syn::parse2(tokens).unwrap_or(otherwise)
}
