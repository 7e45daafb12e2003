//! A shortcut beside a block with strides.
use keras::prelude::*;

fn main() {
    let _both = graph!({
        let x = Input(32, 32, 64);
        let y = Conv2D(128, 3, strides = 2, padding = same)(x);
        Add()([x, y])
    });
    let _steps = graph!({
        let x = Input(20, 32);
        let positions = Input(30, 32);
        x + positions
    });
    let _no_strides = graph!({
        let x = Input(20, 20, 8);
        let y = Input(32, 32, 8);
        x + y
    });
}
