use super::fourier::halves;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::fourier::Fourier;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Fourier transform of real numbers (RFFT) along the last axis: `(..., n)` gives the real and the imaginary parts,
/// `(..., fft_length / 2 + 1)` each; the others are their conjugates. Numbers beyond `fft_length`, by default `n`, are
/// left out, and missing ones are 0.
pub fn rfft(x: &Tensor, fft_length: Option<usize>) -> (Tensor, Tensor) {
    let packed = x.tape().apply(Forward { length: fft_length }, &[x]);
    let dims = x.tape().dims(x).and_then(|dims| {
        let length = fft_length.unwrap_or(dims.last_size());
        dims.resized(dims.rank().checked_sub(1)?, length / 2 + 1).ok()
    });
    halves(&packed, dims)
}

/// Inverse of [`rfft`]: real and imaginary parts `(..., m)` give `(..., fft_length)`, by default `2 · (m − 1)`: an odd
/// length has to be said. Parts beyond `fft_length / 2 + 1` are left out, and missing ones are 0.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 5.0, 2.0]);
/// let (real, imaginary) = K::rfft(&x, None);
/// let back = K::irfft((&real, &imaginary), Some(3)).to_array();
/// assert!((back - x.to_array()).iter().all(|difference| difference.abs() < 1e-6));
/// ```
pub fn irfft((real, imaginary): (&Tensor, &Tensor), fft_length: Option<usize>) -> Tensor {
    real.tape().apply(Backward { length: fft_length }, &[real, imaginary])
}

/// The length of a transform of the last axis, which is `size` long.
fn length(place: &str, x: Dims, asked: Option<usize>, usual: impl Fn(usize) -> usize) -> Result<usize> {
    x.axis(place, -1)?;
    let length = asked.unwrap_or_else(|| usual(x.last_size()));
    if length == 0 || x.last_size() == 0 {
        return Err(Error::expected(place, "at least one number", format!("{x}, `fft_length` {length}")));
    }
    Ok(length)
}

struct Forward {
    length: Option<usize>,
}

impl Forward {
    fn length(&self, x: &Inputs<'_>) -> Result<usize> {
        length("K::rfft", x.dims(0), self.length, |size| size)
    }
}

impl Operation for Forward {
    fn name(&self) -> &'static str {
        "K::rfft"
    }

    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let (dims, length) = (x.dims(0), self.length(x)?);
        let half = dims.resized(dims.rank() - 1, length / 2 + 1)?;
        Dims::new(&[2, half.elements()])
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (size, length) = (x.dims(0).last_size(), self.length(x)?);
        let (real, imaginary) = y.split_at_mut(y.len() / 2);
        let bins = length / 2 + 1;
        if real.is_empty() {
            return Ok(());
        }
        let (fourier, mut line) = (Fourier::new(length), vec![[0.0; 2]; length]);
        let rows = real.chunks_exact_mut(bins).zip(imaginary.chunks_exact_mut(bins));
        for (x, (real, imaginary)) in x[0].chunks_exact(size).zip(rows) {
            line.fill([0.0; 2]);
            line.iter_mut().zip(x).for_each(|(value, x)| value[0] = (*x).into());
            fourier.transform(&mut line, false);
            for ((real, imaginary), value) in real.iter_mut().zip(imaginary).zip(&line) {
                (*real, *imaginary) = (value[0] as f32, value[1] as f32);
            }
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (size, length) = (x.dims(0).last_size(), self.length(x).expect("the values have been computed"));
        let (real, imaginary) = dy.split_at(dy.len() / 2);
        let bins = length / 2 + 1;
        if real.is_empty() {
            return;
        }
        let (fourier, mut line) = (Fourier::new(length), vec![[0.0; 2]; length]);
        dx.add(0, |g| {
            let rows = real.chunks_exact(bins).zip(imaginary.chunks_exact(bins));
            for (g, (real, imaginary)) in g.chunks_exact_mut(size).zip(rows) {
                line.fill([0.0; 2]);
                for (value, (real, imaginary)) in line.iter_mut().zip(real.iter().zip(imaginary)) {
                    *value = [(*real).into(), (*imaginary).into()];
                }
                fourier.transform(&mut line, true);
                g.iter_mut().zip(&line).for_each(|(g, value)| *g += value[0] as f32);
            }
        });
    }
}

struct Backward {
    length: Option<usize>,
}

impl Backward {
    fn length(&self, x: &Inputs<'_>) -> Result<usize> {
        if x.dims(0) != x.dims(1) {
            let found = format!("{} and {}", x.dims(0), x.dims(1));
            return Err(Error::expected("K::irfft", "real and imaginary parts of one shape", found));
        }
        length("K::irfft", x.dims(0), self.length, |size| 2 * (size - usize::from(size > 0)))
    }
}

impl Operation for Backward {
    fn name(&self) -> &'static str {
        "K::irfft"
    }

    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let (dims, length) = (x.dims(0), self.length(x)?);
        dims.resized(dims.rank() - 1, length)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (size, length) = (x.dims(0).last_size(), self.length(x)?);
        if y.is_empty() {
            return Ok(());
        }
        let (fourier, mut line) = (Fourier::new(length), vec![[0.0; 2]; length]);
        let rows = x[0].chunks_exact(size).zip(x[1].chunks_exact(size));
        for (y, (real, imaginary)) in y.chunks_exact_mut(length).zip(rows) {
            line.fill([0.0; 2]);
            for (k, (real, imaginary)) in real.iter().zip(imaginary).enumerate().take(length / 2 + 1) {
                let (real, imaginary) = (f64::from(*real), f64::from(*imaginary));
                // What is its own conjugate has no imaginary part.
                let other = (length - k) % length;
                line[k] = [real, if other == k { 0.0 } else { imaginary }];
                if other != k {
                    line[other] = [real, -imaginary];
                }
            }
            fourier.transform(&mut line, true);
            y.iter_mut().zip(&line).for_each(|(y, value)| *y = (value[0] / length as f64) as f32);
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (size, length) = (x.dims(0).last_size(), self.length(x).expect("the values have been computed"));
        if dy.is_empty() {
            return;
        }
        let (fourier, mut line) = (Fourier::new(length), vec![[0.0; 2]; length]);
        for input in 0..2 {
            dx.add(input, |g| {
                for (g, dy) in g.chunks_exact_mut(size).zip(dy.chunks_exact(length)) {
                    line.iter_mut().zip(dy).for_each(|(value, dy)| *value = [(*dy).into(), 0.0]);
                    fourier.transform(&mut line, false);
                    for (k, g) in g.iter_mut().enumerate().take(length / 2 + 1) {
                        // Twice, for the conjugate.
                        let (is_own, value) = ((length - k) % length == k, line[k][input] / length as f64);
                        *g += match (is_own, input) {
                            (true, 0) => value as f32,
                            (true, _) => 0.0,
                            (false, _) => (2.0 * value) as f32,
                        };
                    }
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::ops::{concatenate, flatten};
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn real_transforms_of_any_length_have_their_gradients() {
        for length in [None, Some(1), Some(3), Some(4), Some(6), Some(9)] {
            check_gradient(&[&[2, 5]], |x| {
                let (real, imaginary) = rfft(&x[0], length);
                concatenate(&[flatten(&real), flatten(&imaginary)], 0)
            });
            check_gradient(&[&[2, 4], &[2, 4]], |x| irfft((&x[0], &x[1]), length));
        }
    }
}
