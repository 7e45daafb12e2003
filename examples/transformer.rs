//! A transformer reads handwritten digits as if each were a text: of 64 words, which are the shades of its pixels.
//!
//! Nothing tells it that the words stand in 8 rows of 8; it has to find that out from the positions alone. The 1,797
//! digits come with the library: run it with `cargo run --release --example transformer`, and for more epochs with
//! `cargo run --release --example transformer 40`.

mod output;

use keras::prelude::*;
use ndarray::Array2;
use output::println;

graph! {
    /// Tells ten digits apart, each of which is a sequence of 64 shades from 0 to 16.
    pub struct Reader {
        // What Vaswani et al., "Attention is all you need" (2017), call a layer of the encoder: each step looks at all
        // others, then thinks about what it has seen.
        fn encoder(x, width) {
            let seen = MultiHeadAttention(4, 8, dropout = 0.1)(x, x);
            let x = LayerNormalization()(x + seen);
            let thought = Dense(width)(Dense(2 * width, activation = relu)(x));
            LayerNormalization()(x + Dropout(0.1)(thought))
        }
        let shades = Input(64, dtype = int32);
        let x = TokenAndPositionEmbedding(17, 64, 32)(shades);
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
    let words = |x: &Array2<f32>| x.mapv(|shade| (16.0 * shade) as u8);

    // The shapes of all heads are checked while this compiles. Try a width of 30 in `encoder`.
    let model = Reader::default();
    println!("{}\n", model.summary());

    let loss = SparseCategoricalCrossentropy::default();
    let mut model = model.compile(Adam::new(2e-3), loss, metrics![accuracy]);
    model.fit(words(&train.x), &train.y, Fit::epochs(epochs).batch_size(32).validation_split(0.1))?;

    let scores = model.evaluate(words(&test.x), &test.y)?;
    println!("\nOn 360 digits that it has never seen: {scores}");
    Ok(())
}
