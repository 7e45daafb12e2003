use keras::prelude::*;

sequential! {
    /// As the sequential model of `summary.py`.
    struct Digits {
        Dense(32, name = hidden, trainable = false, input = 784),
        Activation(relu, name = activation),
        Dropout(0.2, name = dropout),
        Dense(10, activation = softmax, name = label),
    }
}

graph! {
    /// As the functional model of `summary.py`.
    struct TwoInputs {
        let image = Input(28, 28, name = image);
        let text = Input(100, name = text);
        let pixels = Flatten(name = flatten)(image);
        let words = Dense(64, activation = relu, name = words)(text);
        let both = Concatenate(name = both)([pixels, words]);
        let label = Dense(10, activation = softmax, name = label)(both);
        let angle = Dense(1, name = angle)(both);
        (label, angle)
    }
}

#[test]
fn a_summary_looks_as_that_of_keras() {
    let digits = Digits::new();
    assert_eq!(digits.summary().to_string(), include_str!("data/summary_sequential.txt").trim_end());
    let two_inputs = TwoInputs::new();
    assert_eq!(two_inputs.summary().to_string(), include_str!("data/summary_functional.txt").trim_end());
}
