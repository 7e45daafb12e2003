//! Guides: what to read first, and where to look when something is not as in Keras.
//!
//! Each is a page of prose with examples that run. `links.md` is what they and the README call each other.

#[doc = include_str!("getting_started.md")]
#[doc = ""]
#[doc = include_str!("links.md")]
pub mod getting_started {}

#[doc = include_str!("coming_from_keras.md")]
#[doc = ""]
#[doc = include_str!("links.md")]
pub mod coming_from_keras {}

#[doc = include_str!("sequences.md")]
#[doc = ""]
#[doc = include_str!("links.md")]
pub mod sequences {}

#[doc = include_str!("own_layers.md")]
#[doc = ""]
#[doc = include_str!("links.md")]
pub mod own_layers {}

#[doc = include_str!("fine_tuning.md")]
#[doc = ""]
#[doc = include_str!("links.md")]
pub mod fine_tuning {}

#[doc = include_str!("checks.md")]
#[doc = ""]
#[doc = include_str!("links.md")]
pub mod checks {}

#[doc = include_str!("architecture.md")]
#[doc = ""]
#[doc = include_str!("links.md")]
pub mod architecture {}
