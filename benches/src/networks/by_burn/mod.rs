//! The same by `burn`, with its `flex` backend.

pub mod cnn;
pub mod lstm;
pub mod mlp;

type Inference = burn::backend::Flex;
type Training = burn::backend::Autodiff<Inference>;
type Device = burn::tensor::Device<Training>;
