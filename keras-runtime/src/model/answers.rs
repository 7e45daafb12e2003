//! Answers of the shape rules to the calls of a model.

use crate::layer::Outcome;

/// The answers to the calls of a model. Calls of which the same is to be said share it.
#[derive(Clone, Copy, Debug)]
pub struct Answers<'a> {
    /// The answer of each layer that was asked, after those of the layers inside it.
    pub outcomes: &'a [Outcome],
    /// Where that to each call stands among them.
    pub places: &'a [usize],
}

impl<'a> Answers<'a> {
    /// How many calls there are.
    pub const fn calls(self) -> usize {
        self.places.len()
    }

    /// The answer to a call.
    pub const fn of(self, call: usize) -> &'a Outcome {
        &self.outcomes[self.places[call]]
    }

    /// The answer of a layer inside the one that is called, which stands so far before its own.
    pub const fn inside(self, call: usize, before: usize) -> &'a Outcome {
        &self.outcomes[self.places[call] - before]
    }
}
