//! Words that are no functions, called: `constant(0.5)` is `Constant(0.5)` here, and `relu()` is `relu`.

use keras_files::source::is_class;
use proc_macro2::Ident;
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

/// The words for activations that a function with arguments makes, too: `elu_with(0.5)`. Its arguments, in order, each with
/// its default.
const ADJUSTABLE: [(&str, &[(&str, &str)]); 8] = [
    ("celu", &[("alpha", "1.0")]),
    ("elu", &[("alpha", "1.0")]),
    ("gelu", &[("approximate", "false")]),
    ("hard_shrink", &[("threshold", "0.5")]),
    ("leaky_relu", &[("negative_slope", "0.2")]),
    ("relu", &[("negative_slope", "0.0"), ("max_value", "None"), ("threshold", "0.0")]),
    ("soft_shrink", &[("threshold", "0.5")]),
    ("squareplus", &[("b", "4.0")]),
];

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

/// The other words that are values of arguments.
const MODES: [&str; 26] = [
    "bicubic",
    "bilinear",
    "causal",
    "channels_first",
    "channels_last",
    "concat",
    "count",
    "dot",
    "float32",
    "horizontal",
    "horizontal_and_vertical",
    "int",
    "int32",
    "lanczos3",
    "lanczos5",
    "mul",
    "multi_hot",
    "ave",
    "nearest",
    "none",
    "one_hot",
    "reflect",
    "same",
    "sum",
    "valid",
    "vertical",
];

/// Whether a word of the library is the value of an argument, whatever tensor has its name.
pub fn is_value(word: &Ident) -> bool {
    let word = word.text();
    [&INITIALIZERS[..], &ACTIVATIONS, &MODES].iter().any(|words| words.contains(&&*word))
        || adjustable(&word).is_some()
}

/// Whether a word is of those that several arguments share.
pub fn is_mode(word: &str) -> bool {
    MODES.contains(&word)
}

/// Whether a word is an activation.
pub fn is_activation(word: &str) -> bool {
    ACTIVATIONS.contains(&word) || adjustable(word).is_some()
}

/// What to write in place of the class of an activation as the value of an `activation`: `Relu`, `LeakyReLU(0.1)`.
pub fn activation_as_class(name: &Ident, value: &Expr) -> Option<Error> {
    let (path, call) = match value {
        Expr::Path(path) => (path, None),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => (path, Some(call)),
            _ => return None,
        },
        _ => return None,
    };
    let class = path.path.get_ident()?.text();
    let is_class = class.starts_with(char::is_uppercase) && class.contains(char::is_lowercase);
    if !is_class || !name.text().ends_with("activation") {
        return None;
    }
    let same = |word: &&str| word.replace('_', "") == class.to_lowercase();
    let mut words = ACTIVATIONS.iter().copied().chain(ADJUSTABLE.iter().map(|(word, _)| *word));
    let word = words.find(same)?;
    let message = match (call.filter(|call| !call.args.is_empty()), adjustable(word)) {
        (Some(call), Some(of)) => {
            format!("an activation with arguments is a function: `{word}_with({})`", in_order(of, call))
        }
        _ => format!("an activation is a word: `{word}`"),
    };
    Some(Error::new_spanned(value, message))
}

/// What to write in place of a class, `kernel_initializer = HeNormal`, that Keras would make of its defaults.
pub fn class_as_value(value: &Expr) -> Option<Error> {
    let Expr::Path(path) = value else { return None };
    let name = path.path.get_ident()?.text();
    // `L2` and `GRU` may well be numbers of the program.
    let is_meant = name.contains(char::is_lowercase) && is_class(&name);
    is_meant.then(|| Error::new_spanned(value, format!("this is the name of a class: write `{name}()`")))
}

/// The arguments of the function that an activation has.
fn adjustable(word: &str) -> Option<&'static [(&'static str, &'static str)]> {
    ADJUSTABLE.iter().find(|(name, _)| *name == word).map(|(_, arguments)| *arguments)
}

/// What to write in place of a call that is a value of an argument.
pub fn called(call: &ExprCall) -> Option<Error> {
    let Expr::Path(path) = &*call.func else { return None };
    let word = path.path.get_ident()?.text();
    let is_in = |words: &[&str]| words.contains(&&*word);
    let arguments = call.args.to_token_stream().to_string().replace(" ,", ",").replace("- ", "-");
    let message = match call.args.is_empty() {
        true if is_in(&INITIALIZERS) || is_activation(&word) => {
            format!("a word is no function: write `{word}`")
        }
        false if word == "Some" => format!("an argument is given without `Some`: write `{arguments}`"),
        false if is_in(&INITIALIZERS) => {
            format!(
                "an initializer with arguments is written with a capital: `{}({arguments})`",
                camel_case(&word)
            )
        }
        false if let Some(of) = adjustable(&word) => {
            let arguments = in_order(of, call);
            format!("an activation with arguments is a function: `{word}_with({arguments})`")
        }
        false if is_in(&ACTIVATIONS) => {
            let layer = camel_case(&word);
            match is_class(&layer) {
                true => format!(
                    "this activation has no arguments: the layer `{layer}({arguments})`, behind this one, has them"
                ),
                false => format!("this activation has no arguments: write `{word}`"),
            }
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

/// What a call gives by position or by name, in the order of the arguments `of` the function: those that are left out before
/// the last have their defaults. Keras 2 calls the first of an activation `alpha`.
fn in_order(of: &[(&str, &str)], call: &ExprCall) -> String {
    let mut values: Vec<String> = of.iter().map(|(_, default)| (*default).to_owned()).collect();
    for (i, argument) in call.args.iter().enumerate() {
        let (place, value) = match argument {
            Expr::Assign(assign) => {
                let name = assign.left.to_token_stream().to_string();
                (of.iter().position(|(argument, _)| *argument == name).unwrap_or(0), &*assign.right)
            }
            value => (i, value),
        };
        let is_option = of.get(place).is_some_and(|(_, default)| *default == "None");
        let value = match value.to_token_stream().to_string().replace("- ", "-").as_str() {
            "True" => "true".to_owned(),
            "False" => "false".to_owned(),
            text if is_option && text != "None" => format!("Some({text})"),
            text => text.to_owned(),
        };
        if let Some(place) = values.get_mut(place) {
            *place = value;
        }
    }
    values.join(", ")
}

/// The class of a word.
fn camel_case(word: &str) -> String {
    let capital = |part: &str| {
        let (first, rest) = part.split_at(part.len().min(1));
        first.to_uppercase() + rest
    };
    word.split('_').map(capital).collect()
}
