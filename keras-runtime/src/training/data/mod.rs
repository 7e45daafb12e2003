//! Input data for `fit`, `evaluate` and `predict`: arrays whose type fits the model's, and sources of batches.

mod any_arrays;
mod batches;
mod check;
mod dataset;
mod form;
mod labels;
mod npy;
mod number;
mod pass;
mod samples;
mod table;
mod weights;

pub use any_arrays::AnyArrays;
pub(super) use batches::too_few;
pub use batches::{BatchBuffer, BatchOf, Batches};
pub(crate) use check::{check_inputs, check_labels, check_together, check_weights};
pub use dataset::{Dataset, Elements, Stack};
pub use form::{Array1, Array2, Array3, Array4, Array5, Array6, ArrayD, Axes, Form, Nested, Rows};
pub use labels::{Kind, Kinds, TakesClasses, TakesLabels, TakesSame};
pub use npy::{NpyElement, NpyFile};
pub use number::{Integer, Number};
pub use pass::Pass;
pub use samples::{Labels, Samples, Takes};
pub use table::{Table, Tables};
pub use weights::SampleWeight;
