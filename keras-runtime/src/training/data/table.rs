//! Table of samples at run time, rows of numbers whatever type of array they came in.

use std::borrow::Cow;
use std::fmt::Display;

use smallvec::SmallVec;

use super::number::{Number, Slice};
use crate::kernels::prefetch;
use crate::kernels::search::first;
use crate::losses::LabelRange;
use crate::tensor::Dims;
use crate::{Error, Result};

/// The greatest whole number up to which every one has an `f32` of its own.
pub(crate) const GREATEST_ID: usize = 1 << 24;

/// Rows of numbers, one a sample, one after the other.
pub struct Table<'a> {
    numbers: Holder<'a>,
    dims: Dims,
}

/// The tables of one model's inputs or outputs.
pub type Tables<'a> = SmallVec<[Table<'a>; 2]>;

/// What is borrowed needs no box.
enum Holder<'a> {
    Slice(Slice<'a>),
    Others(Box<dyn Numbers + Send + Sync + 'a>),
}

/// Which values the numbers of a table may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ValueConstraint {
    /// Those that are not NaN or infinite.
    Finite,
    /// Whole numbers from 0 to below this.
    Below(usize),
    /// Whole numbers from 0 to below this, and one that stands for none.
    Classes(usize, Option<isize>),
    /// Finite numbers of 0 or more.
    Weight,
}

impl<'a> Table<'a> {
    /// Numbers of this shape, whose first axis counts the samples.
    pub(in crate::training) fn new<E: Number>(sizes: &[usize], numbers: Cow<'a, [E]>) -> Result<Self> {
        let numbers = match numbers {
            Cow::Borrowed(numbers) => match E::slice(numbers) {
                Some(slice) => Holder::Slice(slice),
                None => Holder::Others(Box::new(numbers)),
            },
            Cow::Owned(numbers) => Holder::Others(Box::new(numbers)),
        };
        Ok(Self { dims: Dims::new(sizes)?, numbers })
    }

    /// Numbers of this shape that are wherever `numbers` has them.
    pub(super) fn stored(sizes: &[usize], numbers: impl Numbers + Send + Sync + 'a) -> Result<Self> {
        Ok(Self { dims: Dims::new(sizes)?, numbers: Holder::Others(Box::new(numbers)) })
    }

    fn numbers(&self) -> &dyn Numbers {
        match &self.numbers {
            Holder::Slice(slice) => slice.numbers(),
            Holder::Others(numbers) => &**numbers,
        }
    }

    /// The number of samples.
    pub fn samples(&self) -> usize {
        self.dims[0]
    }

    /// The shape, the samples included.
    pub fn dims(&self) -> Dims {
        self.dims
    }

    /// The numbers of one sample.
    pub fn width(&self) -> usize {
        self.dims[1..].iter().product()
    }

    /// Whether the numbers lie in memory, and not in a file.
    pub(in crate::training) fn is_in_memory(&self) -> bool {
        self.numbers().is_in_memory()
    }

    /// Copies all samples to `out`.
    pub(in crate::training) fn copy(&self, out: &mut [f32]) -> Result<()> {
        self.numbers().copy(0, out)
    }

    /// Copies the samples at `rows` to `out`.
    ///
    /// # Errors
    ///
    /// If they have to be read, and cannot be.
    pub fn gather(&self, rows: &[usize], out: &mut [f32]) -> Result<()> {
        let (numbers, width) = (self.numbers(), self.width());
        if width == 0 {
            return Ok(());
        }
        if !self.is_in_memory() {
            return self.read(rows, out);
        }
        for (i, (&row, out)) in rows.iter().zip(out.chunks_exact_mut(width)).enumerate() {
            // Samples lie anywhere in memory: the next is fetched while this one is copied.
            if let Some(&next) = rows.get(i + 1) {
                numbers.prefetch(next * width, width);
            }
            numbers.copy(row * width, out)?;
        }
        Ok(())
    }

    /// The same for numbers in a file, where rows that follow each other are read at once.
    fn read(&self, rows: &[usize], out: &mut [f32]) -> Result<()> {
        let (width, mut out) = (self.width(), out);
        for run in rows.chunk_by(|row, next| row + 1 == *next) {
            let (read, rest) = out.split_at_mut(run.len() * width);
            self.numbers().copy(run[0] * width, read)?;
            out = rest;
        }
        Ok(())
    }

    /// An error at `place` if there is a number in memory that the constraint forbids. Those of a file are checked batch
    /// by batch.
    pub(crate) fn check(&self, place: &dyn Fn() -> String, constraint: ValueConstraint) -> Result<()> {
        let Some((position, found)) = self.numbers().find_outside(constraint) else { return Ok(()) };
        let place = self.within(&place(), position);
        Err(match constraint {
            ValueConstraint::Finite => Error::expected(place, "a finite number", found)
                .help("find the missing or overflown values in the data, and replace or drop them"),
            ValueConstraint::Below(end) => {
                Error::expected(place, format_args!("a whole number from 0 to {}", end - 1), found)
            }
            ValueConstraint::Classes(end, ignored) => {
                let ignored = ignored.map_or_else(String::new, |ignored| format!(", or {ignored}"));
                Error::expected(place, format_args!("a whole number from 0 to {}{ignored}", end - 1), found)
            }
            ValueConstraint::Weight => Error::expected(place, "a finite number of 0 or more", found),
        })
    }
}

