//! Limits of what reading a pickle may allocate.

/// Limits of what a pickle may allocate: what the data set in it is made of at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The lists, tuples, dicts, texts and names, and how many of them are remembered.
    pub nodes: usize,
    /// The values that are ever put somewhere: all those, numbers, and marks.
    pub values: usize,
}

impl Limits {
    /// Limits for an array of so many lists of so many numbers in all.
    pub fn lists(lists: usize, numbers: usize) -> Self {
        Self { nodes: lists + ARRAYS, values: numbers + numbers / BATCH + 4 * lists + ARRAYS }
    }

    /// Limits for an array of bytes, and for so many samples with their name and three numbers or texts each.
    pub fn samples(samples: usize) -> Self {
        Self { nodes: samples + ARRAYS, values: 4 * samples + ARRAYS }
    }

    /// How many bytes these values take, if texts have none: 5 a number of 32 bits or what is remembered and recalled.
    pub fn bytes(self) -> usize {
        5 * self.values + 5 * self.nodes + ARRAYS
    }
}

/// For what an array has besides its data, and some to spare.
const ARRAYS: usize = 1 << 10;

/// Python puts numbers into a list by thousands, with a mark before each.
const BATCH: usize = 1_000;
