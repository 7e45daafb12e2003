//! Convolutions over images of 28 × 28.

use keras::prelude::*;
use keras::shape::SoftmaxHead;
use ndarray::{Array1, Array4, ArrayView4, s};

use super::{by_burn, by_candle, training, wave};
use crate::machine::memory;
use crate::table::{Contestant, Table, Work, repeat};

pub const BATCH: usize = 128;
pub const STEPS: usize = 3;
pub const SIZE: usize = 28;

sequential! {
    pub struct Cnn {
        Conv2D(32, 3, activation = relu, input = (SIZE, SIZE, 1)),
        Conv2D(64, 3, activation = relu),
        MaxPooling2D(2),
        Dropout(0.25),
        Flatten(),
        Dense(128, activation = relu),
        Dropout(0.5),
        Dense(10, activation = softmax),
    }
}

sequential! {
    /// The network of `examples/mnist_cnn.rs`.
    struct MnistCnn {
        Conv2D(32, 3, activation = relu, input = (SIZE, SIZE, 1)),
        MaxPooling2D(2),
        Conv2D(64, 3, activation = relu),
        MaxPooling2D(2),
        Flatten(),
        Dropout(0.5),
        Dense(10, activation = softmax),
    }
}

pub fn rows(table: &Table) -> keras::Result<()> {
    let samples = (STEPS + 1) * BATCH;
    let x = Array4::from_shape_fn((samples, SIZE, SIZE, 1), |(i, y, x, _)| wave(i + y * x));
    let flat = x.as_slice().expect("it is new");
    let name = "CNN 28x28, Adam, step of 128";
    if table.wants(name) {
        let others = vec![
            ("burn", by_burn::cnn::train(flat)),
            ("candle", by_candle::cnn::train(flat).expect("candle trains")),
        ];
        train(table, name, Cnn::new(), (BATCH, STEPS), &x, others)?;
    }
    let name = "mnist_cnn, Adam, step of 128";
    if table.wants(name) {
        train(table, name, MnistCnn::new(), (BATCH, STEPS), &x, vec![])?;
    }
    let name = "CNN 28x28, one sample";
    if table.wants(name) {
        answer(table, name, x.slice(s![..1, .., .., ..]))?;
    }
    Ok(())
}

/// Measures a training step on images, of which there are enough for one more than so many.
pub fn train<const H: usize, const W: usize, const C: usize, M>(
    table: &Table,
    name: &str,
    model: M,
    (batch, steps): (usize, usize),
    x: &Array4<f32>,
    others: Vec<Contestant<'_>>,
) -> keras::Result<()>
where
    M: Checked<Input = Rank3<H, W, C>, Output = Rank1<10>, Head = SoftmaxHead>,
{
    let y = Array1::from_shape_fn(x.dim().0, |i| (i % 10) as u8);
    let loss = SparseCategoricalCrossentropy::default();
    let mut model = model.compile(Adam::default(), loss, metrics![accuracy]);
    let fit = |samples: usize| {
        let (x, y) = (x.slice(s![..samples, .., .., ..]), y.slice(s![..samples]));
        model.fit(x, y, Fit::epochs(1).batch_size(batch).verbose(0))
    };
    training(table, name, M::FLOPS, (batch, steps), fit, others)
}

fn answer(table: &Table, name: &str, x: ArrayView4<'_, f32>) -> keras::Result<()> {
    let model = Cnn::new();
    let mut predictor = model.predictor();
    predictor.predict(x)?;
    let memory = Some(memory::most(|| predictor.predict(x).map(drop))?);
    let numbers: Vec<f32> = x.iter().copied().collect();
    let ours = move || _ = std::hint::black_box(predictor.predict(x).map(drop));
    let contestants: Vec<Contestant<'_>> = vec![
        ("ours", Box::new(repeat(ours))),
        ("burn", Box::new(repeat(by_burn::cnn::answer(numbers.clone())))),
        ("candle", Box::new(repeat(by_candle::cnn::answer(numbers)))),
    ];
    table.row(&Work { name, flops: Cnn::FLOPS, single: false, memory }, contestants);
    Ok(())
}
