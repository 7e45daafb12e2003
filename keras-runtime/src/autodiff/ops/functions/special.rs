use super::super::elementwise::{each, exp, square};
use super::super::unary::Again;
use super::wide;
use crate::autodiff::Tensor;
use crate::kernels::special as kernels;

/// √π / 2
const HALF_SQRT_PI: f32 = 0.886_226_9;

functions! {
    /// The complementary error function, `1 - erf(x)`, exact where that is small.
    erfc = wide(kernels::erfc), slope |x, _| -(-x * x).exp() / HALF_SQRT_PI,
        again Again::Formula(|x, _| exp(&-square(x)) / -HALF_SQRT_PI), at 0.0: 1.0;

    /// The inverse of the error function; infinite at -1 and 1, NaN beyond.
    erfinv = wide(kernels::erfinv), slope |_, y| (y * y).exp() * HALF_SQRT_PI,
        again Again::Formula(|_, y| exp(&square(y)) * HALF_SQRT_PI), at 0.0: 0.0;

    /// The modified Bessel function of the first kind of order 0. Differentiable once.
    i0 = |x| kernels::bessel_i(f64::from(x))[0] as f32, slope |x, _| kernels::bessel_i(f64::from(x))[1] as f32,
        again Again::Unknown, at 0.0: 1.0;

    /// The normalized cardinal sine, `sin(πx) / πx`, 1 at 0. Differentiable once.
    sinc = |x| kernels::sinc(f64::from(x))[0] as f32, slope |x, _| kernels::sinc(f64::from(x))[1] as f32,
        again Again::Unknown, at 0.0: 1.0;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::{check_gradient, check_second_gradient};

    #[test]
    fn special_functions_have_their_gradients() {
        check_second_gradient(&[&[3, 4]], |x| erfc(&x[0]));
        check_second_gradient(&[&[3, 4]], |x| erfinv(&(&x[0] * 0.8)));
        check_gradient(&[&[3, 4]], |x| i0(&(&x[0] * 2.0)));
        check_gradient(&[&[3, 4]], |x| sinc(&x[0]));
    }
}
