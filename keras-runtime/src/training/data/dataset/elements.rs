//! Streams of elements.

use crate::Result;
use crate::training::data::{Pass, too_few};

/// A stream of elements, which a [`Dataset`](super::Dataset) is made of.
#[allow(clippy::len_without_is_empty, reason = "nobody knows whether there are any before a pass begins")]
pub trait Elements: Send {
    /// A sample, a batch, or whatever becomes one.
    type Item: Send;

    /// Begins a pass: the stream from its beginning.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from giving elements.
    fn begin(&mut self, pass: Pass) -> Result<()>;

    /// The next element; `None` at the end of the pass.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from giving the element.
    fn next(&mut self) -> Result<Option<Self::Item>>;

    /// Leaves out the next elements.
    ///
    /// # Errors
    ///
    /// If there are not as many, or what [`next`](Self::next) finds.
    fn skip(&mut self, elements: usize) -> Result<()> {
        for skipped in 0..elements {
            self.next()?.ok_or_else(|| too_few(elements, skipped))?;
        }
        Ok(())
    }

    /// The number of elements in a pass, if that is known.
    fn len(&self) -> Option<usize> {
        None
    }
}

impl<T: Elements + ?Sized> Elements for Box<T> {
    type Item = T::Item;

    fn begin(&mut self, pass: Pass) -> Result<()> {
        (**self).begin(pass)
    }

    fn next(&mut self) -> Result<Option<T::Item>> {
        (**self).next()
    }

    fn skip(&mut self, elements: usize) -> Result<()> {
        (**self).skip(elements)
    }

    fn len(&self) -> Option<usize> {
        (**self).len()
    }
}
