use crate::activations::function::Function;
use crate::backend as K;
use crate::shape::Head;

/// Softsign: `x / (1 + |x|)`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(softsign, input = 3)];
/// assert_eq!(model.predict(&array![[-1.0, 0.0, 3.0]])?, array![[-0.5, 0.0, 0.75]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const softsign: Function =
    Function::new("softsign", |x| K::map(x, |x| x / (x.abs() + 1.0), |x, _| (x.abs() + 1.0).powi(-2)))
        .with_head(Head::Bounded);
