//! End of a training at a loss that is not finite.

use super::{Callback, Training};
use crate::{Error, ErrorKind};

/// Ends a training when a loss, a gradient or a weight becomes NaN or infinite, as
/// [`TerminateOnNaN`](https://keras.io/api/callbacks/terminate_on_nan/).
///
/// Without it such a step is an error of `fit`. With it `fit` ends well, with the weights from before the step and the
/// history so far; a message on standard error says why.
///
/// ```
/// use keras::callbacks::TerminateOnNaN;
/// use keras::ndarray::Array2;
/// use keras::prelude::*;
///
/// let (x, y) = (Array2::<f32>::ones((64, 1)), Array2::<f32>::ones((64, 1)));
/// let mut model = sequential![Dense(1, input = 1)].compile(SGD::new(1e30), MeanSquaredError::default(), metrics![]);
/// assert!(model.fit(&x, &y, Fit::epochs(9)).is_err());
/// assert!(model.fit(&x, &y, Fit::epochs(9).callback(TerminateOnNaN)).is_ok());
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct TerminateOnNaN;

#[diagnostic::do_not_recommend]
impl Callback for TerminateOnNaN {
    fn name(&self) -> &str {
        "TerminateOnNaN"
    }

    fn on_error(&mut self, _: &mut Training<'_>, error: &Error) -> bool {
        let is_not_finite = error.kind() == ErrorKind::NotFinite;
        if is_not_finite {
            eprintln!("The training ends here: {error}");
        }
        is_not_finite
    }
}
