//! What is wanted around a model: [`keras.utils`](https://keras.io/api/utils/).

mod png;
mod save_img;

pub use save_img::{Scale, array_to_img, save_img};
