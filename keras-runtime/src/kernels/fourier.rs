//! Discrete Fourier transform of any length.

use std::f64::consts::TAU;

/// A complex number in `f64`.
pub(crate) type Complex = [f64; 2];

/// Factors up to this are summed as they are; longer prime lengths become a convolution (Bluestein).
const MOST_FACTOR: usize = 13;

/// Fourier transform of one length, prepared.
#[derive(Clone, Debug)]
pub(crate) struct Fourier {
    len: usize,
    /// Powers of the root of unity of the length.
    roots: Vec<Complex>,
    /// Smallest factors of the length, of what is left, and so on.
    factors: Vec<usize>,
    bluestein: Option<Box<Bluestein>>,
}

/// A transform as a convolution, whose length is a power of two.
#[derive(Clone, Debug)]
struct Bluestein {
    inner: Fourier,
    chirp: Vec<Complex>,
    /// Transform of the conjugate chirp, on both sides of 0.
    spectrum: Vec<Complex>,
}

fn times([a, b]: Complex, [c, d]: Complex) -> Complex {
    [a * c - b * d, a * d + b * c]
}

fn conjugate([a, b]: Complex) -> Complex {
    [a, -b]
}

fn turn(numerator: usize, denominator: usize) -> Complex {
    let angle = -TAU * numerator as f64 / denominator as f64;
    [angle.cos(), angle.sin()]
}

impl Fourier {
    pub fn new(len: usize) -> Self {
        let (mut factors, mut rest, mut factor) = (Vec::new(), len, 2);
        while rest > 1 && factor <= MOST_FACTOR {
            if rest.is_multiple_of(factor) {
                factors.push(factor);
                rest /= factor;
            } else {
                factor += 1;
            }
        }
        let roots = (0..len).map(|k| turn(k, len)).collect();
        let bluestein = (rest > 1).then(|| Box::new(Bluestein::new(len)));
        Self { len, roots, factors, bluestein }
    }

    /// Replaces the values by the sums of each times `exp(−2πi · j · k / len)`, or `+` if `inverse`; neither is divided
    /// by the length.
    ///
    /// # Panics
    ///
    /// If there are not as many values as the length.
    pub fn transform(&self, values: &mut [Complex], inverse: bool) {
        assert_eq!(values.len(), self.len);
        if inverse {
            values.iter_mut().for_each(|value| *value = conjugate(*value));
        }
        match &self.bluestein {
            Some(bluestein) => bluestein.transform(values),
            None => {
                let source = values.to_vec();
                self.split(&source, 1, values, &self.factors);
            }
        }
        if inverse {
            values.iter_mut().for_each(|value| *value = conjugate(*value));
        }
    }

    /// The transform of every `stride`-th value, by those of as many parts as its first factor says (Cooley and Tukey).
    fn split(&self, source: &[Complex], stride: usize, out: &mut [Complex], factors: &[usize]) {
        let Some((&factor, rest)) = factors.split_first() else {
            out[0] = source[0];
            return;
        };
        let (len, part) = (out.len(), out.len() / factor);
        for (first, out) in out.chunks_exact_mut(part).enumerate() {
            self.split(&source[first * stride..], stride * factor, out, rest);
        }
        let mut column = [[0.0; 2]; MOST_FACTOR];
        for k in 0..part {
            for (j, value) in column[..factor].iter_mut().enumerate() {
                *value = times(out[j * part + k], self.roots[j * k * stride % self.len]);
            }
            for q in 0..factor {
                // A root of the factor is one of the whole length.
                let sum = (0..factor).fold([0.0; 2], |[a, b], j| {
                    let [c, d] = times(column[j], self.roots[j * q * part * stride % self.len]);
                    [a + c, b + d]
                });
                out[q * part + k] = sum;
            }
        }
        debug_assert_eq!(len * stride, self.len);
    }
}

impl Bluestein {
    fn new(len: usize) -> Self {
        let inner = Fourier::new((2 * len - 1).next_power_of_two());
        // The square is taken modulo twice the length, beyond which the chirp repeats.
        let chirp: Vec<Complex> =
            (0..len).map(|k| turn((k as u128 * k as u128 % (2 * len as u128)) as usize, 2 * len)).collect();
        let mut spectrum = vec![[0.0; 2]; inner.len];
        for (k, value) in chirp.iter().enumerate() {
            spectrum[k] = conjugate(*value);
            spectrum[(inner.len - k) % inner.len] = conjugate(*value);
        }
        inner.transform(&mut spectrum, false);
        Self { inner, chirp, spectrum }
    }

    fn transform(&self, values: &mut [Complex]) {
        let mut padded = vec![[0.0; 2]; self.inner.len];
        for ((padded, value), chirp) in padded.iter_mut().zip(&*values).zip(&self.chirp) {
            *padded = times(*value, *chirp);
        }
        self.inner.transform(&mut padded, false);
        padded.iter_mut().zip(&self.spectrum).for_each(|(value, factor)| *value = times(*value, *factor));
        self.inner.transform(&mut padded, true);
        let scale = 1.0 / self.inner.len as f64;
        for ((value, padded), chirp) in values.iter_mut().zip(&padded).zip(&self.chirp) {
            let [a, b] = times(*padded, *chirp);
            *value = [a * scale, b * scale];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transforms_of_any_length_are_the_sums_that_they_stand_for() {
        for len in [1, 2, 3, 4, 6, 8, 12, 13, 17, 30, 34, 49, 97, 128, 221] {
            let values: Vec<Complex> =
                (0..len).map(|k| [(k as f64 * 0.7).sin(), (k as f64 * 1.3).cos()]).collect();
            for inverse in [false, true] {
                let mut found = values.clone();
                Fourier::new(len).transform(&mut found, inverse);
                for (k, found) in found.iter().enumerate() {
                    let sum = values.iter().enumerate().fold([0.0; 2], |[a, b], (j, value)| {
                        let root = turn(j * k % len, len);
                        let [c, d] = times(*value, if inverse { conjugate(root) } else { root });
                        [a + c, b + d]
                    });
                    assert!((sum[0] - found[0]).abs() + (sum[1] - found[1]).abs() < 1e-9, "{len}, {k}");
                }
            }
        }
    }
}
