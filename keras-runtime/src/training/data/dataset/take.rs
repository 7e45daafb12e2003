//! The first elements.

use super::{Elements, Pass};
use crate::Result;
use crate::training::data::too_few;

pub(super) struct Take<T> {
    elements: T,
    count: usize,
    left: usize,
}

impl<T> Take<T> {
    pub fn new(elements: T, count: usize) -> Self {
        Self { elements, count, left: 0 }
    }
}

impl<T: Elements> Elements for Take<T> {
    type Item = T::Item;

    fn begin(&mut self, pass: Pass) -> Result<()> {
        self.left = self.count;
        self.elements.begin(pass)
    }

    fn next(&mut self) -> Result<Option<T::Item>> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        self.elements.next()
    }

    fn skip(&mut self, elements: usize) -> Result<()> {
        self.left = self.left.checked_sub(elements).ok_or_else(|| too_few(elements, self.left))?;
        self.elements.skip(elements)
    }

    fn len(&self) -> Option<usize> {
        self.elements.len().map(|there| there.min(self.count))
    }
}
