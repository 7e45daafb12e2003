//! Elements in a random order.

use super::{Elements, Pass, require};
use crate::Result;
use crate::random::Random;

pub(super) struct Shuffle<T: Elements> {
    elements: T,
    size: usize,
    buffer: Vec<T::Item>,
    random: Random,
    /// Whether there is nothing left to refill the buffer with.
    is_at_end: bool,
}

impl<T: Elements> Shuffle<T> {
    pub fn new(elements: T, size: usize) -> Self {
        Self { elements, size, buffer: Vec::new(), random: Random::from_seed(0), is_at_end: true }
    }
}

impl<T: Elements> Elements for Shuffle<T> {
    type Item = T::Item;

    fn begin(&mut self, pass: Pass) -> Result<()> {
        require("shuffle", self.size)?;
        self.buffer.clear();
        (self.random, self.is_at_end) = (pass.random(0), false);
        self.elements.begin(pass.upstream())
    }

    fn next(&mut self) -> Result<Option<T::Item>> {
        while self.buffer.len() < self.size && !self.is_at_end {
            match self.elements.next()? {
                Some(element) => self.buffer.push(element),
                None => self.is_at_end = true,
            }
        }
        if self.buffer.is_empty() {
            return Ok(None);
        }
        let drawn = self.random.below(self.buffer.len() as u64) as usize;
        Ok(Some(self.buffer.swap_remove(drawn)))
    }

    fn len(&self) -> Option<usize> {
        self.elements.len()
    }
}
