//! A training step by Keras's engines beside that of the native runtime, and what starting one costs.
//!
//! `KERAS_PYTHON` names a Python with Keras 3.15, JAX and TensorFlow.

use std::time::{Duration, Instant};

use keras::backends::Backend;
use keras::ndarray::Array2;
use keras::prelude::*;

const SAMPLES: usize = 8192;
const BATCH: usize = 128;
const EPOCHS: usize = 6;

sequential! {
    struct Wide {
        Dense(512, activation = relu, input = 784),
        Dense(512, activation = relu),
        Dense(10, activation = softmax),
    }
}

sequential! {
    struct Cnn {
        Conv2D(32, 3, activation = relu, input = (28, 28, 1)),
        MaxPooling2D(2),
        Conv2D(64, 3, activation = relu),
        MaxPooling2D(2),
        Flatten(),
        Dense(10, activation = softmax),
    }
}

fn main() -> keras::Result<()> {
    println!("| | native | JAX | TensorFlow |\n| --- | --- | --- | --- |");
    let x = Array2::from_shape_fn((SAMPLES, 784), |(i, j)| ((i * 7 + j * 3) % 255) as f32 / 255.0);
    let images = x.clone().into_shape_with_order((SAMPLES, 28, 28, 1)).expect("as many pixels");
    let y: Vec<u8> = (0..SAMPLES).map(|i| (i % 10) as u8).collect();
    let backends = [None, Some(Backend::Jax), Some(Backend::TensorFlow)];
    let mut starts = vec![];
    let mut row =
        |name: &str, fit: &dyn Fn(Option<Backend>, usize) -> keras::Result<Duration>| -> keras::Result<()> {
            let mut cells = vec![];
            for backend in &backends {
                let (once, often) = (fit(backend.clone(), 1)?, fit(backend.clone(), EPOCHS)?);
                let step = (often - once) / ((EPOCHS - 1) * (SAMPLES / BATCH)) as u32;
                starts.push(once);
                cells.push(format!("{step:.3?}"));
            }
            println!("| {name}, Adam, step of {BATCH} | {} |", cells.join(" | "));
            Ok(())
        };
    let loss = SparseCategoricalCrossentropy::default;
    row("784-512-512-10", &|backend, epochs| {
        let mut model = Wide::new().compile(Adam::default(), loss(), metrics![]);
        timed(|| model.fit(&x, &y, options(backend, epochs)).map(drop))
    })?;
    row("mnist_cnn", &|backend, epochs| {
        let mut model = Cnn::new().compile(Adam::default(), loss(), metrics![]);
        timed(|| model.fit(&images, &y, options(backend, epochs)).map(drop))
    })?;
    println!("first epochs, with the start of the engine: {starts:.2?}");
    Ok(())
}

fn options(backend: Option<Backend>, epochs: usize) -> Fit<'static> {
    let fit = Fit::epochs(epochs).batch_size(BATCH).verbose(0);
    match backend {
        Some(backend) => fit.backend(backend),
        None => fit,
    }
}

fn timed(run: impl FnOnce() -> keras::Result<()>) -> keras::Result<Duration> {
    let begin = Instant::now();
    run().map(|()| begin.elapsed())
}
