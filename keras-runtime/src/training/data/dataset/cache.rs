//! Elements that are kept in memory.

use super::{Elements, Pass};
use crate::Result;

pub(super) struct Cache<T: Elements> {
    elements: T,
    kept: Vec<T::Item>,
    position: usize,
    has_begun: bool,
    /// Whether all elements are kept.
    is_whole: bool,
}

impl<T: Elements> Cache<T> {
    pub fn new(elements: T) -> Self {
        Self { elements, kept: Vec::new(), position: 0, has_begun: false, is_whole: false }
    }
}

impl<T: Elements<Item: Clone>> Elements for Cache<T> {
    type Item = T::Item;

    fn begin(&mut self, pass: Pass) -> Result<()> {
        self.position = 0;
        if !self.has_begun {
            // Whichever pass comes first, after a resume: what is kept is that of the first of the training.
            self.elements.begin(pass.first())?;
            self.has_begun = true;
        }
        Ok(())
    }

    fn next(&mut self) -> Result<Option<T::Item>> {
        if self.position == self.kept.len() && !self.is_whole {
            match self.elements.next()? {
                Some(element) => self.kept.push(element),
                None => self.is_whole = true,
            }
        }
        let element = self.kept.get(self.position).cloned();
        self.position += usize::from(element.is_some());
        Ok(element)
    }

    fn len(&self) -> Option<usize> {
        if self.is_whole { Some(self.kept.len()) } else { self.elements.len() }
    }
}
