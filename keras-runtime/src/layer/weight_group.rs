//! Groups of weights, as Keras's files have them.

use std::collections::HashMap;

/// Weights that stand together in a file of Keras's: those of a layer, or of a layer inside Keras's layer.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightGroup {
    /// Where it stands: `layers/bidirectional/forward_layer/cell`.
    pub path: String,
    /// The name of the layer.
    pub name: String,
    /// How many weights it has: the next ones of the model.
    pub weights: usize,
}

impl WeightGroup {
    /// A group that is known to have no weights so far.
    pub(crate) fn new(path: impl Into<String>, name: &str) -> Self {
        Self { path: path.into(), name: name.to_owned(), weights: 0 }
    }
}

/// Names of the layers in a list, which are those of their classes: `dense`, `dense_1`.
#[derive(Default)]
pub(crate) struct ClassNames(HashMap<String, usize>);

impl ClassNames {
    /// That of the next layer, which is of this class.
    pub fn next(&mut self, class: &str) -> String {
        let name = snake_case(class);
        let count = self.0.entry(name.clone()).and_modify(|count| *count += 1).or_default();
        if *count == 0 { name } else { format!("{name}_{count}") }
    }
}

/// A class in small letters, as Keras does it: `Conv2DTranspose` is `conv2d_transpose`, `PReLU` is `p_re_lu`.
fn snake_case(class: &str) -> String {
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
}