/// Where numbers are looked at as floats, about so many at a time.
const BLOCK: usize = 4096;

impl Table<'_> {
    /// An error at `place` if there is a label that `who` makes no sense of.
    pub(crate) fn check_range(
        &self,
        place: &dyn Fn() -> String,
        range: LabelRange,
        who: &dyn Display,
    ) -> Result<()> {
        if !self.is_in_memory() {
            return Ok(());
        }
        let width = if self.dims.rank() > 1 { self.dims.last_size() } else { 1 };
        let len = self.dims.elements();
        let mut floats = Vec::new();
        let outside = range.first_outside(|test| {
            let block = (BLOCK / width.max(1)).max(1) * width;
            if let Holder::Slice(Slice::F32(labels)) = self.numbers {
                return test(labels, width);
            }
            (0..len).step_by(block.max(1)).find_map(|start| {
                floats.resize(block.min(len - start), 0.0);
                self.numbers().copy(start, &mut floats).ok()?;
                test(&floats, width).map(|position| start + position)
            })
        });
        let Some(position) = outside else { return Ok(()) };
        let mut row = vec![0.0; width];
        self.numbers().copy(position / width * width, &mut row)?;
        let expected = format!("{}, as {who} takes them", range.expected());
        let place = self.within(&place(), position);
        Err(Error::expected(place, expected, range.found(&row, position % width)).help(range.help()))
    }

    /// The place of the number at a position.
    fn within(&self, place: &str, position: usize) -> String {
        let mut rest = position;
        let mut index: Vec<usize> =
            self.dims.iter().rev().map(|size| (rest % size, rest /= size).0).collect();
        index.reverse();
        match &index[..] {
            [sample] => format!("{place}, sample {sample}"),
            [sample, rest @ ..] => format!("{place}, sample {sample} at {rest:?}"),
            [] => place.to_owned(),
        }
    }
}

/// Numbers of some type.
pub(super) trait Numbers {
    /// Copies as many numbers as `out` holds, from `start` on.
    fn copy(&self, start: usize, out: &mut [f32]) -> Result<()>;

    /// Fetches `len` numbers from `start` on into the cache.
    fn prefetch(&self, start: usize, len: usize) {
        let _ = (start, len);
    }

    /// The first number in memory that the constraint forbids, with its position.
    fn find_outside(&self, constraint: ValueConstraint) -> Option<(usize, String)> {
        let _ = constraint;
        None
    }

    /// Whether the numbers lie in memory.
    fn is_in_memory(&self) -> bool {
        true
    }
}

impl<E: Number> Numbers for Vec<E> {
    fn copy(&self, start: usize, out: &mut [f32]) -> Result<()> {
        Numbers::copy(&&self[..], start, out)
    }

    fn prefetch(&self, start: usize, len: usize) {
        Numbers::prefetch(&&self[..], start, len);
    }

    fn find_outside(&self, constraint: ValueConstraint) -> Option<(usize, String)> {
        (&self[..]).find_outside(constraint)
    }
}

impl<E: Number> Numbers for &[E] {
    fn copy(&self, start: usize, out: &mut [f32]) -> Result<()> {
        let numbers = &self[start..start + out.len()];
        out.iter_mut().zip(numbers).for_each(|(out, number)| *out = number.to_f32());
        Ok(())
    }

    fn prefetch(&self, start: usize, len: usize) {
        prefetch(&self[start..start + len]);
    }

    fn find_outside(&self, constraint: ValueConstraint) -> Option<(usize, String)> {
        let position = match constraint {
            ValueConstraint::Finite if E::IS_WHOLE => None,
            ValueConstraint::Finite => first(self, |number| !number.to_f32().is_finite()),
            ValueConstraint::Below(end) => first(self, |number| !is_below(number.to_f64(), end)),
            ValueConstraint::Classes(end, ignored) => first(self, |number| {
                let number = number.to_f64();
                !is_below(number, end) && ignored.is_none_or(|ignored| number != ignored as f64)
            }),
            ValueConstraint::Weight => {
                first(self, |number| !(number.to_f32().is_finite() && number.to_f32() >= 0.0))
            }
        }?;
        let (text, number) = (self[position].to_string(), self[position].to_f64());
        // The greatest of an `f64` has 309 digits.
        Some((position, if text.len() > 24 { format!("{number:e}") } else { text }))
    }
}

/// Whether a number is whole, and from 0 to below an end.
fn is_below(number: f64, end: usize) -> bool {
    number >= 0.0 && number < end as f64 && number.fract() == 0.0
}

macro_rules! slices {
    ($($variant:ident)*) => {
        impl Slice<'_> {
            fn numbers(&self) -> &dyn Numbers {
                match self {
                    $(Self::$variant(numbers) => numbers,)*
                }
            }
        }
    };
}

slices!(F32 F64 U8 U16 U32 U64 Usize I8 I16 I32 I64 Isize Bool);
