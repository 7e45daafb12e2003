//! Elements again and again.

use super::{Elements, Pass};
use crate::{Error, Result};

pub(super) struct Repeat<T> {
    elements: T,
    count: Option<usize>,
    pass: Option<Pass>,
    round: usize,
    is_empty: bool,
}

impl<T: Elements> Repeat<T> {
    pub fn new(elements: T, count: Option<usize>) -> Self {
        Self { elements, count, pass: None, round: 0, is_empty: true }
    }

    /// Begins the next round, if there is one.
    fn begin_round(&mut self) -> Result<bool> {
        let pass = self.pass.filter(|_| self.count.is_none_or(|count| self.round < count));
        let Some(pass) = pass else { return Ok(false) };
        self.elements.begin(pass.round(self.round, self.count))?;
        self.round += 1;
        self.is_empty = true;
        Ok(true)
    }
}

impl<T: Elements> Elements for Repeat<T> {
    type Item = T::Item;

    fn begin(&mut self, pass: Pass) -> Result<()> {
        (self.pass, self.round) = (Some(pass), 0);
        self.begin_round().map(drop)
    }

    fn next(&mut self) -> Result<Option<T::Item>> {
        loop {
            if self.round == 0 {
                return Ok(None);
            }
            if let Some(element) = self.elements.next()? {
                self.is_empty = false;
                return Ok(Some(element));
            }
            if self.is_empty && self.count.is_none() {
                return Err(Error::new("`Dataset`, `repeat`", "there are no elements to be repeated"));
            }
            if !self.begin_round()? {
                return Ok(None);
            }
        }
    }

    fn len(&self) -> Option<usize> {
        self.elements.len()?.checked_mul(self.count?)
    }
}
