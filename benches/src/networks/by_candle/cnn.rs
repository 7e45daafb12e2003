//! Convolutions over images of 28 × 28, channels first as `candle` has them.

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::{Conv2d, Linear, Module, Optimizer};

use crate::networks::cnn::{BATCH, SIZE, STEPS};
use crate::networks::{gather, stepping};

/// Answers one sample.
pub fn answer(numbers: Vec<f32>) -> impl FnMut() {
    let model = Cnn::new().expect("candle builds");
    move || {
        let x = Tensor::from_slice(&numbers, (1, 1, SIZE, SIZE), &Device::Cpu);
        let y = x.and_then(|x| candle_nn::ops::softmax(&model.forward(&x, false)?, 1));
        std::hint::black_box(y.and_then(|y| y.to_vec2::<f32>()).expect("candle answers"));
    }
}

struct Cnn {
    first: Conv2d,
    second: Conv2d,
    dense: Linear,
    logits: Linear,
    variables: candle_nn::VarMap,
}

impl Cnn {
    fn new() -> Result<Self> {
        let variables = candle_nn::VarMap::new();
        let builder = candle_nn::VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu);
        Ok(Self {
            first: candle_nn::conv2d(1, 32, 3, Default::default(), builder.pp("first"))?,
            second: candle_nn::conv2d(32, 64, 3, Default::default(), builder.pp("second"))?,
            dense: candle_nn::linear(9216, 128, builder.pp("dense"))?,
            logits: candle_nn::linear(128, 10, builder.pp("logits"))?,
            variables,
        })
    }

    fn forward(&self, x: &Tensor, training: bool) -> Result<Tensor> {
        let drop = |x: Tensor, rate| candle_nn::Dropout::new(rate).forward(&x, training);
        let x = self.first.forward(x)?.relu()?;
        let x = self.second.forward(&x)?.relu()?.max_pool2d(2)?;
        let x = drop(x, 0.25)?.flatten_from(1)?;
        self.logits.forward(&drop(self.dense.forward(&x)?.relu()?, 0.5)?)
    }
}

/// Turns of a training step.
pub fn train(x: &[f32]) -> Result<Box<dyn FnMut() -> f64 + '_>> {
    let model = Cnn::new()?;
    let mut optimizer = candle_nn::AdamW::new_lr(model.variables.all_vars(), 1e-3)?;
    let width = SIZE * SIZE;
    Ok(stepping(x.len() / width, BATCH, STEPS, move |rows| {
        let mut step = || {
            let labels: Vec<u32> = rows.iter().map(|row| (row % 10) as u32).collect();
            let shape = (BATCH, 1, SIZE, SIZE);
            let inputs = Tensor::from_vec(gather(x, width, rows), shape, &Device::Cpu)?;
            let labels = Tensor::from_vec(labels, BATCH, &Device::Cpu)?;
            let loss = candle_nn::loss::cross_entropy(&model.forward(&inputs, true)?, &labels)?;
            optimizer.backward_step(&loss)
        };
        step().expect("candle trains");
    }))
}
