//! A variational autoencoder, after [Keras's example](https://keras.io/examples/generative/vae/): digits as points of a
//! plane, and digits drawn from all over the plane.
//!
//! The layer `Sampling` draws by `K::random_normal` and adds the divergence to the loss by `add_loss`; everything else is
//! `compile` and `fit`.
//!
//! Source: Kingma and Welling, "Auto-encoding variational Bayes" (2013).

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Fault, Inputs, ShapeResult, Spec};
use keras::shape_try;
use keras::utils::{Scale, save_img};
use ndarray::{Array2, Array3, s};
use output::println;

/// Size of the code: a point of the plane.
const CODE: usize = 2;
/// Digits in the picture, along each side.
const SIDE: usize = 12;

/// A point at random from the normal distribution of a `mean` and a logarithm of the variance.
#[derive(Config, Clone, Copy)]
struct Sampling {
    /// Weight of the divergence from the standard normal distribution.
    #[default(1.0)]
    weight: f32,
}

impl Sampling {
    /// Two tensors give one of the shape of the first.
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        match shape_try!(inputs.at_least_two()) {
            [mean, _] => ShapeResult::Ok(*mean),
            _ => ShapeResult::Err(Fault::new("takes a mean and a logarithm of the variance")),
        }
    }
}

impl Layer for Sampling {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let [mean, log_variance] = inputs else { unreachable!("the rule takes two") };
        let divergence = 1.0 + log_variance - K::square(mean) - K::exp(log_variance);
        context.add_loss(-0.5 * self.weight * K::mean(&K::sum_axis(&divergence, -1)));
        if !context.training() {
            return mean.clone();
        }
        mean + K::exp(&(0.5 * log_variance)) * K::random_normal(context, &mean.shape())
    }
}

sequential! {
    struct Decoder {
        Dense(64, activation = relu, input = CODE),
        Dense(128, activation = relu),
        Dense(64, activation = sigmoid),
    }
}

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let (train, test) = datasets::digits::load();

    let model = graph!({
        let pixels = Input(64);
        let hidden = Dense(128, activation = relu)(pixels);
        let hidden = Dense(64, activation = relu)(hidden);
        let mean = Dense(CODE)(hidden);
        let log_variance = Dense(CODE)(hidden);
        // The loss is a mean over 64 pixels.
        let code = Sampling(1.0 / 64.0)([mean, log_variance]);
        Decoder(name = decoder)(code)
    });

    // The labels are the inputs.
    let mut model = model.compile(Adam::new(2e-3), BinaryCrossentropy::default(), metrics![mse]);
    model.fit(
        &train.x,
        &train.x,
        Fit::epochs(60).batch_size(32).validation_data(&test.x, &test.x).verbose(2),
    )?;

    // A grid over the plane, where most of the codes are.
    let at = |i: usize| 4.0 * (i as f32 / (SIDE - 1) as f32) - 2.0;
    let codes = Array2::from_shape_fn((SIDE * SIDE, CODE), |(i, axis)| {
        at(if axis == 0 { i % SIDE } else { i / SIDE })
    });
    let drawn = model.model().decoder.predict(&codes)?;
    let mut sheet = Array3::zeros((8 * SIDE, 8 * SIDE, 1));
    for (number, image) in drawn.rows().into_iter().enumerate() {
        let (top, left) = (8 * (number / SIDE), 8 * (number % SIDE));
        let image = Array2::from_shape_fn((8, 8), |(y, x)| image[8 * y + x]);
        sheet.slice_mut(s![top..top + 8, left..left + 8, 0]).assign(&image);
    }
    let path = std::env::temp_dir().join("vae.png");
    save_img(&path, &sheet, Scale::MinMax)?;
    println!("\nDigits from all over the plane: {}", path.display());
    Ok(())
}
