//! What networks for images cost: time and memory of a training step of a batch of 128, and of an image classified.
//!
//! `cargo bench --bench images`. Time is held against the multiply-adds that the machine could have done meanwhile, as
//! measured in the same run; a training step counts as three times the forward pass. Memory is what is taken beyond
//! weights and data, and is held against what the outputs of the layers take, `ACTIVATION_BYTES` a sample.

#[path = "../machine/memory.rs"]
mod memory;
#[path = "../machine/peak.rs"]
mod peak;

use std::time::Instant;

use keras::applications::{ResNet20, VGG16};
use keras::prelude::*;
use keras::shape::SoftmaxHead;
use ndarray::{Array1, Array4, s};

const BATCH: usize = 128;

sequential! {
    /// The network of `examples/mnist_cnn.rs`.
    struct MnistCnn {
        Conv2D(32, 3, activation = relu, input = (28, 28, 1)),
        MaxPooling2D(2),
        Conv2D(64, 3, activation = relu),
        MaxPooling2D(2),
        Flatten(),
        Dropout(0.5),
        Dense(10, activation = softmax),
    }
}

fn main() -> keras::Result<()> {
    let peak = peak::flops();
    println!("multiply-adds in registers, {} threads: {:.1} GFLOP/s\n", peak::threads(), peak / 1e9);
    println!("                          time    GFLOP/s  of peak     memory  activations");
    train("mnist_cnn, step of 128", MnistCnn::new(), peak)?;
    train("ResNet-20, step of 128", ResNet20::new(), peak)?;
    classify("VGG16, one image", &VGG16::new(), peak)
}

/// Prints what it takes to learn from a batch.
fn train<const H: usize, const W: usize, const C: usize, M>(
    name: &str,
    model: M,
    peak: f64,
) -> keras::Result<()>
where
    M: Checked<Input = Rank3<H, W, C>, Output = Rank1<10>, Head = SoftmaxHead>,
{
    let x = Array4::from_shape_fn((4 * BATCH, H, W, C), |(i, y, x, _)| wave(i + y * x));
    let y = Array1::from_shape_fn(4 * BATCH, |i| (i % 10) as u8);
    let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![]);
    let mut fit = |steps: usize| -> keras::Result<f64> {
        let (x, y) = (x.slice(s![..steps * BATCH, .., .., ..]), y.slice(s![..steps * BATCH]));
        let start = Instant::now();
        model.fit(x, y, Fit::epochs(1).batch_size(BATCH).verbose(0))?;
        Ok(start.elapsed().as_secs_f64())
    };
    fit(1)?;
    let memory = memory::most(|| fit(1))?;
    // The first step of a `fit` makes the buffers that the others use again.
    let seconds = (fit(4)? - fit(1)?) / 3.0;
    let flops = 3 * M::FLOPS * BATCH as u64;
    report(name, seconds, flops, peak, memory, BATCH * M::ACTIVATION_BYTES);
    Ok(())
}

/// Prints what it takes to classify an image.
fn classify<const H: usize, const W: usize, const C: usize, M>(
    name: &str,
    model: &M,
    peak: f64,
) -> keras::Result<()>
where
    M: Checked<Input = Rank3<H, W, C>, Output = Rank1<1000>>,
{
    let image = Array4::from_shape_fn((1, H, W, C), |(_, y, x, _)| wave(y * x));
    let mut seconds = f64::INFINITY;
    let mut memory = 0;
    for _ in 0..3 {
        let start = Instant::now();
        memory = memory::most(|| model.predict(&image))?;
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    report(name, seconds, M::FLOPS, peak, memory, M::ACTIVATION_BYTES);
    Ok(())
}

fn wave(i: usize) -> f32 {
    (i as f32).sin()
}

fn report(name: &str, seconds: f64, flops: u64, peak: f64, memory: usize, activations: usize) {
    let rate = flops as f64 / seconds;
    let mega = |bytes: usize| bytes as f64 / 1e6;
    println!(
        "{name:22} {:7.1} ms {:9.1} {:7.1} % {:7.1} MB {:9.1} MB",
        seconds * 1e3,
        rate / 1e9,
        100.0 * rate / peak,
        mega(memory),
        mega(activations),
    );
}
