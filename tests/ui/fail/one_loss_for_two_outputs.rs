use keras::prelude::*;

fn main() {
    let model = graph!({
        let x = Input(3);
        (Dense(1)(x), Dense(2)(x))
    });
    model.compile(Adam::default(), MeanSquaredError::default(), metrics![]);
}
