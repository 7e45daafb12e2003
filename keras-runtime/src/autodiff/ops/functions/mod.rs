//! Functions of a number and of two numbers, beyond the arithmetic of [`elementwise`](super::elementwise) and
//! [`arithmetic`](super::arithmetic).

/// Functions of each element: value and slope as numbers, the slope as tensors, and a number with its value as an example.
macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident = $value:expr, slope $slope:expr, again $again:expr, at $x:literal: $y:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// ```
        #[doc = "# use keras::{autodiff::Tape, backend as K};"]
        #[doc = concat!("let x = Tape::new().array(&[", stringify!($x), "]);")]
        #[doc = concat!("assert_eq!(K::", stringify!($name), "(&x).item(), ", stringify!($y), ");")]
        /// ```
        pub fn $name(x: &Tensor) -> Tensor {
            each(concat!("K::", stringify!($name)), x, $value, $slope, $again)
        }
    )*};
}

/// Functions of each element that are constant but for jumps: the value, and a number with it as an example.
macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident = $value:expr, at $x:expr, $y:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// ```
        #[doc = "# use keras::{autodiff::Tape, backend as K};"]
        #[doc = concat!("let x = Tape::new().array(&[", stringify!($x), "]);")]
        #[doc = concat!("assert_eq!(K::", stringify!($name), "(&x).item(), ", stringify!($y), ");")]
        /// ```
        pub fn $name(x: &Tensor) -> Tensor {
            step(x, $value)
        }
    )*};
}

mod exponential;
mod finite;
mod pairs;
mod quotients;
mod special;
mod trigonometric;
mod whole;

pub use exponential::{cbrt, exp2, log2, log10, logaddexp, logaddexp2, reciprocal, rsqrt};
pub use finite::{isfinite, isinf, isnan, isneginf, isposinf, nan_to_num, signbit};
pub use pairs::{fmax, fmin, heaviside, nextafter};
pub use quotients::{ceil, divide_no_nan, floor_divide, fmod, mod_, trunc};
pub use special::{erfc, erfinv, i0, sinc};
pub use trigonometric::{
    arccos, arccosh, arcsin, arcsinh, arctan, arctan2, arctanh, cosh, deg2rad, hypot, rad2deg, sinh, tan,
};
pub use whole::{
    bitwise_and, bitwise_left_shift, bitwise_not, bitwise_or, bitwise_right_shift, bitwise_xor, gcd, lcm,
    ldexp,
};

/// A function in double precision, rounded.
fn wide(f: fn(f64) -> f64) -> impl Fn(f32) -> f32 + Copy + Send + Sync + 'static {
    move |x| f(f64::from(x)) as f32
}
