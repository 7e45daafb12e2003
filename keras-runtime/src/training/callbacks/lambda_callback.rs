//! Callback of closures.

use std::fmt;

use super::{Callback, Prediction, Training, moments};
use crate::Result;

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
#[must_use]
pub struct LambdaCallback<'a>(Moments<'a>);

impl LambdaCallback<'_> {
    /// Nothing at any moment.
    pub fn new() -> Self {
        Self(Moments::default())
    }
}

impl Default for LambdaCallback<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for LambdaCallback<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LambdaCallback").finish_non_exhaustive()
    }
}

macro_rules! closures {
    ($($(#[$doc:meta])* $moment:ident($shown:ident: $Shown:ident);)*) => {
        /// The closures.
        #[derive(Default)]
        struct Moments<'a> {
            $($moment: Option<Box<dyn FnMut(&mut $Shown<'_>) -> Result<()> + 'a>>,)*
        }

        impl<'a> LambdaCallback<'a> {
            $(
                #[doc = concat!("Calls a closure at the moment [`", stringify!($moment), "`](Callback::", stringify!($moment), ").")]
                ///
                $(#[$doc])*
                pub fn $moment(mut self, f: impl FnMut(&mut $Shown<'_>) -> Result<()> + 'a) -> Self {
                    self.0.$moment = Some(Box::new(f));
                    self
                }
            )*
        }

        #[diagnostic::do_not_recommend]
        impl Callback for LambdaCallback<'_> {
            fn name(&self) -> &str {
                "LambdaCallback"
            }

            $(
                fn $moment(&mut self, $shown: &mut $Shown<'_>) -> Result<()> {
                    self.0.$moment.as_mut().map_or(Ok(()), |moment| moment($shown))
                }
            )*
        }
    };
}

moments!(closures);
