//! Input data for `fit`, `evaluate` and `predict`: arrays whose type fits the model's.

mod check;
mod form;
mod labels;
mod number;
mod samples;
mod table;

pub(crate) use check::{check_inputs, check_labels, check_together, check_weights};
pub use form::{Array1, Array2, Array3, Array4, Array5, Array6, ArrayD, Axes, Form, Nested, Rows};
pub use labels::{Kind, Kinds, TakesClasses, TakesSame};
pub use number::{Integer, Number};
pub use samples::{Samples, Takes};
pub use table::{Table, Tables};
