//! Tensors of different shapes are not added.

use keras::prelude::*;

fn main() {
    graph!({
        let image = Input(32, 32, 64);
        let shortcut = Reshape((32, 32, 64))(image);
        let x = Reshape((16, 16, 256))(image);
        let x = Dense(64)(x);
        Add()([x, shortcut])
    });
}
