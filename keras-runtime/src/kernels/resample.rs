//! Interpolation kernels: resampling an axis.

use std::f32::consts::PI;

use super::parallel::{self, each, parts, parts_mut};

/// What a value costs, in multiply-adds of a matrix product.
const COST: usize = 16;

/// How many values of an index are worked on at a time: where samples lie apart, their lines stay in the first cache.
const TOGETHER: usize = 128;

/// The most elements that one is made of.
const MOST: usize = 12;

/// How much the elements around a place count, by their distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// The element that the place is in, and no other.
    Nearest,
    /// The two neighbours, by their nearness.
    Linear,
    /// Four neighbours. Source: Keys, "Cubic convolution interpolation for digital image processing" (1981).
    Cubic,
    /// Three neighbours on each side. Source: Duchon, "Lanczos filtering in one and two dimensions" (1979).
    Lanczos3,
    /// As [`Lanczos3`](Filter::Lanczos3), five on each side.
    Lanczos5,
}

impl Filter {
    /// How far it reaches.
    fn radius(self) -> usize {
        match self {
            Filter::Nearest | Filter::Linear => 1,
            Filter::Cubic => 2,
            Filter::Lanczos3 => 3,
            Filter::Lanczos5 => 5,
        }
    }

    /// The weight of an element at this distance.
    pub(crate) fn weight(self, x: f32) -> f32 {
        match self {
            Filter::Nearest => f32::from(x <= 0.5),
            Filter::Linear => (1.0 - x).max(0.0),
            Filter::Cubic if x < 1.0 => (1.5 * x - 2.5) * x * x + 1.0,
            Filter::Cubic if x < 2.0 => ((2.5 - 0.5 * x) * x - 4.0) * x + 2.0,
            Filter::Cubic => 0.0,
            Filter::Lanczos3 | Filter::Lanczos5 => {
                let radius = self.radius() as f32;
                match x {
                    _ if x > radius => 0.0,
                    _ if x <= 1e-3 => 1.0,
                    _ => radius * (PI * x).sin() * (PI * x / radius).sin() / (PI * PI * x * x),
                }
            }
        }
    }
}

/// The middle axis of `(…, input, inner)` with `output` elements: the axis is cut into so many equal parts, and read in
/// the middle of each. There is nothing beyond the ends; the weights of what there is sum to 1.
#[derive(Clone, Copy, Debug)]
pub struct Resample {
    /// The number of elements.
    pub input: usize,
    /// The number of elements afterwards.
    pub output: usize,
    /// How many values an element has.
    pub inner: usize,
    /// How they are read.
    pub filter: Filter,
    /// Whether the filter is as wide as an element of the output where those of the input are narrower, so that each of
    /// them counts.
    pub antialias: bool,
}

impl Resample {
    /// Writes `y`, of `output` elements each, from `x`.
    ///
    /// # Panics
    ///
    /// If the slices do not fit each other.
    ///
    /// ```
    /// use keras_runtime::kernels::resample::{Filter, Resample};
    ///
    /// let twice = Resample { input: 2, output: 4, inner: 1, filter: Filter::Linear, antialias: false };
    /// let mut y = [0.0; 4];
    /// twice.forward(&[0.0, 4.0], &mut y);
    /// assert_eq!(y, [0.0, 1.0, 3.0, 4.0]);
    /// ```
    pub fn forward(&self, x: &[f32], y: &mut [f32]) {
        self.each(x, self.input, y, self.output, |x, y| {
            y.fill(0.0);
            self.weigh(|o, i, weight| {
                let x = Element { samples: x, count: self.input, index: i };
                self.add(weight, x, Element { samples: &mut *y, count: self.output, index: o });
            });
        });
    }

    /// `g = … + beta * g`, the gradient by `x` where `dy` is that by `y`; a `beta` of 0 ignores what `g` holds.
    ///
    /// # Panics
    ///
    /// If the slices do not fit each other.
    pub fn gradient(&self, dy: &[f32], beta: f32, g: &mut [f32]) {
        self.each(dy, self.output, g, self.input, |dy, g| {
            if beta == 0.0 {
                g.fill(0.0);
            }
            self.weigh(|o, i, weight| {
                let dy = Element { samples: dy, count: self.output, index: o };
                self.add(weight, dy, Element { samples: &mut *g, count: self.input, index: i });
            });
        });
    }

    /// Adds, in each of some samples, `weight` times an element of one to an element of the other.
    fn add(&self, weight: f32, from: Element<&[f32]>, to: Element<&mut [f32]>) {
        let inner = self.inner;
        match inner {
            1 => add_small::<1>(weight, from, to),
            3 => add_small::<3>(weight, from, to),
            _ => {
                let (from_len, to_len) = (from.count * inner, to.count * inner);
                let samples = from.samples.chunks_exact(from_len).zip(to.samples.chunks_exact_mut(to_len));
                for (x, y) in samples {
                    let (x, y) = (&x[from.index * inner..][..inner], &mut y[to.index * inner..][..inner]);
                    y.iter_mut().zip(x).for_each(|(y, x)| *y += weight * x);
                }
            }
        }
    }

