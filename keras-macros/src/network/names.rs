//! Automatic names, as Keras gives them: `dense`, `dense_1`, `max_pooling2d`.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};

use crate::parse::Errors;
use crate::word::{self, Word};

/// The names taken so far, and for each base how many of its automatic names.
#[derive(Default)]
pub struct Names {
    taken: HashSet<String>,
    counts: HashMap<String, usize>,
}

impl Names {
    /// The name that was given, or the next automatic one from `base`.
    pub fn claim(&mut self, given: Option<&Ident>, base: &str, errors: &mut Errors) -> Ident {
        if let Some(name) = given {
            if self.taken.insert(name.text()) {
                return name.clone();
            }
            errors.at(name.span(), format!("another layer is already named `{name}`"));
        }
        let count = self.counts.entry(base.to_owned()).or_default();
        loop {
            let name = if *count == 0 { base.to_owned() } else { format!("{base}_{count}") };
            *count += 1;
            // The span of the whole call: an editor must not take the field for the layer's name.
            let field = word::ident(&name, Span::call_site());
            if let Some(field) = field.filter(|_| self.taken.insert(name)) {
                return field;
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::snake_case;

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
}
