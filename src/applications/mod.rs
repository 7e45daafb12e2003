//! Well-known networks for images, ready to use: Keras's own, layer by layer.
//!
//! They are written with [`sequential!`](crate::sequential) and [`graph!`](crate::graph), so each is a type whose shapes
//! rustc has checked: `ResNet50::PARAMS` and `ResNet50::FLOPS` are constants. Layers have the names that Keras gives
//! them, and weights stand in Keras's order, so that those of a trained model fit:
//!
//! ```no_run
//! use keras::applications::{ImageNet, ResNet50, resnet50};
//! use keras::prelude::*;
//! use keras::ndarray::Array4;
//!
//! fn classify(images: &Array4<u8>) -> keras::Result<()> {
//!     let mut model = ResNet50::imagenet()?;
//!     let probabilities = model.predict(resnet50::preprocess_input(images)?)?;
//!     println!("{:?}", resnet50::decode_predictions(&probabilities, 5)?);
//!     Ok(())
//! }
//! ```
//!
//! [`ImageNet`] reads the weights that Keras keeps or publishes; `ResNet50::new()` has random ones.
//!
//! # A network without its top
//!
//! Keras's `include_top=False` is a model of its own here, `Features`, which takes images of any size; in a module of several
//! networks the name of the network stands before, `efficientnet::EfficientNetB0Features`. It is a layer like any other, so
//! that a top for other classes is written around it, which is Keras's `classes` and `input_shape`. MobileNets of another width
//! are models of their own, too: `MobileNetV2(alpha=0.35)` is [`MobileNetV2Alpha035`].
//!
//! ```no_run
//! use keras::applications::{ImageNet, mobilenet_v2};
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
//! let mut model = Flowers::new();
//! model.base.load_imagenet()?;
//! # Ok(())
//! # }
//! ```

pub mod convnext;
pub mod densenet;
pub mod efficientnet;
pub mod efficientnet_v2;
mod imagenet;
pub mod inception_resnet_v2;
pub mod inception_v3;
pub mod layers;
pub mod mobilenet;
pub mod mobilenet_v2;
pub mod mobilenet_v3;
pub mod nasnet;
mod preprocessing;
pub mod resnet;
pub mod resnet20;
pub mod resnet_v2;
pub mod vgg16;
pub mod vgg19;
pub mod xception;

/// ResNet-50 by itself, as in Keras: see [`resnet`].
pub mod resnet50 {
    pub use super::resnet::ResNet50Features as Features;
    pub use super::resnet::{ResNet50, decode_predictions, preprocess_input};
}

/// ResNet-50 version 2 by itself: see [`resnet_v2`].
pub mod resnet50v2 {
    pub use super::resnet_v2::ResNet50V2Features as Features;
    pub use super::resnet_v2::{ResNet50V2, decode_predictions, preprocess_input};
}

pub use convnext::ConvNeXtBase;
pub use convnext::ConvNeXtLarge;
pub use convnext::ConvNeXtSmall;
pub use convnext::ConvNeXtTiny;
pub use convnext::ConvNeXtXLarge;
pub use densenet::DenseNet121;
pub use densenet::DenseNet169;
pub use densenet::DenseNet201;
pub use efficientnet::EfficientNetB0;
pub use efficientnet::EfficientNetB1;
pub use efficientnet::EfficientNetB2;
pub use efficientnet::EfficientNetB3;
pub use efficientnet::EfficientNetB4;
pub use efficientnet::EfficientNetB5;
pub use efficientnet::EfficientNetB6;
pub use efficientnet::EfficientNetB7;
pub use efficientnet_v2::EfficientNetV2B0;
pub use efficientnet_v2::EfficientNetV2B1;
pub use efficientnet_v2::EfficientNetV2B2;
pub use efficientnet_v2::EfficientNetV2B3;
pub use efficientnet_v2::EfficientNetV2L;
pub use efficientnet_v2::EfficientNetV2M;
pub use efficientnet_v2::EfficientNetV2S;
pub use imagenet::{ImageNet, Prediction, decode_predictions};
pub use inception_resnet_v2::InceptionResNetV2;
pub use inception_v3::InceptionV3;
pub use mobilenet::MobileNet;
pub use mobilenet::MobileNetAlpha025;
pub use mobilenet::MobileNetAlpha050;
pub use mobilenet::MobileNetAlpha075;
pub use mobilenet_v2::MobileNetV2;
pub use mobilenet_v2::MobileNetV2Alpha035;
pub use mobilenet_v2::MobileNetV2Alpha050;
pub use mobilenet_v2::MobileNetV2Alpha075;
pub use mobilenet_v2::MobileNetV2Alpha130;
pub use mobilenet_v2::MobileNetV2Alpha140;
pub use mobilenet_v3::MobileNetV3Large;
pub use mobilenet_v3::MobileNetV3LargeAlpha075;
pub use mobilenet_v3::MobileNetV3LargeMinimalistic;
pub use mobilenet_v3::MobileNetV3Small;
pub use mobilenet_v3::MobileNetV3SmallAlpha075;
pub use mobilenet_v3::MobileNetV3SmallMinimalistic;
pub use nasnet::NASNetLarge;
pub use nasnet::NASNetMobile;
pub use resnet::ResNet50;
pub use resnet::ResNet101;
pub use resnet::ResNet152;
pub use resnet_v2::ResNet50V2;
pub use resnet_v2::ResNet101V2;
pub use resnet_v2::ResNet152V2;
pub use resnet20::ResNet20;
pub use vgg16::VGG16;
pub use vgg19::VGG19;
pub use xception::Xception;
