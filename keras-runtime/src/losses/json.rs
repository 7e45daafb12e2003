//! Losses to and from JSON.

use std::any::type_name;

use super::{AnyLoss, CLASSES, Loss};
use crate::Result;
use crate::config::{ClassName, Classes, Map, NoClasses, Value, made, name_of, nameless, word_of};

/// The loss that Keras has written, as an object or as one of its words such as `"mse"`; as
/// [`keras.losses.deserialize`](https://keras.io/api/losses/). [`Loss::to_json`] is the other way.
///
/// ```
/// use keras::losses::{self, BinaryCrossentropy, Loss};
/// use keras::saving::CustomObjects;
///
/// let loss = BinaryCrossentropy::default().from_logits().label_smoothing(0.1);
/// let written = loss.to_json()?;
/// assert_eq!(written["config"]["from_logits"], true);
///
/// let read = losses::deserialize(&written, &CustomObjects::new())?;
/// assert_eq!(read.to_json()?, written);
/// assert_eq!(losses::deserialize(&"mse".into(), &CustomObjects::new())?.name(), "MeanSquaredError");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// If the class is not known, or an argument is missing, is not there, or has a value that is not one of its own.
pub fn deserialize(loss: &Value, classes: &dyn Classes) -> Result<AnyLoss> {
    match word_of(loss) {
        Some(word) => made(&Value::from(full_word(word)), classes, "a loss"),
        None => {
            let made: AnyLoss = made(loss, classes, "a loss")?;
            Ok(made.named(name_of(loss).map(str::to_owned)))
        }
    }
}

/// The words that Keras has beside those of its classes.
const SHORT: [(&str, &str); 6] = [
    ("bce", "binary_crossentropy"),
    ("kld", "kl_divergence"),
    ("mae", "mean_absolute_error"),
    ("mape", "mean_absolute_percentage_error"),
    ("mse", "mean_squared_error"),
    ("msle", "mean_squared_logarithmic_error"),
];

/// The word of a class that a short one stands for.
pub(crate) fn full_word(word: &str) -> &str {
    SHORT.iter().find(|(short, _)| word.eq_ignore_ascii_case(short)).map_or(word, |(_, full)| full)
}

/// The loss that a function of the library is, such as [`mse`](super::mse). Any other has no name that a file could hold.
pub(super) fn of_function<F>() -> Result<Value> {
    let function = type_name::<F>().strip_prefix("keras_runtime::losses::").filter(|_| !is_cosine::<F>());
    let word = function.and_then(|path| path.rsplit("::").next());
    let name = word.map(|word| ClassName { class: full_word(word), module: None });
    let class = name.and_then(|name| CLASSES.iter().find(|class| class.is(&name)));
    class.ok_or_else(|| nameless("a loss"))?.make(&Map::new(), &NoClasses)?.to_json()
}

/// Whether a function is the [similarity](super::cosine_similarity) that the loss of that name is the opposite of.
pub(crate) fn is_cosine<F>() -> bool {
    type_name::<F>() == "keras_runtime::losses::cosine::cosine_similarity"
}
