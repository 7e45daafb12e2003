//! A Wasserstein GAN with gradient penalty that draws handwritten digits, after [Keras's
//! example](https://keras.io/examples/generative/wgan_gp/): two models, two optimizers, one step.
//!
//! The penalty is made of a gradient, and the weights follow its gradient: a second derivative.
//!
//! Source: Gulrajani et al., "Improved training of Wasserstein GANs" (2017).

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::autodiff::Tensor;
use keras::prelude::*;
use keras::training::{ApplyGradients, GradientTape, StepBatch, Trainer};
use keras::utils::{Scale, save_img};
use ndarray::{Array2, Array3, s};
use output::println;

/// Size of the noise that becomes a digit.
const NOISE: usize = 16;
/// Weight of the penalty.
const PENALTY: f32 = 10.0;
/// Digits in the picture, along each side.
const SIDE: usize = 8;

sequential! {
    struct Generator {
        Dense(128, activation = relu, input = NOISE),
        Dense(128, activation = relu),
        Dense(64, activation = sigmoid),
    }
}

sequential! {
    struct Critic {
        Dense(128, activation = leaky_relu, input = 64),
        Dense(128, activation = leaky_relu),
        Dense(1),
    }
}

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let epochs = std::env::args().nth(1).map_or(60, |epochs| epochs.parse().expect("a number of epochs"));
    let (train, _) = datasets::digits::load();

    let adam = || Adam::new(2e-4).beta_1(0.5).beta_2(0.9);
    let models = (Generator::new(), Critic::new());
    let mut gan = Trainer::new(models, (adam(), adam()), ["critic_loss", "generator_loss"], train_step);
    gan.fit(&train.x, (), Fit::epochs(epochs).batch_size(32).verbose(2))?;

    let (generator, _) = gan.into_models();
    let tape = GradientTape::new();
    let drawn = tape.infer(&generator, &noise(&tape, SIDE * SIDE));
    tape.check()?;
    let path = std::env::temp_dir().join("gan.png");
    save_img(&path, &drawn.read(sheet), Scale::MinMax)?;
    println!("\n{} digits that nobody has written: {}", SIDE * SIDE, path.display());
    Ok(())
}

/// The critic learns to tell digits from what the generator draws, then the generator to be taken for digits.
fn train_step(
    batch: &StepBatch<'_>,
    tape: &GradientTape<'_>,
    (generator, critic): &mut (Generator, Critic),
    (generator_optimizer, critic_optimizer): &mut (Adam, Adam),
) -> keras::Result<[Tensor; 2]> {
    let real = batch.x();
    let fake = K::stop_gradient(&tape.call(generator, &noise(tape, batch.len())));

    // Between the two the critic shall have a slope of length 1.
    let share = K::random_uniform(tape, &[batch.len(), 1]);
    let between = tape.watch(&(&real * &share + &fake * (1.0 - &share)));
    let slope = tape.gradient(&tape.call(critic, &between), &between)?;
    let length = K::sqrt(&(K::sum_axis(&K::square(&slope), -1) + 1e-12));
    let penalty = K::mean(&K::square(&(length - 1.0)));

    let distance = K::mean(&tape.call(critic, &real)) - K::mean(&tape.call(critic, &fake));
    let critic_loss = PENALTY * penalty - distance;
    critic_optimizer.apply(&tape.gradient(&critic_loss, &*critic)?, critic)?;

    let drawn = tape.call(generator, &noise(tape, batch.len()));
    let generator_loss = -K::mean(&tape.call(critic, &drawn));
    generator_optimizer.apply(&tape.gradient(&generator_loss, &*generator)?, generator)?;
    Ok([critic_loss, generator_loss])
}

fn noise(tape: &GradientTape<'_>, count: usize) -> Tensor {
    K::random_normal(tape, &[count, NOISE])
}

/// The images side by side, row by row.
fn sheet(images: &[f32]) -> Array3<f32> {
    let mut sheet = Array3::zeros((8 * SIDE, 8 * SIDE, 1));
    for (number, image) in images.chunks(64).enumerate() {
        let (top, left) = (8 * (number / SIDE), 8 * (number % SIDE));
        let image = Array2::from_shape_fn((8, 8), |(y, x)| image[8 * y + x]);
        sheet.slice_mut(s![top..top + 8, left..left + 8, 0]).assign(&image);
    }
    sheet
}
