use keras::prelude::*;

fn main() {
    let _ = graph!({
        let x = Input(4);
        Dense(3, name = "after_{x}")(x)
    });
}
