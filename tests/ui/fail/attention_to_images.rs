use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(28, 28, 1);
        Attention()(x, x)
    });
}
