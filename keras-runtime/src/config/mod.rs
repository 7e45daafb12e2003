//! Configuration of layers, losses, optimizers and the like as data: arguments with their names, to and from Keras's
//! JSON.
//!
//! A struct of arguments has [`Config`], which is derived: Keras's name of the class, and its arguments as a JSON object
//! under Keras's names. A value of an argument has [`Argument`]: numbers, tuples, words such as `same`, activations,
//! initializers, layers inside layers. Of an enum without fields that is derived, too.
//!
//! ```
//! use keras::config::{Argument, Config};
//! use keras::layers::Conv1D;
//! use keras::saving::CustomObjects;
//! use keras::serde_json::json;
//!
//! /// How a signal is normalized.
//! #[derive(Config, Clone, Copy, Debug, PartialEq)]
//! enum Norm {
//!     Peak,
//!     RootMeanSquare,
//! }
//! assert_eq!(Norm::RootMeanSquare.to_json()?, json!("root_mean_square"));
//!
//! let config = json!({ "filters": 8, "kernel_size": [3], "activation": "relu" });
//! let layer = Conv1D::from_config(config.as_object().unwrap(), &CustomObjects::new())?;
//! assert_eq!(layer.config()?["padding"], "valid");
//!
//! let config = json!({ "filters": 8, "kernel_size": [3], "padding": "some" });
//! let error = Conv1D::from_config(config.as_object().unwrap(), &CustomObjects::new()).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "`Conv1D`, argument `padding`: expected one of \"valid\", \"same\", \"causal\", found \"some\"",
//! );
//! # Ok::<(), keras::Error>(())
//! ```

mod argument;
mod classes;
mod configured;
mod fields;
mod module;
mod names;
mod object;
mod own;
mod words;

pub use argument::Argument;
#[doc(hidden)]
pub use argument::texts;
pub(crate) use argument::unexpected;
pub(crate) use classes::NoClasses;
pub use classes::{Class, ClassEntry, ClassName, Classes};
pub use configured::Configured;
pub(crate) use configured::default_of;
#[doc(hidden)]
pub use configured::{Complete, Said};
pub(crate) use fields::unwrap_one;
#[doc(hidden)]
pub use fields::{Form, NoForm, Read, Written, typed};
pub use keras_macros::Config;
#[doc(hidden)]
pub use module::keras_module;
#[doc(hidden)]
pub use names::{ArgumentName, ArgumentNames, NoArgument, NoNames, OF_EVERY_LAYER, fault_of, of_arguments};
pub use object::ToObject;
pub(crate) use object::{
    Object, envelope, float32_policy, layer_object, made, name_of, nameless, object, single_precision,
    undescribed, with_layer_arguments, with_name, word_of,
};
pub use own::Own;
pub use serde_json::Value;
pub(crate) use words::{from_word, to_word};
#[doc(hidden)]
pub use words::{no_word, word};

use crate::Result;

/// A JSON object.
pub type Map = serde_json::Map<String, Value>;

/// Configuration: a struct of arguments as data. Derived.
///
/// Keras's name of each argument is that of the field, and what is written is what Keras writes. Some things are said above
/// the struct where Keras differs, in `#[layer(…)]` or, of what is no layer, in `#[config(…)]`:
///
/// - `neutral(renorm = false, noise_shape = None)`: arguments that Keras writes and that do not exist here. They are read
///   with this value only, and written with it.
/// - `name = "huber_loss"`: what Keras calls a loss, a metric or a schedule as long as nothing else is said, if that is not
///   the word for its class.
/// - `written = function`, a `fn(&Self, &mut Map) -> Result<()>`: changes what has been written into Keras's form.
/// - `trainable = false`, `dtype = false`: the class of Keras does not take that argument, and it is not written.
/// - `class = "Identity"`: the name of the class, if it is not that of the struct; `package = "mine"`: where Python has
///   registered a class of your own, with `@keras.saving.register_keras_serializable(package = "mine")`. Without it that is
///   Keras's `Custom`.
/// - `#[config(typed)]` of a field whose type is a parameter of the struct: an argument that the type decides, as `from_logits`
///   of a cross-entropy.
///
/// ```
/// use keras::config::Config;
/// use keras::initializers::RandomNormal;
/// use keras::saving::CustomObjects;
/// use keras::serde_json::json;
///
/// let config = json!({ "mean": 0.0, "stddev": 0.1, "seed": null });
/// let normal = RandomNormal::from_config(config.as_object().unwrap(), &CustomObjects::new())?;
/// assert_eq!(json!(normal.config()?), config);
/// # Ok::<(), keras::Error>(())
/// ```
pub trait Config: Sized {
    /// Keras's name of the class, as in `Dense`.
    const CLASS: &'static str;

    /// Keras's module of it, as in `keras.layers`; of a class of your own, the package under which it is registered in
    /// Python.
    const MODULE: &'static str;

    /// The name of the class as a word: `glorot_uniform`.
    const WORD: &'static str;

    /// The arguments, by Keras's names.
    ///
    /// # Errors
    ///
    /// If one of them has no form in JSON: a function without a name, or a value of a type without [`Argument`].
    fn config(&self) -> Result<Map>;

    /// What these arguments make. One that is left out has its default.
    ///
    /// # Errors
    ///
    /// If one is missing, is not there, or has a value that is not one of its own.
    fn from_config(config: &Map, classes: &dyn Classes) -> Result<Self>;
}
