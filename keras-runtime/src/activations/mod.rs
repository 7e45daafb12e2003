//! Activation functions, as in [`keras.activations`](https://keras.io/api/layers/activations/).
//!
//! Each has the name that Keras gives it and Keras's default arguments; the form that takes arguments ends in
//! `_with`, and its arguments are in Keras's order.
//!
//! ```
//! use keras::activations::{Function, custom, leaky_relu_with, relu};
//! use keras::autodiff::{Tape, Tensor};
//!
//! let x = Tape::new().array(&[-2.0, 4.0]);
//! assert_eq!(relu.apply(&x).to_array(), keras::ndarray::array![0.0, 4.0].into_dyn());
//! assert_eq!(leaky_relu_with(0.5).apply(&x).to_array(), keras::ndarray::array![-1.0, 4.0].into_dyn());
//!
//! fn halve(x: &Tensor) -> Tensor {
//!     x * 0.5
//! }
//! const HALVE: Function = custom(halve);
//! assert_eq!(HALVE.apply(&x).to_array(), keras::ndarray::array![-1.0, 2.0].into_dyn());
//! ```

mod catalogue;
mod function;
mod json;
mod ramp;
mod rule;

#[cfg(test)]
mod tests;

pub use catalogue::NAMES;
#[doc(hidden)]
pub use catalogue::Words;
pub(crate) use catalogue::words;
pub use catalogue::words::*;
pub use function::Function;
