//! Recurrent layers: a reader of reviews, and forecasters of a small series.

use keras::prelude::*;
use ndarray::{Array2, Array3, s};

use super::{by_burn, training, wave};
use crate::table::Table;

pub const BATCH: usize = 32;
const STEPS: usize = 8;
pub const WORDS: usize = 20_000;
pub const REVIEW: usize = 80;
pub const SERIES: usize = 50;
pub const FEATURES: usize = 10;

sequential! {
    /// Reads film reviews, as in Keras's example.
    struct Reviews {
        Embedding(WORDS, 128, input = REVIEW),
        LSTM(128),
        Dense(1, activation = sigmoid),
    }
}

sequential! {
    /// Forecasts a small series.
    struct Series {
        LSTM(10, input = (SERIES, FEATURES)),
        Dense(1),
    }
}

sequential! {
    /// As above, while units are dropped.
    struct DroppedSeries {
        LSTM(10, dropout = 0.5, recurrent_dropout = 0.5, input = (SERIES, FEATURES)),
        Dense(1),
    }
}

pub fn rows(table: &Table) -> keras::Result<()> {
    let samples = (STEPS + 1) * BATCH;
    let word = |i: usize, t: usize| (i * 7919 + t * 104_729) % WORDS;
    let reviews = Array2::from_shape_fn((samples, REVIEW), |(i, t)| word(i, t) as u32);
    let series = Array3::from_shape_fn((samples, SERIES, FEATURES), |(i, t, j)| wave(i + t * j));
    let y = Array2::from_shape_fn((samples, 1), |(i, _)| (i % 2) as f32);
    let once = || Fit::epochs(1).batch_size(BATCH).verbose(0);

    let name = "Embedding, LSTM(128), Adam, step of 32";
    if table.wants(name) {
        let mut model = Reviews::new().compile(Adam::default(), BinaryCrossentropy::default(), metrics![]);
        let fit = |n: usize| model.fit(reviews.slice(s![..n, ..]), y.slice(s![..n, ..]), once());
        let others = vec![("burn", by_burn::lstm::read(&reviews))];
        training(table, name, Reviews::FLOPS, (BATCH, STEPS), fit, others)?;
    }
    let name = "LSTM(10), 50 steps, Adam, step of 32";
    if table.wants(name) {
        let mut model = Series::new().compile(Adam::default(), MeanSquaredError::default(), metrics![]);
        let fit = |n: usize| model.fit(series.slice(s![..n, .., ..]), y.slice(s![..n, ..]), once());
        let others = vec![("burn", by_burn::lstm::forecast(&series))];
        training(table, name, Series::FLOPS, (BATCH, STEPS), fit, others)?;
    }
    let name = "LSTM(10), dropped, Adam, step of 32";
    if table.wants(name) {
        let mut model =
            DroppedSeries::new().compile(Adam::default(), MeanSquaredError::default(), metrics![]);
        let fit = |n: usize| model.fit(series.slice(s![..n, .., ..]), y.slice(s![..n, ..]), once());
        training(table, name, DroppedSeries::FLOPS, (BATCH, STEPS), fit, vec![])?;
    }
    Ok(())
}
