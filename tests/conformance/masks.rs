use crate::cases::Cases;
use keras::prelude::*;

/// A model of one layer on two or three inputs.
macro_rules! joined {
    ($layer:ident($($arguments:tt)*), $a:tt, $b:tt) => {
        graph!({ $layer($($arguments)*)([Input(shape = $a), Input(shape = $b)]) })
    };
    ($layer:ident($($arguments:tt)*), $a:tt, $b:tt, $c:tt) => {
        graph!({ $layer($($arguments)*)([Input(shape = $a), Input(shape = $b), Input(shape = $c)]) })
    };
}

/// Checks a layer that joins tensors, whichever of them are masked.
macro_rules! check_join {
    ($cases:ident, $keras:literal, $layer:ident($($arguments:tt)*)) => {
        $cases.check_each($keras, joined!($layer($($arguments)*), (4, 3), (4, 3)));
        $cases.check_each($keras, joined!($layer($($arguments)*), (4, 3), (4, 3), (4, 3)));
        $cases.check_each($keras, joined!($layer($($arguments)*), (3, 3, 2), (3, 3, 2)));
    };
}

#[test]
fn layers_that_join_tensors_treat_padding_as_keras_does() {
    let mut cases = Cases::of(
        "masks",
        &["Add", "Average", "Multiply", "Maximum", "Minimum", "Subtract", "Concatenate", "Dot"],
    );
    check_join!(cases, "Add()", Add());
    check_join!(cases, "Average()", Average());
    check_join!(cases, "Multiply()", Multiply());
    check_join!(cases, "Maximum()", Maximum());
    check_join!(cases, "Minimum()", Minimum());
    check_join!(cases, "Concatenate()", Concatenate());
    check_join!(cases, "Concatenate(axis=1)", Concatenate(axis = 1));
    cases.check_each("Concatenate(axis=2)", joined!(Concatenate(axis = 2), (3, 3, 2), (3, 3, 2)));
    cases.check_each("Subtract()", joined!(Subtract(), (4, 3), (4, 3)));
    cases.check_each("Dot(axes=2)", joined!(Dot(axes = 2), (4, 3), (4, 3)));
    cases.check_each("Add()", joined!(Add(), (4, 3), (1, 3)));
    cases.check_each("Average()", joined!(Average(), (4, 3), (1, 3)));
    cases.check_each("Multiply()", joined!(Multiply(), (4, 3), (1, 3)));
    cases.check_each("Maximum()", joined!(Maximum(), (4, 3), (1, 3)));
    cases.check_each("Minimum()", joined!(Minimum(), (4, 3), (1, 3)));
    cases.check_each("Concatenate(axis=1)", joined!(Concatenate(axis = 1), (4, 3), (1, 3)));
    cases.check_each("Multiply()", joined!(Multiply(), (4, 1), (4, 3)));
    cases.check_each("Maximum()", joined!(Maximum(), (4, 1), (4, 3)));
    cases.check_each("Minimum()", joined!(Minimum(), (4, 1), (4, 3)));
    cases.finish();
}

#[test]
fn layers_of_one_tensor_treat_padding_as_keras_does() {
    let mut cases =
        Cases::that("masks", |keras| keras.contains("Pooling") || keras.contains("Normalization"));
    cases.check("GlobalAveragePooling1D()", sequential![GlobalAveragePooling1D(input = (4, 3))]);
    cases.check(
        "GlobalAveragePooling1D(keepdims=True)",
        sequential![GlobalAveragePooling1D(keepdims = true, input = (4, 3))],
    );
    cases.check("GlobalMaxPooling1D()", sequential![GlobalMaxPooling1D(input = (4, 3))]);
    cases.check("BatchNormalization()", sequential![BatchNormalization(input = (4, 3))]);
    cases.check("BatchNormalization()", sequential![BatchNormalization(input = (3, 3, 2))]);
    cases.check("LayerNormalization()", sequential![LayerNormalization(input = (4, 3))]);
    cases.check("GroupNormalization(1)", sequential![GroupNormalization(1, input = (4, 3))]);
    cases.finish();
}

#[test]
fn layers_along_steps_pass_over_padding_as_in_keras() {
    let mut cases =
        Cases::that("masks", |keras| ["LSTM", "GRU", "RNN", "Dense"].iter().any(|it| keras.contains(it)));
    cases.check("TimeDistributed(LSTM(3))", sequential![TimeDistributed(LSTM(3), input = (3, 3, 2))]);
    cases.check(
        "TimeDistributed(GRU(2, return_sequences=True))",
        sequential![TimeDistributed(GRU(2, return_sequences = true), input = (3, 3, 2))],
    );
    cases.check(
        "TimeDistributed(Bidirectional(SimpleRNN(2)))",
        sequential![TimeDistributed(Bidirectional(SimpleRNN(2)), input = (3, 3, 2))],
    );
    cases.check("TimeDistributed(Dense(3))", sequential![TimeDistributed(Dense(3), input = (4, 3))]);
    cases.check(
        "TimeDistributed(LSTM(3)), LSTM(2)",
        sequential![TimeDistributed(LSTM(3), input = (3, 3, 2)), LSTM(2)],
    );
    cases.check(
        "LSTM(3, return_sequences=True)",
        sequential![LSTM(3, return_sequences = true, input = (4, 3))],
    );
    cases.check("GRU(3, go_backwards=True)", sequential![GRU(3, go_backwards = true, input = (4, 3))]);
    cases.check(
        "Bidirectional(LSTM(2, return_sequences=True))",
        sequential![Bidirectional(LSTM(2, return_sequences = true), input = (4, 3))],
    );
    cases.check(
        "RNN(StackedRNNCells([LSTMCell(2), GRUCell(3)]), return_sequences=True)",
        sequential![RNN(StackedRNNCells([LSTMCell(2), GRUCell(3)]), return_sequences = true, input = (4, 3))],
    );
    cases.finish();
}
