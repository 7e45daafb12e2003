//! Weights of samples and time steps.

use std::fmt;

use super::Tables;
use crate::Result;
use crate::shape::each_tuple;

/// Sample weights: how much each sample counts in the loss, and in the
/// [`weighted_metrics`](crate::training::Compiled::weighted_metrics).
///
/// That is an array of [`Number`](super::Number)s of one axis, held as [`Samples`](super::Samples) are; where the outputs
/// are sequences, also one of `(samples, steps)`, how much each time step counts. For a model of several outputs it is one
/// for all of them, or a tuple of as many.
///
/// ```
/// use keras::ndarray::{Array2, Array3};
/// use keras::prelude::*;
///
/// let model = sequential![SimpleRNN(4, return_sequences = true, input = (3, 2)), Dense(1)];
/// let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
/// let (x, y) = (Array3::<f32>::ones((8, 3, 2)), Array3::<f32>::zeros((8, 3, 1)));
/// // Only the last of three steps counts.
/// let weights = Array2::from_shape_fn((8, 3), |(_, step)| if step == 2 { 1.0 } else { 0.0 });
/// model.fit(&x, &y, Fit::epochs(1).sample_weight(&weights))?;
/// # Ok::<(), keras::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "these are not weights of samples",
    label = "expected an array of a weight for each sample, or for each of its time steps",
    note = "for several outputs it is one array for all, or a tuple of as many"
)]
pub trait SampleWeight {
    /// Its numbers: one table, or one for each output.
    fn tables(&self) -> Result<Tables<'_>>;
}

impl fmt::Debug for dyn SampleWeight + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SampleWeight")
    }
}

macro_rules! tuples {
    ($($($weights:ident $_1:ident $_2:ident $position:tt),*;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($weights: SampleWeight),*> SampleWeight for ($($weights,)*) {
            fn tables(&self) -> Result<Tables<'_>> {
                let mut tables = Tables::new();
                $(tables.extend(self.$position.tables()?);)*
                Ok(tables)
            }
        }
    )*};
}

each_tuple! { tuples! }
