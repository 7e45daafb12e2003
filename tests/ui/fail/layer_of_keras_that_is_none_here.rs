//! What is a layer in Keras and none here says where it is: in front of the model, or among its data.

use keras::prelude::*;

fn main() {
    sequential![Hashing(num_bins = 16, input = 1), Dense(10)];
    sequential![StringLookup(vocabulary = ["red", "green"], output_mode = "one_hot", input = 1), Dense(10)];
    sequential![TextVectorization(max_tokens = 1000, input = 1), Embedding(1000, 8)];
    sequential![CutMix(0.5, input = (32, 32, 3)), Conv2D(8, 3)];
    graph!({
        let x = Input(32, 32, 3);
        Flatten()(MixUp(alpha = 0.2)(x))
    });
    sequential![TimeDistributed(MaxNumBoundingBoxes(10), input = (4, 4)), Dense(3)];
    layer!(IntegerLookup(max_tokens = 5));
}
