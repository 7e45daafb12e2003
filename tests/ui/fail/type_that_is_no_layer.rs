//! What is no layer is so once, where it is written.

use keras::prelude::*;

struct Scale {
    factor: f32,
}

sequential! {
    pub struct Encoder { Scale(2.0, input = 4), Dense(3, name = code) }
}

fn main() -> keras::Result<()> {
    let encoder = Encoder::new();
    encoder.code.get_weight("kernel")?;
    sequential![Encoder(), Dense(3)];
    sequential![Dense(3, input = 4), Adam(0.1), HeNormal(), Dense(100, activatoin = relu)];
    sequential![TimeDistributed(Scale(factor = 2.0), input = (4, 4)), Dense(3)];
    sequential![Dense(3, kernel_initializer = Scale(2.0), input = 4)];
    graph!({
        let scale = Scale(2.0, factor = 3.0);
        let mut x = Input(4);
        for _ in 0..3 {
            x = String(4)(x);
        }
        scale(scale(x))
    });
    layer!(Bidirectional(Scale(2.0)));
    layer!(Scale(factor = 2.0));
    Ok(())
}
