//! Guides: what to read first, and where to look when something is not as in Keras.
//!
//! Each page is tested. `links.md` comes first in each: its definitions lead to items of the documentation and override
//! those at the end of the file, which lead to files.

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("getting_started.md")]
pub mod getting_started {}

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("training.md")]
pub mod training {}

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("custom_training.md")]
pub mod custom_training {}

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("distribution.md")]
pub mod distribution {}

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("saving.md")]
pub mod saving {}

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("from_python.md")]
pub mod from_python {}

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("coming_from_keras.md")]
pub mod coming_from_keras {}

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("preprocessing.md")]
pub mod preprocessing {}

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("other_words.md")]
pub mod other_words {}

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("sequences.md")]
pub mod sequences {}

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("own_layers.md")]
pub mod own_layers {}

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("fine_tuning.md")]
pub mod fine_tuning {}

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("checks.md")]
pub mod checks {}

#[doc = include_str!("links.md")]
#[doc = ""]
#[doc = include_str!("architecture.md")]
pub mod architecture {}
