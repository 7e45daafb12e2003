//! A small VGG: blocks of 3 × 3 convolutions and pooling; each block halves the image and doubles the channels.
//!
//! On the digits that come with the library; the full network is `keras::applications::VGG16`.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::prelude::*;
use output::println;

sequential! {
    /// Three blocks, for images of 8 × 8 pixels.
    struct SmallVgg {
        // The digits are rows of 64 pixels; `Conv2D` takes (height, width, channels).
        Reshape((8, 8, 1), input = 64),
        Conv2D(16, 3, activation = relu, padding = same, kernel_initializer = he_normal, name = block1_conv1),
        Conv2D(16, 3, activation = relu, padding = same, kernel_initializer = he_normal, name = block1_conv2),
        MaxPooling2D(2, name = block1_pool),
        Conv2D(32, 3, activation = relu, padding = same, kernel_initializer = he_normal, name = block2_conv1),
        Conv2D(32, 3, activation = relu, padding = same, kernel_initializer = he_normal, name = block2_conv2),
        MaxPooling2D(2, name = block2_pool),
        Conv2D(64, 3, activation = relu, padding = same, kernel_initializer = he_normal, name = block3_conv1),
        Conv2D(64, 3, activation = relu, padding = same, kernel_initializer = he_normal, name = block3_conv2),
        MaxPooling2D(2, name = block3_pool),
        // The shape is (1, 1, 64): another `MaxPooling2D(2)` would not compile.
        Flatten(),
        Dense(64, activation = relu),
        Dropout(0.5),
        Dense(10, activation = softmax, name = digit),
    }
}

// FLOPs and parameters of a model are constants of its type.
const MILLIONS: f64 = SmallVgg::FLOPS as f64 / 1e6;

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let (train, test) = datasets::digits::load();

    let model = SmallVgg::new();
    println!("{}\n", model.summary());
    println!("{MILLIONS:.2} million FLOPs a sample\n");

    let loss = SparseCategoricalCrossentropy::default();
    let mut model = model.compile(Adam::default(), loss, metrics![accuracy]);
    model.fit(&train.x, &train.y, Fit::epochs(20).batch_size(32).validation_split(0.1))?;
    println!("\nTest set: {}", model.evaluate(&test.x, &test.y)?);
    Ok(())
}
