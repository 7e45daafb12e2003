//! Time of a training step that ranks share, or of one rank's share of it without the others, under `mpirun`:
//! `ranks mlp|cnn|resnet|lstm shared|alone`. Without arguments, how many weights each network has.

use std::env;
use std::time::Instant;

use keras::applications::ResNet20;
use keras::distribution::DataParallel;
use keras::ndarray::{Array, Array1, Axis, Dimension, ShapeBuilder, Slice};
use keras::prelude::*;
use keras::random::Random;
use keras::{set_num_threads, set_random_seed};

sequential! {
    struct Mlp {
        Dense(512, activation = relu, input = 784),
        Dense(512, activation = relu),
        Dense(10, activation = softmax),
    }
}

sequential! {
    struct Cnn {
        Conv2D(32, 3, activation = relu, input = (28, 28, 1)),
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
    struct Lstm {
        Embedding(20_000, 128, input = 80),
        LSTM(128),
        Dense(2, activation = softmax),
    }
}

/// Prints the time of a step of `$batch` samples in milliseconds, the least of some passes over `$steps` batches.
macro_rules! measure {
    ($model:expr, $x:expr, $batch:expr, $steps:expr, $how:expr) => {{
        let ranks = DataParallel::mpi()?;
        let (rank, is_shared) = (ranks.rank(), $how == "shared");
        let (batch, mut x) = ($batch / if is_shared { 1 } else { ranks.ranks() }, $x);
        x.slice_axis_inplace(Axis(0), Slice::from(..batch * $steps));
        let y = Array1::from_shape_fn(x.shape()[0], |i| (i % 2) as u8);
        let loss = SparseCategoricalCrossentropy::default();
        let mut model = $model.compile(Adam::default(), loss, metrics![accuracy]);
        let mut fit = |epochs| {
            let plan = Fit::epochs(epochs).batch_size(batch).verbose(0);
            let plan = if is_shared { plan.distribution(ranks.clone()) } else { plan };
            let begin = Instant::now();
            model.fit(&x, &y, plan).map(|_| begin.elapsed().as_secs_f64())
        };
        fit(1)?;
        let mut least = f64::INFINITY;
        for _ in 0..4 {
            // Without what a `fit` does once.
            least = least.min(fit(3)? - fit(1)?);
        }
        if rank == 0 {
            println!("{:.3}", least / 2.0 / f64::from($steps) * 1e3);
        }
        Ok(())
    }};
}

fn normal<D: Dimension>(shape: impl ShapeBuilder<Dim = D>, random: &mut Random) -> Array<f32, D> {
    Array::from_shape_simple_fn(shape, || random.normal())
}

fn main() -> keras::Result<()> {
    let arguments: Vec<String> = env::args().collect();
    let [_, network, how] = &*arguments else {
        println!("mlp {} cnn {}", Mlp::new().count_params(), Cnn::new().count_params());
        println!("resnet {} lstm {}", ResNet20::new().count_params(), Lstm::new().count_params());
        return Ok(());
    };
    set_num_threads(1);
    set_random_seed(1);
    let mut random = Random::from_seed(1);
    match &**network {
        "mlp" => measure!(Mlp::new(), normal((128 * 40, 784), &mut random), 128, 40, how),
        "cnn" => measure!(Cnn::new(), normal((128 * 4, 28, 28, 1), &mut random), 128, 4, how),
        "resnet" => measure!(ResNet20::new(), normal((128 * 2, 32, 32, 3), &mut random), 128, 2, how),
        _ => {
            let words = Array::from_shape_simple_fn((32 * 12, 80), || (random.uniform() * 20_000.0) as u32);
            measure!(Lstm::new(), words, 32, 12, how)
        }
    }
}
