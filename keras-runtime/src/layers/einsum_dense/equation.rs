//! Einsum equations, `ab,bc->ac`, read by constants: which axes of the input and of the kernel meet.

use crate::shape::{Fault, ShapeResult};

/// Equation of a product of an input and a kernel: a letter for each axis.
#[derive(Clone, Copy, Debug)]
pub struct Equation {
    /// The axes of the input, that of the batch included, but for those that the ellipsis stands for.
    pub input: &'static [u8],
    /// The axes of the kernel.
    pub kernel: &'static [u8],
    /// The axes of the output, but for those that the ellipsis stands for.
    pub output: &'static [u8],
    /// Where other axes are that stay as they are.
    pub ellipsis: Ellipsis,
}

/// Place of the axes that an equation leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ellipsis {
    /// There are none.
    None,
    /// Before the others: `...ab`.
    Before,
    /// Behind the others: `ab...`.
    Behind,
}

const DOTS: &[u8] = b"...";

impl Equation {
    /// Reads an equation.
    pub const fn read(text: &'static str) -> ShapeResult<Self> {
        let bytes = text.as_bytes();
        let Some((input, rest)) = split(bytes, b",") else { return malformed(text) };
        let Some((kernel, output)) = split(rest, b"->") else { return malformed(text) };
        let (input, before) = without(input, true);
        let (input, behind) = without(input, false);
        let (output, output_before) = without(output, true);
        let (output, output_behind) = without(output, false);
        if before && behind || before != output_before || behind != output_behind {
            return malformed(text);
        }
        if !(are_letters(input) && are_letters(kernel) && are_letters(output)) {
            return malformed(text);
        }
        let ellipsis = match (before, behind) {
            (true, _) => Ellipsis::Before,
            (_, true) => Ellipsis::Behind,
            _ => Ellipsis::None,
        };
        let equation = Self { input, kernel, output, ellipsis };
        match equation.mistake(text) {
            Some(fault) => ShapeResult::Err(fault),
            None => ShapeResult::Ok(equation),
        }
    }

    /// What is wrong with its letters.
    const fn mistake(&self, text: &'static str) -> Option<Fault> {
        let Self { input, kernel, output, .. } = *self;
        let terms = [input, kernel, output];
        let mut i = 0;
        while i < 3 {
            if let Some(letter) = repeated(terms[i]) {
                let fault = said(text).text(", in which `").text(as_text(letter)).text("` stands twice in `");
                return Some(
                    fault.text(as_text(terms[i])).text("`").help("give each axis a letter of its own"),
                );
            }
            i += 1;
        }
        if let Some(letter) = first_missing(output, input, kernel) {
            let fault = said(text).text(", whose output has an axis `").text(as_text(letter));
            return Some(fault.text("` that neither the input nor the kernel has"));
        }
        if let Some(letter) = first_missing(kernel, input, output) {
            let fault = said(text).text(", whose kernel has an axis `").text(as_text(letter));
            return Some(fault.text("` that neither the input nor the output has"));
        }
        None
    }
}

/// Where a letter stands among others.
pub const fn place(letter: u8, letters: &[u8]) -> Option<usize> {
    let mut i = 0;
    while i < letters.len() {
        if letters[i] == letter {
            return Some(i);
        }
        i += 1;
    }
    None
}

/// Letters as text.
pub const fn as_text(letters: &[u8]) -> &str {
    match std::str::from_utf8(letters) {
        Ok(text) => text,
        Err(_) => "?",
    }
}

const fn said(text: &str) -> Fault {
    Fault::new("was given the `equation` ").name(text)
}

const fn malformed<T: Copy>(text: &str) -> ShapeResult<T> {
    ShapeResult::Err(
        Fault::new("cannot read the `equation` ")
            .name(text)
            .help("its form is `ab,bc->ac`, `...ab,bc->...ac` or `ab...,bc->ac...`"),
    )
}

/// What stands before the first `mark`, and behind it.
const fn split<'a>(text: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let mut i = 0;
    while i + mark.len() <= text.len() {
        if starts(text.split_at(i).1, mark) {
            return Some((text.split_at(i).0, text.split_at(i + mark.len()).1));
        }
        i += 1;
    }
    None
}

const fn starts(text: &[u8], mark: &[u8]) -> bool {
    let mut i = 0;
    while i < mark.len() {
        if i >= text.len() || text[i] != mark[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// A term without the dots at one of its ends, and whether they were there.
const fn without(term: &[u8], at_the_beginning: bool) -> (&[u8], bool) {
    if term.len() < DOTS.len() {
        return (term, false);
    }
    let (dots, rest) = if at_the_beginning {
        term.split_at(DOTS.len())
    } else {
        let (rest, dots) = term.split_at(term.len() - DOTS.len());
        (dots, rest)
    };
    if starts(dots, DOTS) { (rest, true) } else { (term, false) }
}

const fn are_letters(term: &[u8]) -> bool {
    let mut i = 0;
    while i < term.len() {
        if !term[i].is_ascii_alphabetic() {
            return false;
        }
        i += 1;
    }
    !term.is_empty()
}

/// The first letter that stands twice.
const fn repeated(term: &[u8]) -> Option<&[u8]> {
    let mut i = 0;
    while i < term.len() {
        let (before, rest) = term.split_at(i);
        let (letter, _) = rest.split_at(1);
        if place(letter[0], before).is_some() {
            return Some(letter);
        }
        i += 1;
    }
    None
}

/// The first letter of a term that stands in neither of two others.
const fn first_missing<'a>(term: &'a [u8], one: &[u8], other: &[u8]) -> Option<&'a [u8]> {
    let mut i = 0;
    while i < term.len() {
        let (letter, _) = term.split_at(i).1.split_at(1);
        if place(letter[0], one).is_none() && place(letter[0], other).is_none() {
            return Some(letter);
        }
        i += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &'static str) -> String {
        match Equation::read(text) {
            ShapeResult::Ok(equation) => panic!("{text} is {equation:?}"),
            ShapeResult::Err(fault) => fault.to_string(),
        }
    }

    #[test]
    fn an_equation_has_three_terms_and_dots_at_the_same_end_of_two() {
        for text in ["ab,bc->ac", "...ab,bc->...ac", "ab...,bc->ac..."] {
            let ShapeResult::Ok(read) = Equation::read(text) else { panic!("{text}: {}", fault(text)) };
            assert_eq!([read.input, read.kernel, read.output].map(as_text), ["ab", "bc", "ac"]);
        }
        for text in [
            "",
            ",->",
            "ab,bc",
            "ab->ac",
            "ab,bc->",
            "a b,bc->ac",
            "ab,bc->...ac",
            "...ab,bc->ac...",
            "...ab...,bc->...ac...",
            "ab,...bc->ac",
            "ab,bc,cd->ad",
            "....ab,bc->....ac",
            "ab,b1->a1",
            "..., ->...",
        ] {
            assert!(fault(text).starts_with("cannot read the `equation`"), "{text}: {}", fault(text));
        }
    }

    #[test]
    fn letters_that_meet_nothing_are_refused() {
        assert!(fault("aab,bc->ac").contains("`a` stands twice in `aab`"));
        assert!(fault("ab,bc->acd").contains("output has an axis `d`"));
        assert!(fault("ab,bcd->ac").contains("kernel has an axis `d`"));
    }
}
