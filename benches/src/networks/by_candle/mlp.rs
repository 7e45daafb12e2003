//! Dense layers.

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::{Module, Optimizer};

use crate::networks::mlp::{BATCH, STEPS, WIDTH};
use crate::networks::{gather, stepping};

/// Answers one sample.
pub fn answer(numbers: Vec<f32>, sizes: &[usize]) -> impl FnMut() {
    let model = Mlp::new(sizes, 0.0).expect("candle builds");
    move || {
        let x = Tensor::from_slice(&numbers, (1, WIDTH), &Device::Cpu);
        let y = x.and_then(|x| candle_nn::ops::softmax(&model.forward(&x, false)?, 1));
        std::hint::black_box(y.and_then(|y| y.to_vec2::<f32>()).expect("candle answers"));
    }
}

struct Mlp {
    layers: Vec<candle_nn::Linear>,
    dropout: candle_nn::Dropout,
    variables: candle_nn::VarMap,
}

impl Mlp {
    fn new(sizes: &[usize], rate: f32) -> Result<Self> {
        let variables = candle_nn::VarMap::new();
        let builder = candle_nn::VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu);
        let layer =
            |(i, pair): (usize, &[usize])| candle_nn::linear(pair[0], pair[1], builder.pp(i.to_string()));
        let layers = sizes.windows(2).enumerate().map(layer).collect::<Result<_>>()?;
        Ok(Self { layers, dropout: candle_nn::Dropout::new(rate), variables })
    }

    fn forward(&self, x: &Tensor, training: bool) -> Result<Tensor> {
        let (last, hidden) = self.layers.split_last().expect("there are layers");
        let mut x = x.clone();
        for layer in hidden {
            x = self.dropout.forward(&layer.forward(&x)?.relu()?, training)?;
        }
        last.forward(&x)
    }
}

/// Turns of a training step.
pub fn train<'a>(x: &'a [f32], sizes: &[usize], rate: f32) -> Result<Box<dyn FnMut() -> f64 + 'a>> {
    let model = Mlp::new(sizes, rate)?;
    let mut optimizer = candle_nn::AdamW::new_lr(model.variables.all_vars(), 1e-3)?;
    Ok(stepping(x.len() / WIDTH, BATCH, STEPS, move |rows| {
        let mut step = || {
            let labels: Vec<u32> = rows.iter().map(|row| (row % 10) as u32).collect();
            let inputs = Tensor::from_vec(gather(x, WIDTH, rows), (BATCH, WIDTH), &Device::Cpu)?;
            let labels = Tensor::from_vec(labels, BATCH, &Device::Cpu)?;
            let loss = candle_nn::loss::cross_entropy(&model.forward(&inputs, true)?, &labels)?;
            optimizer.backward_step(&loss)
        };
        step().expect("candle trains");
    }))
}
