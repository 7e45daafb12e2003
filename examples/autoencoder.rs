//! A convolutional autoencoder: 64 pixels through a bottleneck of 8 numbers, and back.
//!
//! Writes a PNG: ten digits of the test set, and their reconstructions below.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::prelude::*;
use keras::utils::{Scale, save_img};
use ndarray::{Array3, ArrayView2, s};
use output::println;

/// Size of the code.
const CODE: usize = 8;
/// Number of digits in the picture.
const SHOWN: usize = 10;

sequential! {
    struct Encoder {
        Reshape((8, 8, 1), input = 64),
        Conv2D(16, 3, activation = relu, padding = same),
        MaxPooling2D(2),
        Conv2D(32, 3, activation = relu, padding = same),
        MaxPooling2D(2),
        Flatten(),
        Dense(CODE),
    }
}

sequential! {
    struct Decoder {
        Dense(2 * 2 * 32, activation = relu, input = CODE),
        Reshape((2, 2, 32)),
        Conv2DTranspose(32, 3, strides = 2, activation = relu, padding = same),
        Conv2DTranspose(16, 3, strides = 2, activation = relu, padding = same),
        Conv2D(1, 3, activation = sigmoid, padding = same),
        Flatten(),
    }
}

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let (train, test) = datasets::digits::load();

    // Models are layers: their shapes must fit, too.
    let model = graph!({
        let pixels = Input(64);
        let code = Encoder(name = encoder)(pixels);
        Decoder(name = decoder)(code)
    });
    println!("{}\n", model.summary());

    // The labels are the inputs.
    let mut model = model.compile(Adam::default(), BinaryCrossentropy::default(), metrics![mse]);
    model.fit(&train.x, &train.x, Fit::epochs(30).batch_size(32).validation_data(&test.x, &test.x))?;

    let shown = test.x.slice(s![..SHOWN, ..]);
    println!("\nThe code of the first digit: {:.1}", model.model().encoder.predict(shown)?.row(0));
    let path = std::env::temp_dir().join("autoencoder.png");
    save_img(&path, &sheet(shown, model.predict(shown)?.view()), Scale::MinMax)?;
    println!("Ten digits and their reconstructions: {}", path.display());
    Ok(())
}

/// A picture of two rows of digits, each pixel drawn as a square.
fn sheet(above: ArrayView2<'_, f32>, below: ArrayView2<'_, f32>) -> Array3<f32> {
    const SQUARE: usize = 12;
    Array3::from_shape_fn((17 * SQUARE, 8 * SHOWN * SQUARE, 1), |(y, x, _)| {
        let (y, x) = (y / SQUARE, x / SQUARE);
        let (digits, row) = match y {
            0..8 => (above, y),
            8 => return 1.0,
            _ => (below, y - 9),
        };
        // Ink is dark.
        1.0 - digits[[x / 8, 8 * row + x % 8]]
    })
}
