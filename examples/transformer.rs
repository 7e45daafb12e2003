//! A transformer encoder that classifies sequences: handwritten digits as 64 tokens, the grey values of their pixels.
//!
//! `cargo run --release --example transformer 40` trains for 40 epochs.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::prelude::*;
use ndarray::Array2;
use output::println;

graph! {
    /// Classifies sequences of 64 tokens, grey values from 0 to 16, into ten digits.
    pub struct Classifier {
        // An encoder block, Vaswani et al., "Attention is all you need" (2017): self-attention and a feed-forward
        // network, each with a residual connection and layer normalization.
        fn encoder(x, width) {
            let self_attention = MultiHeadAttention(4, 8, dropout = 0.1)(x, x);
            let x = LayerNormalization()(x + self_attention);
            let feed_forward = Dense(width)(Dense(2 * width, activation = relu)(x));
            LayerNormalization()(x + Dropout(0.1)(feed_forward))
        }
        let tokens = Input(64, dtype = int32);
        let x = TokenAndPositionEmbedding(17, 64, 32)(tokens);
        for _ in 0..2 {
            x = encoder(x, 32);
        }
        let x = GlobalAveragePooling1D()(x);
        Dense(10, activation = softmax)(Dropout(0.1)(x))
    }
}

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let epochs = std::env::args().nth(1).and_then(|epochs| epochs.parse().ok()).unwrap_or(12);
    let (train, test) = datasets::digits::load();
    let tokens = |x: &Array2<f32>| x.mapv(|grey| (16.0 * grey) as u8);

    // With a width other than 32 in `encoder` the residual connections do not compile.
    let model = Classifier::default();
    println!("{}\n", model.summary());

    let loss = SparseCategoricalCrossentropy::default();
    let mut model = model.compile(Adam::new(2e-3), loss, metrics![accuracy]);
    model.fit(tokens(&train.x), &train.y, Fit::epochs(epochs).batch_size(32).validation_split(0.1))?;

    let scores = model.evaluate(tokens(&test.x), &test.y)?;
    println!("\nTest set: {scores}");
    Ok(())
}
