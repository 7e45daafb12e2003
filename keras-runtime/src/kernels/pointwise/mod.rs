//! Functions of one element at a time.
//!
//! Their greatest errors are stated in units in the last place (ULP) of the exact result. They hold for all numbers but
//! denormal ones, which count as 0, on every machine, and NaN gives NaN.

mod functions;
mod loops;

#[cfg(test)]
mod tests;

pub(crate) use functions::{Function, Relu, Sigmoid, Tanh, exp as exp_of, log as log_of};
pub(crate) use loops::scale_gradient;
pub use loops::{axpy, map, update, zip};

use self::functions as f;
use super::isa::Isa;

/// A pointwise function that can be applied while a product is written: its derivative is a function of
/// its value alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Pointwise {
    /// `x`
    #[default]
    Linear,
    /// `max(x, 0)`
    Relu,
    /// `1 / (1 + exp(-x))`
    Sigmoid,
    /// `tanh(x)`
    Tanh,
}

impl Pointwise {
    /// Replaces each value by the function's.
    pub fn apply(self, values: &mut [f32]) {
        let isa = Isa::chosen();
        match self {
            Pointwise::Linear => {}
            Pointwise::Relu => loops::replace_on(isa, values, f::Relu),
            Pointwise::Sigmoid => loops::replace_on(isa, values, f::Sigmoid),
            Pointwise::Tanh => loops::replace_on(isa, values, f::Tanh),
        }
    }

    /// Turns the gradient `dy` by `y`, the function's value, into that by its argument.
    pub fn gradient(self, y: &[f32], dy: &mut [f32]) {
        match self {
            Pointwise::Linear => {}
            Pointwise::Relu => loops::zero_unless_positive(dy, y),
            Pointwise::Sigmoid => update(dy, y, |dy, y| dy * y * (1.0 - y)),
            Pointwise::Tanh => update(dy, y, |dy, y| dy * (1.0 - y * y)),
        }
    }
}

macro_rules! slices {
    ($($(#[$doc:meta])* $name:ident = $function:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// # Panics
        ///
        /// If the slices are not of one length.
        pub fn $name(x: &[f32], y: &mut [f32]) {
            loops::map_on(Isa::chosen(), x, y, f::$function);
        }
    )*};
}

slices! {
    /// `y = e^x`, to 2 ULP.
    exp = Exp;
    /// `y = e^x - 1`, to 2 ULP, small values of `x` included.
    expm1 = Expm1;
    /// The natural logarithm, to 1 ULP; NaN for negative `x`.
    log = Log;
    /// `y = ln(1 + x)`, to 2 ULP, small values of `x` included; NaN below -1.
    log1p = Log1p;
    /// The hyperbolic tangent, to 3 ULP.
    tanh = Tanh;
    /// `y = 1 / (1 + e^-x)`, to 3 ULP.
    sigmoid = Sigmoid;
    /// `y = ln(1 + e^x)`, to 2 ULP.
    softplus = Softplus;
    /// The error function, to 2 ULP.
    erf = Erf;
}
