//! Words that are no functions, called: `constant(0.5)` is `Constant(0.5)` here, and `relu()` is `relu`.

use quote::ToTokens;
use syn::{Error, Expr, ExprCall};

use crate::word::Word;

/// The words for initializers, whose classes take arguments.
const INITIALIZERS: [&str; 15] = [
    "constant",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "identity",
    "lecun_normal",
    "lecun_uniform",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "truncated_normal",
    "variance_scaling",
    "zeros",
];

/// The words for activations that a function with arguments makes, too: `elu_with(0.5)`.
const ADJUSTABLE: [&str; 8] =
    ["celu", "elu", "gelu", "hard_shrink", "leaky_relu", "relu", "soft_shrink", "squareplus"];

/// The words for the other activations.
const ACTIVATIONS: [&str; 12] = [
    "exponential",
    "hard_sigmoid",
    "linear",
    "log_softmax",
    "mish",
    "selu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "softsign",
    "tanh",
];

/// What to write in place of a call that is a value of an argument.
pub fn called(call: &ExprCall) -> Option<Error> {
    let Expr::Path(path) = &*call.func else { return None };
    let word = path.path.get_ident()?.text();
    let is_in = |words: &[&str]| words.contains(&&*word);
    let arguments = call.args.to_token_stream().to_string().replace(" ,", ",").replace("- ", "-");
    let message = match call.args.is_empty() {
        true if is_in(&INITIALIZERS) || is_in(&ADJUSTABLE) || is_in(&ACTIVATIONS) => {
            format!("a word is no function: write `{word}`")
        }
        false if is_in(&INITIALIZERS) => {
            format!(
                "an initializer with arguments is written with a capital: `{}({arguments})`",
                camel_case(&word)
            )
        }
        false if is_in(&ADJUSTABLE) => {
            format!("an activation with arguments is a function: `{word}_with({arguments})`")
        }
        false if word.starts_with(char::is_lowercase) => {
            let named = call.args.iter().find(|argument| matches!(argument, Expr::Assign(_)))?;
            let by_position = call.args.iter().map(|argument| match argument {
                Expr::Assign(assign) => assign.right.to_token_stream().to_string(),
                value => value.to_token_stream().to_string(),
            });
            let by_position: Vec<String> = by_position.collect();
            let by_position = by_position.join(", ");
            let message = format!("a function takes its arguments by position: `{word}({by_position})`");
            return Some(Error::new_spanned(named, message));
        }
        _ => return None,
    };
    Some(Error::new_spanned(call, message))
}

/// The class of a word.
fn camel_case(word: &str) -> String {
    let capital = |part: &str| {
        let (first, rest) = part.split_at(part.len().min(1));
        first.to_uppercase() + rest
    };
    word.split('_').map(capital).collect()
}
