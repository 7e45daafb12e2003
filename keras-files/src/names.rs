//! Names of layers: those of their classes, and what of a name may stand in source text.

use std::collections::{HashMap, HashSet};

/// Names of the layers in a list, which are those of their classes: `dense`, `dense_1`.
#[derive(Default)]
pub struct ClassNames(HashMap<String, usize>);

impl ClassNames {
    /// That of the next layer, which is of this class.
    pub fn next(&mut self, class: &str) -> String {
        let called = CALLED.iter().find(|(known, _)| *known == class);
        let name = keras_case(called.map_or(class, |(_, called)| called));
        let count = self.0.entry(name.clone()).and_modify(|count| *count += 1).or_default();
        if *count == 0 { name } else { format!("{name}_{count}") }
    }
}

/// Classes that have another name in Python than in `keras.layers`, which is what names come from.
const CALLED: [(&str, &str); 1] = [("GroupQueryAttention", "GroupedQueryAttention")];

/// A class in small letters, as Keras does it: `Conv2DTranspose` is `conv2d_transpose`, `PReLU` is `p_re_lu`.
fn keras_case(class: &str) -> String {
    let letters: Vec<char> = class.chars().collect();
    let mut name = String::new();
    for (i, letter) in letters.iter().enumerate() {
        let is_small = |at: Option<usize>| {
            at.and_then(|at| letters.get(at)).is_some_and(|letter| letter.is_ascii_lowercase())
        };
        if letter.is_ascii_uppercase() && i > 0 && (is_small(i.checked_sub(1)) || is_small(Some(i + 1))) {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// A class name in snake case, cut where Keras cuts it: before a capital that a small letter follows or precedes.
pub fn snake_case(class: &str) -> String {
    let chars: Vec<char> = class.chars().collect();
    let mut name = String::new();
    for (i, &c) in chars.iter().enumerate() {
        let after_small = i > 0 && chars[i - 1].is_lowercase();
        let before_small = i > 0 && chars.get(i + 1).is_some_and(|next| next.is_lowercase());
        if c.is_uppercase() && (after_small || before_small) && !name.ends_with('_') {
            name.push('_');
        }
        name.extend(c.to_lowercase());
    }
    name
}

/// A word in snake case as a class name.
pub fn camel_case(word: &str) -> String {
    let capital = |part: &str| {
        let (first, rest) = part.split_at(part.chars().next().map_or(0, char::len_utf8));
        first.to_uppercase() + rest
    };
    word.split('_').map(capital).collect()
}

/// Whether a text may stand for a variable or a word.
pub(crate) fn is_word(text: &str) -> bool {
    is_identifier(text) && !KEYWORDS.contains(&text)
}

fn is_identifier(text: &str) -> bool {
    let mut letters = text.chars();
    let begins = letters.next().is_some_and(|letter| letter == '_' || letter.is_alphabetic());
    begins && text != "_" && letters.all(|letter| letter == '_' || letter.is_alphanumeric())
}

/// Keywords of Rust, of all editions.
const KEYWORDS: [&str; 53] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self",
    "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield", "None",
];

/// A name of Keras's as one word, which is the same if it is one: the macros make a field of it.
pub(crate) fn as_identifier(name: &str) -> String {
    let letter = |letter: char| if letter.is_alphanumeric() { letter } else { '_' };
    let mut word: String = name.chars().map(letter).collect();
    if !word.starts_with(|first: char| first == '_' || first.is_alphabetic()) {
        word.insert(0, '_');
    }
    if ["crate", "self", "super", "Self", "_"].contains(&&*word) { word + "_" } else { word }
}

/// A word that none of those `taken` is, by a number behind it if it must.
pub(crate) fn unique(word: String, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(&word) {
        return word;
    }
    let mut numbered = (1..).map(|i| format!("{word}_{i}"));
    numbered.find(|word| !is_taken(word)).unwrap_or(word)
}

/// The variable of a tensor that goes from one layer to the next.
pub(crate) const PASSED: &str = "x";

/// The names that a model gives its layers by itself, in the order in which they are written.
#[derive(Default)]
pub(crate) struct Automatic {
    taken: HashSet<String>,
    counts: HashMap<String, usize>,
}

impl Automatic {
    /// What has to be written so that the next layer, of a class with this word, has this name; nothing if it has it anyway.
    pub fn written(&mut self, word: &str, name: &str) -> Option<String> {
        let mut count = self.counts.get(word).copied().unwrap_or_default();
        let automatic = loop {
            let automatic = if count == 0 { word.to_owned() } else { format!("{word}_{count}") };
            count += 1;
            if !self.taken.contains(&automatic) {
                break automatic;
            }
        };
        self.taken.insert(name.to_owned());
        if automatic == name {
            self.counts.insert(word.to_owned(), count);
            return None;
        }
        // A text means no variable.
        let is_plain = is_word(name) && name != PASSED;
        Some(if is_plain { format!("name = {name}") } else { format!("name = \"{name}\"") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_counted_by_their_class() {
        let mut names = ClassNames::default();
        let classes =
            ["Dense", "LSTM", "Dense", "Conv2DTranspose", "PReLU", "GRUCell", "MultiHeadAttention", "Dense"];
        let names = classes.map(|class| names.next(class));
        let expected =
            ["dense", "lstm", "dense_1", "conv2d_transpose", "p_re_lu", "gru_cell", "multi_head_attention"];
        assert_eq!(names[..7], expected);
        assert_eq!(names[7], "dense_2");
    }

    #[test]
    fn names_are_those_of_keras() {
        for (class, name) in [
            ("Dense", "dense"),
            ("Conv2D", "conv2d"),
            ("MaxPooling2D", "max_pooling2d"),
            ("LSTM", "lstm"),
            ("GRUCell", "gru_cell"),
            ("BatchNormalization", "batch_normalization"),
            ("My_Layer", "my_layer"),
        ] {
            assert_eq!(snake_case(class), name);
        }
    }

    #[test]
    fn a_name_is_written_where_it_is_not_the_automatic_one() {
        let mut names = Automatic::default();
        assert_eq!(names.written("dense", "dense"), None);
        assert_eq!(names.written("dense", "dense_4").as_deref(), Some("name = dense_4"));
        assert_eq!(names.written("dense", "dense_1"), None);
        assert_eq!(names.written("dense", "type").as_deref(), Some("name = \"type\""));
        assert_eq!(as_identifier("my-layer 1"), "my_layer_1");
        assert_eq!(as_identifier("1x1"), "_1x1");
    }
}
