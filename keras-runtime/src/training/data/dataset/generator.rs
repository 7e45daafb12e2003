//! Elements of iterators.

use super::{Elements, Pass};
use crate::Result;

/// The elements of the iterator that a function gives for a pass.
pub(super) struct Generator<F, I> {
    generator: F,
    elements: Option<I>,
}

impl<F, I> Generator<F, I> {
    pub fn new(generator: F) -> Self
    where
        F: FnMut(Pass) -> Result<I>,
    {
        Self { generator, elements: None }
    }
}

impl<F, I, T> Elements for Generator<F, I>
where
    F: FnMut(Pass) -> Result<I> + Send,
    I: Iterator<Item = Result<T>> + Send,
    T: Send,
{
    type Item = T;

    fn begin(&mut self, pass: Pass) -> Result<()> {
        // What the last pass holds, a file perhaps, is let go first.
        self.elements = None;
        self.elements = Some((self.generator)(pass)?);
        Ok(())
    }

    fn next(&mut self) -> Result<Option<T>> {
        self.elements.as_mut().and_then(Iterator::next).transpose()
    }
}
