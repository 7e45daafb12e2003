//! Rows of numbers at run time, whatever type of array they came in.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::Number;
use crate::kernels::prefetch;
use crate::tensor::Dims;
use crate::{Error, Result};

/// The greatest whole number up to which every one has an `f32` of its own.
pub(crate) const GREATEST_ID: usize = 1 << 24;

/// Rows of numbers, one a sample, one behind the other.
pub struct Table<'a> {
    numbers: Holder<'a>,
    dims: Dims,
}

/// The tables of one model's inputs or outputs.
pub type Tables<'a> = SmallVec<[Table<'a>; 2]>;

/// Borrowed floats, as most are, need no box.
enum Holder<'a> {
    Floats(&'a [f32]),
    Others(Box<dyn Numbers + Sync + 'a>),
}

/// Which numbers are welcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Welcome {
    /// Those that are not NaN or infinite.
    Finite,
    /// Whole numbers from 0 to below this.
    Below(usize),
}

impl<'a> Table<'a> {
    /// Numbers of this shape, whose first axis counts the samples.
    pub(super) fn new<E: Number>(sizes: &[usize], numbers: Cow<'a, [E]>) -> Result<Self> {
        let numbers = match numbers {
            Cow::Borrowed(numbers) => match E::floats(numbers) {
                Some(floats) => Holder::Floats(floats),
                None => Holder::Others(Box::new(numbers)),
            },
            Cow::Owned(numbers) => Holder::Others(Box::new(numbers)),
        };
        Ok(Self { dims: Dims::new(sizes)?, numbers })
    }

    fn numbers(&self) -> &dyn Numbers {
        match &self.numbers {
            Holder::Floats(numbers) => numbers,
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

    /// Copies the samples at `rows` to `out`.
    pub fn gather(&self, rows: &[usize], out: &mut [f32]) {
        let (numbers, width) = (self.numbers(), self.width());
        if width == 0 {
            return;
        }
        for (i, (&row, out)) in rows.iter().zip(out.chunks_exact_mut(width)).enumerate() {
            // Samples lie anywhere in memory: the next is fetched while this one is copied.
            if let Some(&next) = rows.get(i + 1) {
                numbers.prefetch(next * width, width);
            }
            numbers.copy(row * width, out);
        }
    }

    /// An error at `place` if there is a number among the samples of `rows` that is not welcome.
    pub(crate) fn check(&self, place: &dyn Fn() -> String, welcome: Welcome) -> Result<()> {
        let Some((position, found)) = self.numbers().find_unwelcome(welcome) else { return Ok(()) };
        let place = place();
        let mut rest = position;
        let mut index: Vec<usize> =
            self.dims.iter().rev().map(|size| (rest % size, rest /= size).0).collect();
        index.reverse();
        let place = match &index[..] {
            [sample] => format!("{place}, sample {sample}"),
            [sample, rest @ ..] => format!("{place}, sample {sample} at {rest:?}"),
            [] => place,
        };
        Err(match welcome {
            Welcome::Finite => Error::expected(place, "a finite number", found)
                .help("find the missing or overflown values in the data, and replace or drop them"),
            Welcome::Below(end) => {
                Error::expected(place, format_args!("a whole number from 0 to {}", end - 1), found)
            }
        })
    }
}

/// Numbers of some type.
trait Numbers {
    /// Copies as many numbers as `out` holds, from `start` on.
    fn copy(&self, start: usize, out: &mut [f32]);

    /// Fetches `len` numbers from `start` on into the cache.
    fn prefetch(&self, start: usize, len: usize);

    /// The first number that is not welcome, with its position.
    fn find_unwelcome(&self, welcome: Welcome) -> Option<(usize, String)>;
}

impl<E: Number> Numbers for Vec<E> {
    fn copy(&self, start: usize, out: &mut [f32]) {
        Numbers::copy(&&self[..], start, out);
    }

    fn prefetch(&self, start: usize, len: usize) {
        Numbers::prefetch(&&self[..], start, len);
    }

    fn find_unwelcome(&self, welcome: Welcome) -> Option<(usize, String)> {
        (&self[..]).find_unwelcome(welcome)
    }
}

impl<E: Number> Numbers for &[E] {
    fn copy(&self, start: usize, out: &mut [f32]) {
        let numbers = &self[start..start + out.len()];
        out.iter_mut().zip(numbers).for_each(|(out, number)| *out = number.to_f32());
    }

    fn prefetch(&self, start: usize, len: usize) {
        prefetch(&self[start..start + len]);
    }

    fn find_unwelcome(&self, welcome: Welcome) -> Option<(usize, String)> {
        let position = match welcome {
            Welcome::Finite if E::IS_WHOLE => None,
            Welcome::Finite => first(self, |number| !number.to_f32().is_finite()),
            Welcome::Below(end) => first(self, |number| {
                let number = number.to_f64();
                !(number >= 0.0 && number < end as f64 && number.fract() == 0.0)
            }),
        }?;
        Some((position, self[position].to_string()))
    }
}

/// The position of the first number of which `is_one` holds.
fn first<E: Number>(numbers: &[E], is_one: impl Fn(E) -> bool) -> Option<usize> {
    /// Numbers that are looked at together: without a way out between them, the compiler takes several at a time.
    const BLOCK: usize = 256;
    let any = |block: &[E]| block.iter().fold(false, |any, &number| any | is_one(number));
    let start = numbers.chunks(BLOCK).position(any)? * BLOCK;
    numbers[start..].iter().position(|&number| is_one(number)).map(|position| start + position)
}
