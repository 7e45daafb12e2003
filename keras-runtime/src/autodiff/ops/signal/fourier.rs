use crate::autodiff::ops::slice::part;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::fourier::Fourier;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Fourier transform (FFT) along the last axis of complex numbers, given as their real and imaginary parts of one
/// shape; the result is the same.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (real, imaginary) = K::fft((&tape.array(&[1.0, 2.0]), &tape.array(&[0.0, 1.0])));
/// assert_eq!(real.to_array(), keras::ndarray::array![3.0, -1.0].into_dyn());
/// assert_eq!(imaginary.to_array(), keras::ndarray::array![1.0, -1.0].into_dyn());
/// ```
pub fn fft(x: (&Tensor, &Tensor)) -> (Tensor, Tensor) {
    transform(x, Transform { name: "K::fft", axis: -1, inverse: false })
}

/// Two-dimensional Fourier transform along the last two axes; otherwise as [`fft`].
pub fn fft2(x: (&Tensor, &Tensor)) -> (Tensor, Tensor) {
    planes(x, "K::fft2", false)
}

/// Inverse of [`fft2`].
pub fn ifft2(x: (&Tensor, &Tensor)) -> (Tensor, Tensor) {
    planes(x, "K::ifft2", true)
}

fn planes(x: (&Tensor, &Tensor), name: &'static str, inverse: bool) -> (Tensor, Tensor) {
    let (real, imaginary) = transform(x, Transform { name, axis: -1, inverse });
    transform((&real, &imaginary), Transform { name, axis: -2, inverse })
}

fn transform((real, imaginary): (&Tensor, &Tensor), transform: Transform) -> (Tensor, Tensor) {
    let packed = real.tape().apply(transform, &[real, imaginary]);
    halves(&packed, real.tape().dims(real))
}

/// The two tensors of this shape that were written one after the other.
pub(super) fn halves(packed: &Tensor, dims: Option<Dims>) -> (Tensor, Tensor) {
    match dims {
        Some(dims) => (part(packed, 0, &dims), part(packed, dims.elements(), &dims)),
        None => (packed.clone(), packed.clone()),
    }
}

struct Transform {
    name: &'static str,
    axis: isize,
    inverse: bool,
}

impl Transform {
    fn around(&self, x: &Inputs<'_>) -> Result<(usize, usize, usize)> {
        let (real, imaginary) = (x.dims(0), x.dims(1));
        if real != imaginary {
            let found = format!("{real} and {imaginary}");
            return Err(Error::expected(self.name, "real and imaginary parts of one shape", found));
        }
        let around = real.around(real.axis(self.name, self.axis)?);
        if around.1 == 0 { Err(Error::expected(self.name, "at least one number", real)) } else { Ok(around) }
    }

    /// Transforms the numbers along the axis, two halves to two halves.
    fn run(
        &self,
        (before, along, after): (usize, usize, usize),
        x: [&[f32]; 2],
        inverse: bool,
        write: &mut dyn FnMut(usize, [f64; 2]),
    ) {
        if before * after == 0 {
            return;
        }
        let fourier = Fourier::new(along);
        let scale = if self.inverse { 1.0 / along as f64 } else { 1.0 };
        let mut line = vec![[0.0; 2]; along];
        for place in 0..before * after {
            let first = place / after * along * after + place % after;
            for (k, value) in line.iter_mut().enumerate() {
                *value = [x[0][first + k * after].into(), x[1][first + k * after].into()];
            }
            fourier.transform(&mut line, inverse);
            for (k, [real, imaginary]) in line.iter().enumerate() {
                write(first + k * after, [scale * real, scale * imaginary]);
            }
        }
    }
}

impl Operation for Transform {
    fn name(&self) -> &'static str {
        self.name
    }

    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.around(x)?;
        Dims::new(&[2, x.dims(0).elements()])
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (real, imaginary) = y.split_at_mut(x.dims(0).elements());
        self.run(self.around(x)?, [&x[0], &x[1]], self.inverse, &mut |at, value| {
            (real[at], imaginary[at]) = (value[0] as f32, value[1] as f32);
        });
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let around = self.around(x).expect("the values have been computed");
        let (real, imaginary) = dy.split_at(x.dims(0).elements());
        // The conjugate transpose of the transform is the one the other way.
        for input in 0..2 {
            dx.add(input, |g| {
                self.run(around, [real, imaginary], !self.inverse, &mut |at, value| {
                    g[at] += value[input] as f32
                });
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::ops::{concatenate, flatten};
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn transforms_have_their_gradients() {
        for transform in [fft, fft2, ifft2] {
            check_gradient(&[&[2, 3, 4], &[2, 3, 4]], |x| {
                let (real, imaginary) = transform((&x[0], &x[1]));
                concatenate(&[flatten(&real), flatten(&imaginary)], 0)
            });
        }
    }

    #[test]
    fn an_inverse_leads_back() {
        let tape = Tape::new();
        let x = tape.constant(&[3, 5], |x| x.iter_mut().enumerate().for_each(|(i, x)| *x = (i as f32).sin()));
        let (real, imaginary) = fft2((&x, &x));
        let (real, imaginary) = ifft2((&real, &imaginary));
        for back in [real, imaginary] {
            assert!((back - &x).to_array().iter().all(|difference| difference.abs() < 1e-6));
        }
    }

    #[test]
    fn parts_that_do_not_fit_are_errors() {
        for (a, b) in [(vec![2], vec![3]), (vec![0], vec![0]), (vec![], vec![])] {
            let tape = Tape::new();
            fft((&tape.constant(&a, |_| ()), &tape.constant(&b, |_| ())));
            assert!(tape.check().unwrap_err().to_string().starts_with("K::fft"));
        }
    }
}
