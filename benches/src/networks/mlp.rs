//! Dense layers: 784-32-10, and 784-512-512-10 with dropout.

use keras::optimizers;
use keras::prelude::*;
use keras::shape::SoftmaxHead;
use ndarray::{Array1, Array2, ArrayView2, s};

use super::{by_burn, by_candle, training, wave};
use crate::machine::memory;
use crate::table::{Contestant, Table, Work, repeat};

pub const BATCH: usize = 128;
pub const STEPS: usize = 60;
pub const WIDTH: usize = 784;

sequential! {
    struct Small {
        Dense(32, activation = relu, input = WIDTH),
        Dense(10, activation = softmax),
    }
}

sequential! {
    pub struct Wide {
        Dense(512, activation = relu, input = WIDTH),
        Dropout(0.2),
        Dense(512, activation = relu),
        Dropout(0.2),
        Dense(10, activation = softmax),
    }
}

pub fn rows(table: &Table) -> keras::Result<()> {
    let samples = (STEPS + 1) * BATCH;
    let x = Array2::from_shape_fn((samples, WIDTH), |(i, j)| wave(i + j));
    let y = Array1::from_shape_fn(samples, |i| (i % 10) as u8);
    let flat = x.as_slice().expect("it is new");

    let name = "784-32-10, RMSprop, step of 128";
    if table.wants(name) {
        let others =
            vec![("burn", by_burn::mlp::train(flat, &[WIDTH, 32, 10], 0.0, by_burn::mlp::rms_prop()))];
        train(table, name, Small::new(), RMSprop::default(), (BATCH, STEPS), &x, &y, others)?;
    }
    let name = "784-512-512-10, Adam, step of 128";
    if table.wants(name) {
        let sizes = [WIDTH, 512, 512, 10];
        let others = vec![
            ("burn", by_burn::mlp::train(flat, &sizes, 0.2, by_burn::mlp::adam())),
            ("candle", by_candle::mlp::train(flat, &sizes, 0.2).expect("candle trains")),
        ];
        train(table, name, Wide::new(), Adam::default(), (BATCH, STEPS), &x, &y, others)?;
    }
    let name = "784-32-10, one sample";
    if table.wants(name) {
        answer(table, name, x.slice(s![..1, ..]))?;
    }
    Ok(())
}

/// Measures a training step on vectors, of which there are enough for one more than so many.
#[allow(clippy::too_many_arguments, reason = "each says another thing of the row")]
pub fn train<M>(
    table: &Table,
    name: &str,
    model: M,
    optimizer: impl optimizers::Optimizer + 'static,
    (batch, steps): (usize, usize),
    x: &Array2<f32>,
    y: &Array1<u8>,
    others: Vec<Contestant<'_>>,
) -> keras::Result<()>
where
    M: Checked<Input = Rank1<WIDTH>, Output = Rank1<10>, Head = SoftmaxHead>,
{
    let mut model = model.compile(optimizer, SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    let fit = |samples: usize| {
        let (x, y) = (x.slice(s![..samples, ..]), y.slice(s![..samples]));
        model.fit(x, y, Fit::epochs(1).batch_size(batch).verbose(0))
    };
    training(table, name, M::FLOPS, (batch, steps), fit, others)
}

fn answer(table: &Table, name: &str, x: ArrayView2<'_, f32>) -> keras::Result<()> {
    let model = Small::new();
    let mut predictor = model.predictor();
    predictor.predict(x)?;
    let memory = Some(memory::most(|| predictor.predict(x).map(drop))?);
    let numbers = x.as_slice().expect("it is a row").to_vec();
    let sizes = [WIDTH, 32, 10];
    let ours = move || _ = std::hint::black_box(predictor.predict(x).map(drop));
    let contestants: Vec<Contestant<'_>> = vec![
        ("ours", Box::new(repeat(ours))),
        ("burn", Box::new(repeat(by_burn::mlp::answer(numbers.clone(), &sizes)))),
        ("candle", Box::new(repeat(by_candle::mlp::answer(numbers, &sizes)))),
    ];
    table.row(&Work { name, flops: Small::FLOPS, single: true, memory }, contestants);
    Ok(())
}
