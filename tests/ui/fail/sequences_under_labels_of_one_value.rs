//! An LSTM that returns sequences, where one answer a sample is wanted.

use keras::prelude::*;

fn main() {
    let mut model = sequential![LSTM(8, return_sequences = true, input = (10, 2)), Dense(1)].compile(
        SGD::new(0.1),
        MeanSquaredError::default(),
        metrics![],
    );
    let (x, y) = (ndarray::Array3::<f32>::zeros((4, 10, 2)), ndarray::Array2::<f32>::zeros((4, 1)));
    model.fit(&x, &y, Fit::epochs(1)).unwrap();
}
