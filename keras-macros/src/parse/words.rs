//! Words of which an argument takes one: `padding = same`.

use keras_files::source::words_of;
use proc_macro2::Ident;
use syn::Expr;

use super::called::is_mode;
use super::{Layer, Value};
use crate::editor::is_for_editor;
use crate::errors::Errors;
use crate::word::Word;

/// Refuses each word that an argument of the library's layers does not have, and says which it has. Of the words of other
/// arguments a rule says more; what has a capital is a constant of the program; and what is still being typed is no mistake.
pub fn check_words(layer: &mut Layer, errors: &mut Errors) {
    layer.inner.iter_mut().for_each(|layer| check_words(layer, errors));
    if is_for_editor() || layer.path.get_ident().is_none() {
        return;
    }
    let (class, mut position) = (layer.class(), 0);
    layer.arguments.retain(|argument| {
        let name = argument.name.as_ref().map(Word::text);
        let (taken, found) = (words_of(&class, name.as_deref().ok_or(position)), word(&argument.value));
        position += 1;
        let (Some((name, mut words)), Some(found)) = (taken, found) else { return true };
        if name == "merge_mode" {
            // Python's `None`, which is no word there.
            words.push("none");
        }
        let text = found.text();
        let is_taken = text.starts_with(char::is_uppercase) || is_mode(&text) || words.contains(&&*text);
        if !is_taken {
            errors.at(
                found.span(),
                format!("`{class}` takes {} as its `{name}`, not `{text}`", listed(&words)),
            );
            layer.is_broken = true;
        }
        is_taken
    });
}

fn word(value: &Value) -> Option<&Ident> {
    match value {
        Value::Plain(Expr::Path(path)) => path.path.get_ident(),
        _ => None,
    }
}

/// `` `nearest`, `reflect` or `wrap` ``
fn listed(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => words.concat(),
    }
}
