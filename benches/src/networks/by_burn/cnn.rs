//! Convolutions over images of 28 × 28, channels first as `burn` has them.

use burn::module::{AutodiffModule, Module};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::loss::CrossEntropyLossConfig;
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{Dropout, DropoutConfig, Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams, Optimizer};
use burn::tensor::backend::Backend;
use burn::tensor::{Int, Tensor, TensorData, activation};

use super::{Device, Inference, Training};
use crate::networks::cnn::{BATCH, SIZE, STEPS};
use crate::networks::{gather, stepping};

/// Answers one sample.
pub fn answer(numbers: Vec<f32>) -> impl FnMut() {
    let device = Device::default();
    let model = Cnn::<Training>::new(&device).valid();
    move || {
        let x = TensorData::new(numbers.clone(), [1, 1, SIZE, SIZE]);
        let y = model.forward(Tensor::<Inference, 4>::from_data(x, &device));
        std::hint::black_box(activation::softmax(y, 1).into_data());
    }
}

#[derive(Module, Debug)]
struct Cnn<B: Backend> {
    first: Conv2d<B>,
    second: Conv2d<B>,
    pool: MaxPool2d,
    quarter: Dropout,
    dense: Linear<B>,
    half: Dropout,
    logits: Linear<B>,
}

impl<B: Backend> Cnn<B> {
    fn new(device: &B::Device) -> Self {
        Self {
            first: Conv2dConfig::new([1, 32], [3, 3]).init(device),
            second: Conv2dConfig::new([32, 64], [3, 3]).init(device),
            pool: MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init(),
            quarter: DropoutConfig::new(0.25).init(),
            dense: LinearConfig::new(9216, 128).init(device),
            half: DropoutConfig::new(0.5).init(),
            logits: LinearConfig::new(128, 10).init(device),
        }
    }

    fn forward(&self, x: Tensor<B, 4>) -> Tensor<B, 2> {
        let x = activation::relu(self.first.forward(x));
        let x = activation::relu(self.second.forward(x));
        let x = self.quarter.forward(self.pool.forward(x)).flatten(1, 3);
        self.logits.forward(self.half.forward(activation::relu(self.dense.forward(x))))
    }
}

/// Turns of a training step.
pub fn train(x: &[f32]) -> Box<dyn FnMut() -> f64 + '_> {
    let device = Device::default();
    let mut model = Some(Cnn::<Training>::new(&device));
    let mut optimizer = AdamConfig::new().init::<Training, Cnn<Training>>();
    let loss = CrossEntropyLossConfig::new().init::<Training>(&device);
    let width = SIZE * SIZE;
    stepping(x.len() / width, BATCH, STEPS, move |rows| {
        let labels: Vec<i64> = rows.iter().map(|row| (row % 10) as i64).collect();
        let inputs = TensorData::new(gather(x, width, rows), [BATCH, 1, SIZE, SIZE]);
        let inputs = Tensor::<Training, 4>::from_data(inputs, &device);
        let labels = Tensor::<Training, 1, Int>::from_data(TensorData::new(labels, [BATCH]), &device);
        if let Some(old) = model.take() {
            let gradients = loss.forward(old.forward(inputs), labels).backward();
            let gradients = GradientsParams::from_grads(gradients, &old);
            model = Some(optimizer.step(1e-3, old, gradients));
        }
    })
}
