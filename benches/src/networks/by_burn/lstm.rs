//! Recurrent layers.

use burn::module::{AutodiffModule, Module};
use burn::nn::loss::{MseLoss, Reduction};
use burn::nn::{Embedding, EmbeddingConfig, Linear, LinearConfig, Lstm, LstmConfig};
use burn::optim::{AdamConfig, GradientsParams, Optimizer};
use burn::tensor::backend::Backend;
use burn::tensor::{Int, Tensor, TensorData, activation};
use ndarray::{Array2, Array3};

use super::{Device, Training};
use crate::networks::lstm::{BATCH, FEATURES, REVIEW, SERIES, WORDS};
use crate::networks::{gather, stepping};

/// Turns of a training step on reviews.
pub fn read(reviews: &Array2<u32>) -> Box<dyn FnMut() -> f64 + '_> {
    train(reviews.dim().0, Reader::new, |model, rows, device| {
        let ids: Vec<i64> = rows.iter().flat_map(|&row| reviews.row(row)).map(|&id| i64::from(id)).collect();
        model.forward(Tensor::from_data(TensorData::new(ids, [BATCH, REVIEW]), device))
    })
}

/// Turns of a training step on series.
pub fn forecast(series: &Array3<f32>) -> Box<dyn FnMut() -> f64 + '_> {
    let numbers = series.as_slice().expect("it is dense");
    train(series.dim().0, Forecaster::new, |model, rows, device| {
        let x = TensorData::new(gather(numbers, SERIES * FEATURES, rows), [BATCH, SERIES, FEATURES]);
        model.forward(Tensor::from_data(x, device))
    })
}

#[derive(Module, Debug)]
struct Reader<B: Backend> {
    embedding: Embedding<B>,
    lstm: Lstm<B>,
    dense: Linear<B>,
}

impl<B: Backend> Reader<B> {
    fn new(device: &B::Device) -> Self {
        Self {
            embedding: EmbeddingConfig::new(WORDS, 128).init(device),
            lstm: LstmConfig::new(128, 128, true).init(device),
            dense: LinearConfig::new(128, 1).init(device),
        }
    }

    fn forward(&self, ids: Tensor<B, 2, Int>) -> Tensor<B, 2> {
        let (_, state) = self.lstm.forward(self.embedding.forward(ids), None);
        activation::sigmoid(self.dense.forward(state.hidden))
    }
}

#[derive(Module, Debug)]
struct Forecaster<B: Backend> {
    lstm: Lstm<B>,
    dense: Linear<B>,
}

impl<B: Backend> Forecaster<B> {
    fn new(device: &B::Device) -> Self {
        Self {
            lstm: LstmConfig::new(FEATURES, 10, true).init(device),
            dense: LinearConfig::new(10, 1).init(device),
        }
    }

    fn forward(&self, x: Tensor<B, 3>) -> Tensor<B, 2> {
        let (_, state) = self.lstm.forward(x, None);
        self.dense.forward(state.hidden)
    }
}

/// Turns of a training step in which `forward` gives a number for each of the rows; the loss is the mean square, as cheap as any.
fn train<'a, M>(
    samples: usize,
    new: impl Fn(&Device) -> M,
    forward: impl Fn(&M, &[usize], &Device) -> Tensor<Training, 2> + 'a,
) -> Box<dyn FnMut() -> f64 + 'a>
where
    M: AutodiffModule<Training> + 'a,
{
    let device = Device::default();
    let mut model = Some(new(&device));
    let mut optimizer = AdamConfig::new().init::<Training, M>();
    stepping(samples, BATCH, 2, move |rows| {
        let labels: Vec<f32> = rows.iter().map(|row| (row % 2) as f32).collect();
        let labels = Tensor::<Training, 2>::from_data(TensorData::new(labels, [BATCH, 1]), &device);
        if let Some(old) = model.take() {
            let y = forward(&old, rows, &device);
            let gradients = MseLoss::new().forward(y, labels, Reduction::Mean).backward();
            let gradients = GradientsParams::from_grads(gradients, &old);
            model = Some(optimizer.step(1e-3, old, gradients));
        }
    })
}
