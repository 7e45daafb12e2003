//! Automatic names, as Keras gives them: `dense`, `dense_1`, `max_pooling2d`.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};

use crate::errors::Errors;
use crate::word::{self, Word};

/// The names taken so far, and for each base how many of its automatic names.
#[derive(Default)]
pub struct Names {
    taken: HashSet<String>,
    /// Where the names stand that were given.
    places: HashSet<String>,
    counts: HashMap<String, usize>,
}

impl Names {
    /// A name that no layer has yet.
    pub fn claim_if_free(&mut self, name: &Ident) -> Option<Ident> {
        self.taken.insert(name.text()).then(|| name.clone())
    }

    /// The name that was given, or the next automatic one from `base`.
    pub fn claim(&mut self, given: Option<&Ident>, base: &str, errors: &mut Errors) -> Ident {
        if let Some(name) = given {
            let is_unrolled = !self.places.insert(format!("{name} {:?}", name.span()));
            if self.taken.insert(name.text()) {
                return name.clone();
            }
            let why = match is_unrolled {
                true => format!(
                    "this is unrolled more than once: name it by what differs, `name = \"{name}{{i}}\"`"
                ),
                false => format!("another layer is already named `{name}`"),
            };
            errors.at(name.span(), why);
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