    /// Shows each pair of elements, of the output and of the input, and what the second counts for the first.
    fn weigh(&self, mut pair: impl FnMut(usize, usize, f32)) {
        // Not as `f32`: beyond 2^24 they cannot be told from their neighbours.
        let step = self.input as f64 / self.output as f64;
        let spread = if self.antialias { step.max(1.0) } else { 1.0 };
        let reach = self.filter.radius() as f64 * spread;
        for o in 0..self.output {
            if self.filter == Filter::Nearest {
                let place = (o as f64 + 0.5) * self.input as f64 / self.output as f64;
                pair(o, (place as usize).min(self.input - 1), 1.0);
                continue;
            }
            let place = (o as f64 + 0.5) * step - 0.5;
            let first = ((place - reach).floor() as isize + 1).max(0) as usize;
            let count = ((2.0 * reach).ceil() as usize + 1).min(self.input - first);
            let weight = |k: usize| self.filter.weight(((place - (first + k) as f64).abs() / spread) as f32);
            let mut weights = [0.0; MOST];
            if count <= MOST {
                weights[..count].iter_mut().enumerate().for_each(|(k, to)| *to = weight(k));
                let sum: f32 = weights[..count].iter().sum();
                weights[..count].iter().enumerate().for_each(|(k, weight)| pair(o, first + k, weight / sum));
            } else {
                let sum: f32 = (0..count).map(weight).sum();
                (0..count).for_each(|k| pair(o, first + k, weight(k) / sum));
            }
        }
    }

    /// Shares what stands before the axis between threads, some samples at a time where elements are small: what an element counts
    /// is then found once for all of them.
    fn each(
        &self,
        x: &[f32],
        from: usize,
        y: &mut [f32],
        to: usize,
        work: impl Fn(&[f32], &mut [f32]) + Sync,
    ) {
        let (from, to) = (from * self.inner, to * self.inner);
        if y.is_empty() {
            return;
        }
        assert!(from > 0 && y.len() / to * from == x.len() && y.len().is_multiple_of(to));
        let threads = parallel::threads_for(y.len() * COST);
        let some = TOGETHER.div_ceil(self.inner);
        each(threads, (parts(x, some * from), parts_mut(y, some * to)), |_, (x, y)| work(x, y));
    }
}

/// One of the elements of each of some samples.
struct Element<S> {
    samples: S,
    /// How many elements a sample has.
    count: usize,
    index: usize,
}

/// [`Resample::add`] for elements of so few values that the compiler has to know how many.
fn add_small<const INNER: usize>(weight: f32, from: Element<&[f32]>, to: Element<&mut [f32]>) {
    let (x, y) = (from.samples.as_chunks::<INNER>().0, to.samples.as_chunks_mut::<INNER>().0);
    for (x, y) in x.chunks_exact(from.count).zip(y.chunks_exact_mut(to.count)) {
        y[to.index].iter_mut().zip(x[from.index]).for_each(|(y, x)| *y += weight * x);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILTERS: [Filter; 5] =
        [Filter::Nearest, Filter::Linear, Filter::Cubic, Filter::Lanczos3, Filter::Lanczos5];

    #[test]
    fn what_is_constant_stays_so() {
        for filter in FILTERS {
            for (input, output, antialias) in
                [(1, 3, false), (4, 8, true), (5, 15, false), (9, 4, false), (9, 4, true), (50, 3, true)]
            {
                let resample = Resample { input, output, inner: 2, filter, antialias };
                let mut y = vec![f32::NAN; 3 * output * 2];
                resample.forward(&vec![2.5; 3 * input * 2], &mut y);
                assert!(y.iter().all(|y| (y - 2.5).abs() < 1e-5), "{resample:?}: {y:?}");
            }
        }
    }

    #[test]
    fn the_gradient_is_the_transposed_of_the_way_forward() {
        for filter in FILTERS {
            let resample = Resample { input: 4, output: 12, inner: 3, filter, antialias: false };
            let (mut g, mut y) = (vec![0.5; 4 * 3], vec![f32::NAN; 12 * 3]);
            for i in 0..g.len() {
                let x: Vec<f32> = (0..g.len()).map(|j| f32::from(i == j)).collect();
                resample.forward(&x, &mut y);
                for o in 0..y.len() {
                    let dy: Vec<f32> = (0..y.len()).map(|j| f32::from(o == j)).collect();
                    resample.gradient(&dy, 0.0, &mut g);
                    assert_eq!(g[i], y[o]);
                }
            }
            let (dy, before) = (vec![1.0; 12 * 3], vec![0.5; 4 * 3]);
            let mut added = before.clone();
            resample.gradient(&dy, 1.0, &mut added);
            resample.gradient(&dy, 0.0, &mut g);
            assert!(added.iter().zip(&g).all(|(added, g)| (added - g - 0.5).abs() < 1e-5));
        }
    }
}
