//! Serialization of models and their parts, as in [`keras.saving`](https://keras.io/api/models/model_saving_apis/).

mod custom_objects;
mod declared;
mod load_model;
mod undeclared;

pub use custom_objects::CustomObjects;
#[doc(hidden)]
pub use declared::{Declaration, Declared, declared};
pub use load_model::{
    load_compiled_model, load_compiled_model_with, load_model, load_model_with, model_from_json,
};
#[doc(hidden)]
pub use undeclared::{Arguments, MadeOf, NoTrait, TraitsOf, Undeclared, first_of, undeclared};
