//! Batches of arrays.

use std::ops::Range;

use super::Source;
use crate::Result;
use crate::random::Random;
use crate::training::batch::Batch;
use crate::training::data::Pass;
use crate::training::data::too_few;
use crate::training::examples::Examples;
use crate::training::ranks::Part;

/// How many samples are looked at, to tell whether data are the same.
const SKETCHED: usize = 16;

/// The rows of arrays, some at a time.
pub(in crate::training) struct Rows<'e, 'a> {
    examples: &'e Examples<'a>,
    range: Range<usize>,
    batch_size: usize,
    shuffles: bool,
    /// The part of each batch, if others have the rest.
    part: Option<Part>,
    /// The rows in the order of this pass.
    order: Vec<usize>,
    position: usize,
}

impl<'e, 'a> Rows<'e, 'a> {
    /// The rows of a range, in their order.
    pub fn new(examples: &'e Examples<'a>, range: Range<usize>, batch_size: usize) -> Self {
        Self { examples, range, batch_size, shuffles: false, part: None, order: Vec::new(), position: 0 }
    }

    /// In another order in each pass, if `shuffles`.
    pub fn shuffled(self, shuffles: bool) -> Self {
        Self { shuffles, ..self }
    }
}

impl Source for Rows<'_, '_> {
    fn begin(&mut self, pass: Pass) -> Result<()> {
        self.position = 0;
        self.order.clear();
        self.order.extend(self.range.clone());
        if self.shuffles {
            Random::from_seed(pass.seed).shuffle(&mut self.order);
        }
        Ok(())
    }

    fn fill(&mut self, batch: &mut Batch) -> Result<bool> {
        let rest = &self.order[self.position..];
        let rows = &rest[..rest.len().min(self.batch_size)];
        self.position += rows.len();
        if rows.is_empty() {
            return Ok(false);
        }
        match self.part {
            None => batch.gather(self.examples, rows),
            Some(part) if self.is_in_memory() => batch.gather_share(self.examples, rows, part),
            Some(part) => batch.gather(self.examples, &rows[part.of(rows.len())]),
        }?;
        Ok(true)
    }

    fn skip(&mut self, batches: usize) -> Result<()> {
        let there = self.order.len().div_ceil(self.batch_size);
        if batches > there {
            return Err(too_few(batches, there));
        }
        self.position = self.order.len().min(batches * self.batch_size);
        Ok(())
    }

    fn batches(&self) -> Option<usize> {
        Some(self.range.len().div_ceil(self.batch_size))
    }

    fn samples(&self) -> Option<usize> {
        Some(self.range.len())
    }

    fn share(&mut self, part: Part) {
        self.part = Some(part);
    }

    fn sketch(&self) -> Result<Option<u64>> {
        let len = self.range.len();
        let rows: Vec<usize> =
            (0..SKETCHED).map(|i| self.range.start + i * len.saturating_sub(1) / (SKETCHED - 1)).collect();
        let mut batch = Batch::default();
        batch.gather(self.examples, if len == 0 { &[] } else { &rows })?;
        Ok(Some(batch.hash()))
    }

    fn is_in_memory(&self) -> bool {
        self.examples.is_in_memory()
    }
}
