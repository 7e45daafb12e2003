//! A small VGG: blocks of 3 × 3 convolutions, each block half as large and twice as deep as the one before.
//!
//! On the digits that come with the library; the real thing is `keras::applications::VGG16`.

mod output;

use keras::prelude::*;
use output::println;

sequential! {
    /// Three blocks, for images of 8 × 8 pixels.
    struct SmallVgg {
        // The digits come as rows of 64 pixels; a convolution wants (height, width, channels).
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
        // What is left is (1, 1, 64). A fourth `MaxPooling2D(2)` would not compile.
        Flatten(),
        Dense(64, activation = relu),
        Dropout(0.5),
        Dense(10, activation = softmax, name = digit),
    }
}

// What the model costs is known before it exists.
const MILLIONS: f64 = SmallVgg::FLOPS as f64 / 1e6;

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let (train, test) = datasets::digits::load();

    let model = SmallVgg::new();
    println!("{}\n", model.summary());
    println!("One digit takes {MILLIONS:.2} million operations.\n");

    let loss = SparseCategoricalCrossentropy::default();
    let mut model = model.compile(Adam::default(), loss, metrics![accuracy]);
    model.fit(&train.x, &train.y, Fit::epochs(20).batch_size(32).validation_split(0.1))?;
    println!("\nOn 360 digits that it has never seen: {}", model.evaluate(&test.x, &test.y)?);
    Ok(())
}
