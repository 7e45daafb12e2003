//! What a function makes of elements.

use super::{Elements, Pass};
use crate::Result;
use crate::random::Random;

pub(super) struct Map<T, F> {
    elements: T,
    function: F,
    pass: Option<Pass>,
    /// The index of the next element.
    index: usize,
}

/// An element of a pass.
pub(super) struct At<'a> {
    pass: &'a Option<Pass>,
    index: usize,
}

impl At<'_> {
    /// The generator that belongs to it.
    pub fn random(&self) -> Random {
        self.pass.map_or_else(|| Random::from_seed(0), |pass| pass.random(self.index))
    }
}

impl<T, F> Map<T, F> {
    pub fn new<U>(elements: T, function: F) -> Self
    where
        T: Elements,
        F: Fn(T::Item, At<'_>) -> Result<U>,
    {
        Self { elements, function, pass: None, index: 0 }
    }
}

impl<T: Elements, U: Send, F: Fn(T::Item, At<'_>) -> Result<U> + Send> Elements for Map<T, F> {
    type Item = U;

    fn begin(&mut self, pass: Pass) -> Result<()> {
        (self.pass, self.index) = (Some(pass), 0);
        self.elements.begin(pass.upstream())
    }

    fn next(&mut self) -> Result<Option<U>> {
        let Some(element) = self.elements.next()? else { return Ok(None) };
        let at = At { pass: &self.pass, index: self.index };
        self.index += 1;
        (self.function)(element, at).map(Some)
    }

    fn skip(&mut self, elements: usize) -> Result<()> {
        self.index += elements;
        self.elements.skip(elements)
    }

    fn len(&self) -> Option<usize> {
        self.elements.len()
    }
}
