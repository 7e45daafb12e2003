//! Functions of whole numbers, which no gradient reaches through. A number that is not whole, or that `f32` cannot tell
//! from its neighbours, is an error, and so is a result that is no 32-bit integer or no `f32`.

use super::super::binary::{Operand, PartialGradient, binary};
use super::super::broadcast::{broadcast, broadcast_dims};
use super::super::unary::step;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::search::first;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Functions of two whole numbers: the value, `None` where there is none, and two numbers with it as an example.
macro_rules! whole {
    ($($(#[$doc:meta])* $name:ident = $value:expr, at $a:literal, $b:literal: $y:literal;)*) => {$(
        $(#[$doc])*
        /// Of whole numbers, with NumPy's broadcasting; no gradient.
        ///
        /// ```
        #[doc = "# use keras::{autodiff::Tape, backend as K};"]
        #[doc = concat!("let x = Tape::new().array(&[", stringify!($a), "]);")]
        #[doc = concat!("assert_eq!(K::", stringify!($name), "(&x, ", stringify!($b), ").item(), ", stringify!($y), ");")]
        /// ```
        pub fn $name(x1: &Tensor, x2: impl Operand) -> Tensor {
            let (tape, x2) = (x1.tape(), x2.on(x1.tape()));
            let operation = Whole { place: concat!("K::", stringify!($name)), value: $value };
            tape.apply(operation, &[&tape.detach(x1), &tape.detach(&x2)])
        }
    )*};
}

whole! {
    /// Bitwise and.
    bitwise_and = |a, b| Some(a & b), at 6.0, 3.0: 2.0;

    /// Bitwise or.
    bitwise_or = |a, b| Some(a | b), at 6.0, 3.0: 7.0;

    /// Bitwise exclusive or.
    bitwise_xor = |a, b| Some(a ^ b), at 6.0, 3.0: 5.0;

    /// Left shift of the bits: `x1` times 2 to the power of `x2`, which is at least 0.
    bitwise_left_shift = |a, b| (0..32).contains(&b).then(|| a << b), at 3.0, 2.0: 12.0;

    /// Right shift of the bits: `x1` over 2 to the power of `x2`, which is at least 0, rounded down.
    bitwise_right_shift = |a, b| (b >= 0).then(|| a >> b.min(63)), at 13.0, 2.0: 3.0;

    /// Greatest common divisor, at least 0.
    gcd = |a, b| Some(divisor(a, b)), at 12.0, 18.0: 6.0;

    /// Least common multiple, at least 0.
    lcm = |a, b| Some(if a == 0 || b == 0 { 0 } else { (a / divisor(a, b) * b).abs() }), at 4.0, 6.0: 12.0;
}

/// Bitwise not of whole numbers, `-x - 1`; no gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// assert_eq!(K::bitwise_not(&Tape::new().array(&[5.0])).item(), -6.0);
/// ```
pub fn bitwise_not(x: &Tensor) -> Tensor {
    step(&bitwise_xor(x, 0.0), |x| -x - 1.0)
}

/// `x1` times 2 to the power of `x2`, which has to be whole and has no gradient; with NumPy's broadcasting.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[0.75, 5.0]);
/// assert_eq!(K::ldexp(&x, 2.0).to_array(), keras::ndarray::array![3.0, 20.0].into_dyn());
/// ```
pub fn ldexp(x1: &Tensor, x2: impl Operand) -> Tensor {
    let x2 = bitwise_or(&x2.on(x1.tape()), 0.0);
    let scaled = |a: f32, b: f32| (f64::from(a) * f64::from(b.clamp(-400.0, 400.0)).exp2()) as f32;
    let slopes = move |_: f32, b: f32, _: f32| [scaled(1.0, b), 0.0];
    let again: [PartialGradient; 2] = [|_, b, _, dy| ldexp(dy, b), |_, _, _, dy| dy * 0.0];
    binary(["K::ldexp", "scale by powers of 2"], x1, &x2, scaled, slopes, again)
}

/// Euclid's algorithm.
fn divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a.abs() } else { divisor(b, a % b) }
}

struct Whole {
    place: &'static str,
    value: fn(i64, i64) -> Option<i64>,
}

impl Operation for Whole {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        broadcast_dims(self.place, "combine", &[x.dims(0), x.dims(1)])
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        /// Beyond this, not every whole number is an `f32`.
        const LARGEST: f32 = (1 << f32::MANTISSA_DIGITS) as f32;
        for input in 0..2 {
            if let Some(at) = first(&x[input], |x| !(x.abs() <= LARGEST && x.fract() == 0.0)) {
                let expected = format!("whole numbers of at most {LARGEST}");
                return Err(Error::expected(self.place, expected, x[input][at]));
            }
        }
        let mut failed = None;
        broadcast(self.shape(x)?, [x.dims(0), x.dims(1)]).each(|at, [i, j]| {
            let (a, b) = (x[0][i], x[1][j]);
            let value = (self.value)(a as i64, b as i64)
                .filter(|&value| value as f32 as i64 == value && i32::try_from(value).is_ok());
            match value {
                Some(value) => y[at] = value as f32,
                None => failed = Some((a, b)),
            }
        });
        match failed {
            Some((a, b)) => Err(Error::expected(
                self.place,
                "a result that fits in 32 bits and `f32`",
                format!("{a} and {b}"),
            )),
            None => Ok(()),
        }
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], _: &mut [f32], _: &mut Gradients<'_>) {
        unreachable!("its inputs have no gradient")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_second_gradient;

    #[test]
    fn negative_numbers_count_in_two_s_complement() {
        let x = Tape::new().array(&[-6.0]);
        assert_eq!([bitwise_and(&x, 3.0).item(), bitwise_or(&x, 3.0).item()], [2.0, -5.0]);
        assert_eq!([bitwise_right_shift(&x, 1.0).item(), bitwise_not(&x).item()], [-3.0, 5.0]);
        assert_eq!([gcd(&x, 4.0).item(), lcm(&x, 4.0).item(), gcd(&x, 0.0).item()], [2.0, 12.0, 6.0]);
    }

    #[test]
    fn what_is_not_whole_or_does_not_fit_is_an_error() {
        let error = |a: f32, b: f32, f: fn(&Tensor, f32) -> Tensor| {
            let tape = Tape::new();
            f(&tape.array(&[a]), b);
            tape.check().unwrap_err().to_string()
        };
        let expected = "K::bitwise_and: expected whole numbers of at most 16777216, found ";
        assert_eq!(error(0.5, 1.0, bitwise_and), format!("{expected}0.5"));
        assert_eq!(error(1.0, f32::NAN, bitwise_and), format!("{expected}NaN"));
        assert_eq!(error(1e9, 1.0, bitwise_and), format!("{expected}1000000000"));
        assert!(error(3.0, 31.0, bitwise_left_shift).contains("found 3 and 31"));
        assert!(error(3.0, -1.0, bitwise_right_shift).contains("found 3 and -1"));
        assert!(error(16_777_215.0, 16_777_213.0, lcm).contains("fits in 32 bits"));
        assert!(error(1.0, 0.5, ldexp).contains("found 0.5"));
    }

    #[test]
    fn a_scaled_number_has_its_gradient() {
        check_second_gradient(&[&[2, 2]], |x| ldexp(&x[0], x[0].tape().array(&[1.0, -2.0])));
    }
}
