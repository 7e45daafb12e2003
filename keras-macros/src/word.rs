//! Identifiers as text, and text as identifiers: `r#type` is the word `type`, and the word `type` is the field `r#type`.

pub use keras_files::names::{camel_case, snake_case};
use proc_macro2::{Ident, Span};
use syn::Path;
use syn::ext::IdentExt;
use syn::parse::Parser;

/// The text of an identifier, which is the same whether it is written raw or not.
pub trait Word {
    /// Without `r#`.
    fn text(&self) -> String;
}

impl Word for Ident {
    fn text(&self) -> String {
        self.unraw().to_string()
    }
}

/// Whether a path is this one word.
pub fn is(path: &Path, word: &str) -> bool {
    path.get_ident().is_some_and(|ident| ident.text() == word)
}

/// The identifier of a word, raw if it is a keyword. What is no word has none, nor has a keyword that cannot be raw.
pub fn ident(word: &str, span: Span) -> Option<Ident> {
    let plain = Ident::parse_any.parse_str(word).ok().filter(|ident| ident.text() == word)?;
    if ["crate", "self", "super", "Self", "_"].contains(&word) {
        return None;
    }
    // A keyword since the edition 2024, which `syn` takes for a name.
    let is_keyword = word == "gen" || syn::parse_str::<Ident>(word).is_err();
    Some(if is_keyword { Ident::new_raw(word, span) } else { Ident::new(&plain.to_string(), span) })
}

/// Whether a word is one of Rust's, which may be written raw: `type`.
pub fn is_keyword(word: &Ident) -> bool {
    let text = word.to_string();
    !text.starts_with("r#")
        && !["true", "false"].contains(&&*text)
        && ident(&text, word.span()).is_some_and(|ident| ident != text)
}

/// The name most like a word, if one is: with few letters changed, left out, added, or swapped with the next.
pub fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = word.chars().count() / 3 + 1;
    let near = names.map(|name| (distance(word, name), name)).filter(|(distance, _)| *distance < limit);
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// Whether a word is a name in which one letter was left out, or swapped with the next.
pub fn is_slip(word: &str, name: &str) -> bool {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    distance(word, name) == 1 && (word.len() < name.len() || letters(word) == letters(name))
}

fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (mut last, mut row) = (vec![], (0..=b.len()).collect::<Vec<_>>());
    for i in 0..a.len() {
        let mut next = vec![i + 1];
        for j in 0..b.len() {
            let is_swapped = i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j];
            let swapped = if is_swapped { last[j - 1] + 1 } else { usize::MAX };
            next.push((row[j] + usize::from(a[i] != b[j])).min(row[j + 1] + 1).min(next[j] + 1).min(swapped));
        }
        last = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_leaves_out_or_swaps_a_letter() {
        for (word, is_slip) in
            [("cofig", true), ("conifg", true), ("config", false), ("configs", false), ("confix", false)]
        {
            assert_eq!(super::is_slip(word, "config"), is_slip, "{word}");
        }
    }

    #[test]
    fn a_word_is_an_identifier_and_back() {
        for (word, written) in [
            ("dense", Some("dense")),
            ("type", Some("r#type")),
            ("gen", Some("r#gen")),
            ("größe", Some("größe")),
            ("self", None),
            ("_", None),
            ("r#type", None),
            ("two words", None),
            ("one ", None),
            ("7", None),
            ("", None),
        ] {
            let ident = ident(word, Span::call_site());
            assert_eq!(ident.as_ref().map(Ident::to_string).as_deref(), written);
            assert!(ident.is_none_or(|ident| ident.text() == word));
        }
    }

    #[test]
    fn the_nearest_name_is_the_one_that_was_meant() {
        let names = ["features", "x", "image", "größe"];
        for (word, meant) in [
            ("fetures", Some("features")),
            ("imgae", Some("image")),
            ("grösse", Some("größe")),
            ("gröse", Some("größe")),
            ("y", None),
            ("label", None),
        ] {
            assert_eq!(nearest(word, names.into_iter()), meant, "{word}");
        }
    }
}
