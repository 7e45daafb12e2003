//! The mistakes that a macro finds in its input.

use std::collections::HashSet;
use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The mistakes found so far. A mistake never hides the next one, and none may be lost: whoever is done with them
/// [expands](Errors::into_items) them.
#[must_use]
#[derive(Default)]
pub struct Errors {
    found: Vec<syn::Error>,
    /// What is said only if nothing worse is.
    minor: Vec<syn::Error>,
    /// What an unrolled block repeats is said once.
    said: HashSet<String>,
    is_expanded: bool,
}

impl Errors {
    /// Notes a mistake at `span`.
    pub fn at(&mut self, span: Span, message: impl Display) {
        self.note(syn::Error::new(span, message));
    }

    /// Notes a mistake at all the tokens of something.
    pub fn on(&mut self, place: impl ToTokens, message: impl Display) {
        self.note(syn::Error::new_spanned(place, message));
    }

    /// Notes what is worth saying only if the rest is in order.
    pub fn at_unless_broken(&mut self, span: Span, message: impl Display) {
        let error = syn::Error::new(span, message);
        if self.is_news(&error) {
            self.minor.push(error);
        }
    }

    /// Notes what is more likely the consequence of a mistake than one of its own, unless there is one already.
    pub fn at_first(&mut self, span: Span, message: impl Display) {
        if self.is_empty() {
            self.at(span, message);
        }
    }

    /// Notes a mistake that `syn` found, or hands out the value.
    pub fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.note(error)).ok()
    }

    /// Notes a mistake.
    pub fn note(&mut self, error: syn::Error) {
        if self.is_news(&error) {
            self.found.push(error);
        }
    }

    fn is_news(&mut self, error: &syn::Error) -> bool {
        self.said.insert(format!("{:?} {error}", error.span()))
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.minor.is_empty()
    }

    /// One `compile_error!` for each mistake, as items.
    pub fn into_items(mut self) -> TokenStream {
        self.is_expanded = true;
        let said = if self.found.is_empty() { &mut self.minor } else { &mut self.found };
        std::mem::take(said).into_iter().map(syn::Error::into_compile_error).collect()
    }
}

/// A mistake that nobody would hear of is one of this crate.
impl Drop for Errors {
    fn drop(&mut self) {
        assert!(self.is_expanded || std::thread::panicking(), "the mistakes found in a macro are lost");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "are lost")]
    fn mistakes_that_are_dropped_are_noticed() {
        drop(Errors::default());
    }
}
