//! What is made of random words.

use super::philox::{self, WORDS};
use crate::kernels::pointwise::log_of;
use crate::kernels::simd::{Arithmetic, Loop};

/// A way to make numbers of a block of random words.
pub(super) trait Draw: Copy + Sync {
    /// The numbers of block `index`.
    fn draw<A: Arithmetic>(self, index: usize) -> [f32; WORDS];
}

/// The number of `0..1` that a random word stands for.
#[inline(always)]
pub(crate) fn uniform_of(word: u32) -> f32 {
    const STEP: f32 = 1.0 / (1 << 24) as f32;
    (word >> 8) as i32 as f32 * STEP
}

/// Numbers of `0..1`, by seed.
#[derive(Clone, Copy)]
pub(super) struct Uniform(pub u64);

impl Draw for Uniform {
    #[inline(always)]
    fn draw<A: Arithmetic>(self, index: usize) -> [f32; WORDS] {
        let mut numbers = [0.0; WORDS];
        for (number, word) in numbers.iter_mut().zip(philox::block(self.0, index as u64).as_flattened()) {
            *number = uniform_of(*word);
        }
        numbers
    }
}

/// Numbers of the standard normal distribution, by seed.
#[derive(Clone, Copy)]
pub(super) struct Normal(pub u64);

impl Draw for Normal {
    /// Points of the plane, each of two numbers: half the words give their distances from 0, the other half their
    /// directions.
    #[inline(always)]
    fn draw<A: Arithmetic>(self, index: usize) -> [f32; WORDS] {
        const STEP: f32 = 1.0 / (1_u32 << 31) as f32;
        let words = philox::block(self.0, index as u64);
        let (distances, directions) = words.as_flattened().split_at(WORDS / 2);
        let mut numbers = [0.0; WORDS];
        let (first, second) = numbers.split_at_mut(WORDS / 2);
        for (((first, second), distance), &direction) in
            first.iter_mut().zip(second).zip(distances).zip(directions)
        {
            let above_zero = ((distance >> 1) as i32 as f32 + 1.0) * STEP;
            let distance = (-2.0 * log_of::<A>(above_zero)).sqrt();
            let (x, y) = direction_of::<A>(direction);
            (*first, *second) = (distance * x, distance * y);
        }
        numbers
    }
}

/// A point of the unit circle: from the upper bits one at most an eighth of a turn from the first axis, from the lowest
/// two to which of the four half-axes it is moved.
#[inline(always)]
fn direction_of<A: Arithmetic>(word: u32) -> (f32, f32) {
    const STEP: f32 = 1.0 / (1 << 24) as f32;
    let quarters = (word as i32 >> 8) as f32 * STEP;
    let squared = quarters * quarters;
    // Minimax fits to the cosine and the sine of that many quarter turns.
    let cosine = A::times_plus(squared, 0.000_894_460_6, -0.020_855_593);
    let cosine = A::times_plus(squared, cosine, 0.253_668_55);
    let cosine = A::times_plus(squared, cosine, -1.233_700_5);
    let cosine = A::times_plus(squared, cosine, 1.0);
    let sine = A::times_plus(squared, -0.004_682_744, 0.079_711_534);
    let sine = A::times_plus(squared, sine, -0.645_966_6);
    let sine = A::times_plus(squared, sine, 1.570_796_4) * quarters;
    let (x, y) = if word & 1 == 0 { (cosine, sine) } else { (sine, cosine) };
    if word & 2 == 0 { (x, y) } else { (-x, -y) }
}

/// Fills `out` with the numbers from position `from` on.
pub(super) struct Fill<'a, D> {
    pub draw: D,
    pub from: usize,
    pub out: &'a mut [f32],
}

impl<D: Draw> Loop for Fill<'_, D> {
    type Output = ();

    const WIDE: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { draw, from, out } = self;
        let (head, out) = out.split_at_mut(head(from, out.len()));
        if !head.is_empty() {
            copy(&draw.draw::<A>(from / WORDS), from % WORDS, head);
        }
        let first = from.div_ceil(WORDS);
        for (i, out) in out.chunks_mut(WORDS).enumerate() {
            copy(&draw.draw::<A>(first + i), 0, out);
        }
    }
}

/// How many of `len` numbers from position `from` on belong to a block that has begun before them.
#[inline(always)]
fn head(from: usize, len: usize) -> usize {
    (from.next_multiple_of(WORDS) - from).min(len)
}

#[inline(always)]
fn copy(numbers: &[f32; WORDS], start: usize, out: &mut [f32]) {
    out.copy_from_slice(&numbers[start..][..out.len()]);
}

/// Drops values by the numbers from position `from` on.
pub(super) struct Dropout<'a> {
    pub seed: u64,
    pub rate: f32,
    pub from: usize,
    pub x: &'a [f32],
    pub y: &'a mut [f32],
}

impl Loop for Dropout<'_> {
    type Output = ();

    const WIDE: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { seed, rate, from, x, y } = self;
        let head = head(from, y.len());
        let ((y_head, y), (x_head, x)) = (y.split_at_mut(head), x.split_at(head));
        let numbers = |block| Uniform(seed).draw::<A>(block);
        if head > 0 {
            drop_some(rate, &numbers(from / WORDS)[from % WORDS..], x_head, y_head);
        }
        let first = from.div_ceil(WORDS);
        for (i, (y, x)) in y.chunks_mut(WORDS).zip(x.chunks(WORDS)).enumerate() {
            drop_some(rate, &numbers(first + i), x, y);
        }
    }
}

#[inline(always)]
fn drop_some(rate: f32, numbers: &[f32], x: &[f32], y: &mut [f32]) {
    let scale = 1.0 / (1.0 - rate);
    for ((y, x), number) in y.iter_mut().zip(x).zip(numbers) {
        *y = if *number >= rate { x * scale } else { 0.0 };
    }
}

/// Drops values where they stand, by the numbers from position `from` on.
pub(super) struct DropoutInPlace<'a> {
    pub seed: u64,
    pub rate: f32,
    pub from: usize,
    pub values: &'a mut [f32],
}

impl Loop for DropoutInPlace<'_> {
    type Output = ();

    const WIDE: bool = true;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { seed, rate, from, values } = self;
        let (head, values) = values.split_at_mut(head(from, values.len()));
        let numbers = |block| Uniform(seed).draw::<A>(block);
        if !head.is_empty() {
            drop_here(rate, &numbers(from / WORDS)[from % WORDS..], head);
        }
        let first = from.div_ceil(WORDS);
        for (i, values) in values.chunks_mut(WORDS).enumerate() {
            drop_here(rate, &numbers(first + i), values);
        }
    }
}

#[inline(always)]
fn drop_here(rate: f32, numbers: &[f32], values: &mut [f32]) {
    let scale = 1.0 / (1.0 - rate);
    for (value, number) in values.iter_mut().zip(numbers) {
        *value = if *number >= rate { *value * scale } else { 0.0 };
    }
}
