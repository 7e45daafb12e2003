//! Batches of elements.

use super::{Elements, Pass, Stack, require};
use crate::Result;

pub(super) struct Batched<T: Elements> {
    elements: T,
    size: usize,
    samples: Vec<T::Item>,
}

impl<T: Elements> Batched<T> {
    pub fn new(elements: T, size: usize) -> Self {
        Self { elements, size, samples: Vec::new() }
    }
}

impl<T: Elements<Item: Stack>> Elements for Batched<T> {
    type Item = <T::Item as Stack>::Batch;

    fn begin(&mut self, pass: Pass) -> Result<()> {
        require("batch", self.size)?;
        self.elements.begin(pass)
    }

    fn next(&mut self) -> Result<Option<Self::Item>> {
        self.samples.clear();
        while self.samples.len() < self.size {
            let Some(sample) = self.elements.next()? else { break };
            self.samples.push(sample);
        }
        if self.samples.is_empty() { Ok(None) } else { Stack::stack(&mut self.samples).map(Some) }
    }

    fn skip(&mut self, batches: usize) -> Result<()> {
        match self.len().filter(|&there| there == batches) {
            // The last one may be smaller.
            Some(_) => self.elements.skip(self.elements.len().unwrap_or(batches * self.size)),
            None if self.len().is_some() => self.elements.skip(batches * self.size),
            None => (0..batches).try_for_each(|skipped| {
                self.next()?.map(drop).ok_or_else(|| crate::training::data::too_few(batches, skipped))
            }),
        }
    }

    fn len(&self) -> Option<usize> {
        self.elements.len().map(|samples| samples.div_ceil(self.size.max(1)))
    }
}
