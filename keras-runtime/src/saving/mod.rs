//! Serialization of models and their parts, as in [`keras.saving`](https://keras.io/api/models/model_saving_apis/).

mod custom_objects;

pub use custom_objects::CustomObjects;
