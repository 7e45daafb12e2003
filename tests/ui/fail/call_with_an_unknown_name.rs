use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(4);
        let h = Dense(3)(x);
        let y = Add()(h, initial_states = h);
        Dense(1)(Add()(value = y, y))
    });
}
