//! Values that Keras writes with a word of another kind, which the name of the argument tells apart.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use crate::word::{self, Word};

/// Keras's other words for initializers, of which the first two are distributions, too.
const INITIALIZERS: [(&str, &str); 4] =
    [("normal", "random_normal"), ("uniform", "random_uniform"), ("one", "ones"), ("zero", "zeros")];

/// How the names of arguments end that may be Keras's `None`, where `none` is a way to join otherwise.
const MAY_BE_NONE: [&str; 3] = ["activation", "_regularizer", "_constraint"];

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

fn is(value: &Expr, word: &str) -> bool {
    matches!(value, Expr::Path(path) if word::is(&path.path, word))
}

fn made(tokens: TokenStream, otherwise: Expr) -> Expr {
    syn::parse2(tokens).unwrap_or(otherwise)
}
