//! Loops over slices of one length, element by element, shared between threads where they are long.

use super::functions::Function;
use crate::kernels::isa::Isa;
use crate::kernels::parallel;
use crate::kernels::simd::{Arithmetic, Loop, run_on};

/// What an element costs, in multiply-adds of a matrix product: these loops wait for memory.
const COST: usize = 16;

/// How long the parts of a slice of `len` are that threads work on.
fn part(len: usize) -> usize {
    len.div_ceil(parallel::threads_for(len * COST)).max(1)
}

/// A function that needs no `Arithmetic`.
#[derive(Clone, Copy)]
struct Plain<F>(F);

impl<F: Fn(f32) -> f32 + Copy + Sync> Function for Plain<F> {
    const WIDE: bool = false;

    #[inline(always)]
    fn of<A: Arithmetic>(self, x: f32) -> f32 {
        self.0(x)
    }
}

struct Map<'a, F>(F, &'a [f32], &'a mut [f32]);

impl<F: Function> Loop for Map<'_, F> {
    type Output = ();

    const WIDE: bool = F::WIDE;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        for (y, &x) in self.2.iter_mut().zip(self.1) {
            *y = self.0.of::<A>(x);
        }
    }
}

struct Replace<'a, F>(F, &'a mut [f32]);

impl<F: Function> Loop for Replace<'_, F> {
    type Output = ();

    const WIDE: bool = F::WIDE;

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        // By way of other memory: where a function keeps some values, such as ReLU, the compiler would otherwise make
        // conditional stores, which are slow.
        for some in self.1.chunks_mut(64) {
            let mut values = [0.0; 64];
            for (value, &x) in values.iter_mut().zip(&*some) {
                *value = self.0.of::<A>(x);
            }
            some.copy_from_slice(&values[..some.len()]);
        }
    }
}

struct Zip<'a, F>(F, &'a [f32], &'a [f32], &'a mut [f32]);

impl<F: Fn(f32, f32) -> f32> Loop for Zip<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        for ((y, &a), &b) in self.3.iter_mut().zip(self.1).zip(self.2) {
            *y = self.0(a, b);
        }
    }
}

struct Update<'a, F>(F, &'a [f32], &'a mut [f32]);

impl<F: Fn(f32, f32) -> f32> Loop for Update<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        for (y, &x) in self.2.iter_mut().zip(self.1) {
            *y = self.0(*y, x);
        }
    }
}

struct ZeroUnlessPositive<'a>(&'a mut [f32], &'a [f32]);

impl Loop for ZeroUnlessPositive<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        // By way of masks in memory, for the reason that `Replace` has.
        for (x, y) in self.0.chunks_mut(64).zip(self.1.chunks(64)) {
            let mut masks = [0; 64];
            masks.iter_mut().zip(y).for_each(|(mask, &y)| *mask = u32::from(y > 0.0).wrapping_neg());
            x.iter_mut().zip(masks).for_each(|(x, mask)| *x = f32::from_bits(x.to_bits() & mask));
        }
    }
}

/// `y = f(x)` with the instructions of `isa`.
pub(super) fn map_on<F: Function>(isa: Isa, x: &[f32], y: &mut [f32], f: F) {
    assert_eq!(x.len(), y.len());
    let part = part(y.len());
    parallel::for_each_part(y, part, |i, y| run_on(isa, Map(f, &x[i * part..][..y.len()], y)));
}

/// `x = f(x)` with the instructions of `isa`.
pub(super) fn replace_on<F: Function>(isa: Isa, x: &mut [f32], f: F) {
    parallel::for_each_part(x, part(x.len()), |_, x| run_on(isa, Replace(f, x)));
}

/// `y[i] = f(x[i])`
///
/// # Panics
///
/// If the slices are not of one length.
///
/// ```
/// let mut y = [0.0; 3];
/// keras_runtime::kernels::pointwise::map(&[1.0, 2.0, 3.0], &mut y, |x| x * x);
/// assert_eq!(y, [1.0, 4.0, 9.0]);
/// ```
pub fn map(x: &[f32], y: &mut [f32], f: impl Fn(f32) -> f32 + Copy + Sync) {
    map_on(Isa::chosen(), x, y, Plain(f));
}

/// `y[i] = f(a[i], b[i])`
///
/// # Panics
///
/// If the slices are not of one length.
///
/// ```
/// let mut y = [0.0; 2];
/// keras_runtime::kernels::pointwise::zip(&[1.0, 2.0], &[3.0, 4.0], &mut y, |a, b| a * b);
/// assert_eq!(y, [3.0, 8.0]);
/// ```
pub fn zip(a: &[f32], b: &[f32], y: &mut [f32], f: impl Fn(f32, f32) -> f32 + Copy + Send + Sync) {
    assert!(a.len() == y.len() && b.len() == y.len());
    let (isa, part) = (Isa::chosen(), part(y.len()));
    parallel::for_each_part(y, part, |i, y| {
        let [a, b] = [a, b].map(|values| &values[i * part..][..y.len()]);
        run_on(isa, Zip(f, a, b, y));
    });
}

/// `y[i] = f(y[i], x[i])`
///
/// # Panics
///
/// If the slices are not of one length.
///
/// ```
/// let mut y = [1.0, 5.0];
/// keras_runtime::kernels::pointwise::update(&mut y, &[3.0, 4.0], f32::max);
/// assert_eq!(y, [3.0, 5.0]);
/// ```
pub fn update(y: &mut [f32], x: &[f32], f: impl Fn(f32, f32) -> f32 + Copy + Send + Sync) {
    assert_eq!(x.len(), y.len());
    let (isa, part) = (Isa::chosen(), part(y.len()));
    parallel::for_each_part(y, part, |i, y| run_on(isa, Update(f, &x[i * part..][..y.len()], y)));
}

/// `x[i] = 0` where `y[i]` is not above 0.
pub(super) fn zero_unless_positive(x: &mut [f32], y: &[f32]) {
    assert_eq!(x.len(), y.len());
    let (isa, part) = (Isa::chosen(), part(x.len()));
    parallel::for_each_part(x, part, |i, x| {
        let y = &y[i * part..][..x.len()];
        run_on(isa, ZeroUnlessPositive(x, y));
    });
}

/// `y[i] += alpha * x[i]`
///
/// # Panics
///
/// If the slices are not of one length.
///
/// ```
/// let mut y = [1.0, 5.0];
/// keras_runtime::kernels::pointwise::axpy(2.0, &[3.0, 4.0], &mut y);
/// assert_eq!(y, [7.0, 13.0]);
/// ```
pub fn axpy(alpha: f32, x: &[f32], y: &mut [f32]) {
    update(y, x, |y, x| y + alpha * x);
}

/// Turns the gradient `dy` by a function's values `y` into that by its argument `x`, by the `slope` of the function: its
/// derivative, from the argument and the value.
pub(crate) fn scale_gradient(x: &[f32], y: &[f32], dy: &mut [f32], slope: impl Fn(f32, f32) -> f32) {
    dy.iter_mut().zip(x).zip(y).for_each(|((dy, &x), &y)| *dy *= slope(x, y));
}
