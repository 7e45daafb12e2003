//! Callback of closures.

use std::fmt;

use super::{Callback, Training};
use crate::Result;

type Moment<'a> = Box<dyn FnMut(&mut Training<'_>) -> Result<()> + 'a>;

/// Calls closures at the moments of a training, as
/// [`LambdaCallback`](https://keras.io/api/callbacks/lambda_callback/).
///
/// ```
/// use keras::callbacks::LambdaCallback;
/// use keras::prelude::*;
///
/// let (train, _) = datasets::digits::load();
/// let model = sequential![Dense(10, activation = softmax, input = 64)];
/// let mut model = model.compile(SGD::new(0.1), SparseCategoricalCrossentropy::default(), metrics![]);
/// let mut losses = vec![];
/// let note = LambdaCallback::new().on_epoch_end(|training| {
///     losses.push(training.scores().loss);
///     Ok(())
/// });
/// let history = model.fit(&train.x, &train.y, Fit::epochs(3).callback(note))?;
/// assert_eq!(history.get("loss"), losses);
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Default)]
#[must_use]
pub struct LambdaCallback<'a> {
    moments: [Option<Moment<'a>>; 8],
}

impl LambdaCallback<'_> {
    /// Nothing at any moment.
    pub fn new() -> Self {
        Self::default()
    }
}

impl fmt::Debug for LambdaCallback<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LambdaCallback").finish_non_exhaustive()
    }
}

macro_rules! moments {
    ($($position:literal $moment:ident: $doc:literal;)*) => {
        impl<'a> LambdaCallback<'a> {
            $(
                #[doc = $doc]
                pub fn $moment(mut self, f: impl FnMut(&mut Training<'_>) -> Result<()> + 'a) -> Self {
                    self.moments[$position] = Some(Box::new(f));
                    self
                }
            )*
        }

        impl Callback for LambdaCallback<'_> {
            fn name(&self) -> &str {
                "LambdaCallback"
            }

            $(
                fn $moment(&mut self, training: &mut Training<'_>) -> Result<()> {
                    self.moments[$position].as_mut().map_or(Ok(()), |moment| moment(training))
                }
            )*
        }
    };
}

moments! {
    0 on_train_begin: "What happens before the first epoch.";
    1 on_train_end: "What happens after the last epoch.";
    2 on_epoch_begin: "What happens before each epoch.";
    3 on_epoch_end: "What happens after each epoch.";
    4 on_train_batch_begin: "What happens before each batch.";
    5 on_train_batch_end: "What happens after each batch.";
    6 on_test_begin: "What happens before each validation.";
    7 on_test_end: "What happens after each validation.";
}
