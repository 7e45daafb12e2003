//! Dense layers.

use burn::module::{AutodiffModule, Module};
use burn::nn::loss::CrossEntropyLossConfig;
use burn::nn::{Dropout, DropoutConfig, Linear, LinearConfig, Relu};
use burn::optim::{AdamConfig, GradientsParams, Optimizer, RmsPropConfig};
use burn::tensor::backend::Backend;
use burn::tensor::{Int, Tensor, TensorData, activation};

use super::{Device, Inference, Training};
use crate::networks::mlp::{BATCH, STEPS, WIDTH};
use crate::networks::{gather, stepping};

pub fn adam() -> impl Optimizer<Mlp<Training>, Training> {
    AdamConfig::new().init()
}

pub fn rms_prop() -> impl Optimizer<Mlp<Training>, Training> {
    RmsPropConfig::new().with_momentum(0.0).init()
}

/// Answers one sample.
pub fn answer(numbers: Vec<f32>, sizes: &[usize]) -> impl FnMut() {
    let device = Device::default();
    let model = Mlp::<Training>::new(sizes, 0.0, &device).valid();
    move || {
        let x = TensorData::new(numbers.clone(), [1, WIDTH]);
        let y = model.forward(Tensor::<Inference, 2>::from_data(x, &device));
        std::hint::black_box(activation::softmax(y, 1).into_data());
    }
}

#[derive(Module, Debug)]
pub struct Mlp<B: Backend> {
    layers: Vec<Linear<B>>,
    relu: Relu,
    dropout: Dropout,
}

impl<B: Backend> Mlp<B> {
    fn new(sizes: &[usize], rate: f64, device: &B::Device) -> Self {
        let layers = sizes.windows(2).map(|pair| LinearConfig::new(pair[0], pair[1]).init(device)).collect();
        Self { layers, relu: Relu::new(), dropout: DropoutConfig::new(rate).init() }
    }

    fn forward(&self, mut x: Tensor<B, 2>) -> Tensor<B, 2> {
        let (last, hidden) = self.layers.split_last().expect("there are layers");
        for layer in hidden {
            x = self.dropout.forward(self.relu.forward(layer.forward(x)));
        }
        last.forward(x)
    }
}

/// Turns of a training step.
pub fn train<'a, O>(
    x: &'a [f32],
    sizes: &[usize],
    rate: f64,
    mut optimizer: O,
) -> Box<dyn FnMut() -> f64 + 'a>
where
    O: Optimizer<Mlp<Training>, Training> + 'a,
{
    let device = Device::default();
    let mut model = Some(Mlp::<Training>::new(sizes, rate, &device));
    let loss = CrossEntropyLossConfig::new().init::<Training>(&device);
    stepping(x.len() / WIDTH, BATCH, STEPS, move |rows| {
        let labels: Vec<i64> = rows.iter().map(|row| (row % 10) as i64).collect();
        let inputs = TensorData::new(gather(x, WIDTH, rows), [BATCH, WIDTH]);
        let inputs = Tensor::<Training, 2>::from_data(inputs, &device);
        let labels = Tensor::<Training, 1, Int>::from_data(TensorData::new(labels, [BATCH]), &device);
        if let Some(old) = model.take() {
            let gradients = loss.forward(old.forward(inputs), labels).backward();
            let gradients = GradientsParams::from_grads(gradients, &old);
            model = Some(optimizer.step(1e-3, old, gradients));
        }
    })
}
