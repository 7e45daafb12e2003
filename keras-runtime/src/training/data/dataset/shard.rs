//! A part of the elements.

use super::{Elements, Pass};
use crate::{Error, Result};

pub(super) struct Shard<T> {
    elements: T,
    index: usize,
    shards: usize,
    /// How many elements lie before the next one of this part.
    before: usize,
}

impl<T> Shard<T> {
    pub fn new(elements: T, index: usize, shards: usize) -> Self {
        Self { elements, index, shards, before: index }
    }
}

impl<T: Elements> Elements for Shard<T> {
    type Item = T::Item;

    fn begin(&mut self, pass: Pass) -> Result<()> {
        if self.index >= self.shards {
            let expected = format!("a part below {}", self.shards);
            return Err(Error::expected("`Dataset`, `shard`", expected, self.index));
        }
        self.before = self.index;
        self.elements.begin(pass)
    }

    fn next(&mut self) -> Result<Option<T::Item>> {
        for _ in 0..self.before {
            if self.elements.next()?.is_none() {
                return Ok(None);
            }
        }
        self.before = self.shards - 1;
        self.elements.next()
    }

    fn len(&self) -> Option<usize> {
        let len = self.elements.len()?;
        Some(len.saturating_sub(self.index).div_ceil(self.shards.max(1)))
    }
}
