//! Well-known networks for images, ready to use: Keras's own, layer by layer.
//!
//! They are written with [`sequential!`](crate::sequential) and [`graph!`](crate::graph), so each is a type whose shapes
//! rustc has checked: `ResNet50::PARAMS` and `ResNet50::FLOPS` are constants. Layers have the names that Keras gives
//! them, and weights stand in Keras's order, so that those of a trained model fit:
//!
//! ```no_run
//! use keras::applications::{ResNet50, resnet50};
//! use keras::prelude::*;
//! use keras::ndarray::{Array4, ArrayD};
//!
//! fn classify(images: &Array4<u8>, weights: &[ArrayD<f32>]) -> keras::Result<()> {
//!     let mut model = ResNet50::new();
//!     // What `model.get_weights()` of Keras's `ResNet50` gives.
//!     model.set_weights(weights)?;
//!     let probabilities = model.predict(resnet50::preprocess_input(images)?)?;
//!     Ok(())
//! }
//! ```
//!
//! # A network without its top
//!
//! Keras's `include_top=False` is a model of its own here, `Features`, which takes images of any size. It is a layer
//! like any other, so that a top for other classes is written around it:
//!
//! ```no_run
//! use keras::applications::mobilenet_v2;
//! use keras::prelude::*;
//!
//! graph! {
//!     /// Tells five kinds of flowers apart.
//!     struct Flowers {
//!         let image = Input(160, 160, 3);
//!         let x = mobilenet_v2::Features(name = base, trainable = false)(image);
//!         let x = Dropout(0.2)(GlobalAveragePooling2D()(x));
//!         Dense(5, activation = softmax)(x)
//!     }
//! }
//!
//! # fn main() -> keras::Result<()> {
//! # let weights = vec![];
//! let mut model = Flowers::new();
//! model.base.set_weights(&weights)?;
//! # Ok(())
//! # }
//! ```

pub mod mobilenet_v2;
mod preprocessing;
pub mod resnet20;
pub mod resnet50;
pub mod resnet50v2;
pub mod vgg16;
pub mod vgg19;

pub use mobilenet_v2::MobileNetV2;
pub use resnet20::ResNet20;
pub use resnet50::ResNet50;
pub use resnet50v2::ResNet50V2;
pub use vgg16::VGG16;
pub use vgg19::VGG19;
