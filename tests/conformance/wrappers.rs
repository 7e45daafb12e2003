use crate::cases::Cases;
use keras::prelude::*;

#[test]
fn a_layer_for_every_time_step_agrees_with_keras() {
    let mut cases = Cases::that("wrappers", |keras| keras.contains("TimeDistributed"));
    cases.check(
        "TimeDistributed(Dense(3, activation='tanh'))",
        sequential![TimeDistributed(Dense(3, activation = tanh), input = (5, 2))],
    );
    cases.check(
        "TimeDistributed(Conv2D(3, 2, padding='same'))",
        sequential![TimeDistributed(Conv2D(3, 2, padding = same), input = (3, 5, 4, 2))],
    );
    cases.check("TimeDistributed(LSTM(3))", sequential![TimeDistributed(LSTM(3), input = (3, 4, 2))]);
    cases.check(
        "TimeDistributed(Bidirectional(GRU(3)))",
        sequential![TimeDistributed(Bidirectional(GRU(3)), input = (3, 4, 2))],
    );
    cases.check("TimeDistributed(Flatten())", sequential![TimeDistributed(Flatten(), input = (3, 5, 4, 2))]);
    cases.check(
        "Masking(), TimeDistributed(Dense(3)), LSTM(4)",
        sequential![Masking(input = (5, 2)), TimeDistributed(Dense(3)), LSTM(4)],
    );
    cases.finish();
}

/// Checks a layer in both directions, in each of the five ways to merge them, with a mask and without.
macro_rules! check_modes {
    ($cases:ident, $keras:literal, $layer:ident($($arguments:tt)*)) => {{
        let cases = &mut $cases;
        cases.check(
            concat!("Bidirectional(", $keras, ")"),
            sequential![Bidirectional($layer($($arguments)*), input = (5, 2))],
        );
        cases.check(
            concat!("Masking(), Bidirectional(", $keras, ")"),
            sequential![Masking(input = (5, 2)), Bidirectional($layer($($arguments)*))],
        );
        check_modes!(@ cases, $keras, $layer($($arguments)*), sum, "'sum'");
        check_modes!(@ cases, $keras, $layer($($arguments)*), mul, "'mul'");
        check_modes!(@ cases, $keras, $layer($($arguments)*), ave, "'ave'");
        cases.check(
            concat!("Bidirectional(", $keras, ", merge_mode=None)"),
            graph!({
                let (y, back) = Bidirectional($layer($($arguments)*), merge_mode = none)(Input(5, 2));
                Concatenate()([Flatten()(y), Flatten()(back)])
            }),
        );
        cases.check(
            concat!("Masking(), Bidirectional(", $keras, ", merge_mode=None)"),
            graph!({
                let x = Masking()(Input(5, 2));
                let (y, back) = Bidirectional($layer($($arguments)*), merge_mode = none)(x);
                Concatenate()([Flatten()(y), Flatten()(back)])
            }),
        );
    }};
    (@ $cases:ident, $keras:literal, $layer:ident($($arguments:tt)*), $mode:ident, $name:literal) => {
        $cases.check(
            concat!("Bidirectional(", $keras, ", merge_mode=", $name, ")"),
            sequential![Bidirectional($layer($($arguments)*), merge_mode = $mode, input = (5, 2))],
        );
        $cases.check(
            concat!("Masking(), Bidirectional(", $keras, ", merge_mode=", $name, ")"),
            sequential![Masking(input = (5, 2)), Bidirectional($layer($($arguments)*), merge_mode = $mode)],
        );
    };
}

#[test]
fn a_layer_in_both_directions_agrees_with_keras() {
    let mut cases = Cases::that("wrappers", |keras| {
        let layer = keras.trim_start_matches("Masking(), ");
        layer.starts_with("Bidirectional") && !layer.contains("RNN(LSTMCell")
    });
    check_modes!(cases, "LSTM(4)", LSTM(4));
    check_modes!(cases, "GRU(4, return_sequences=True)", GRU(4, return_sequences = true));
    check_modes!(cases, "SimpleRNN(4)", SimpleRNN(4));
    cases.check(
        "Bidirectional(LSTM(4, return_sequences=True, return_state=True))",
        graph!({
            let (x, a, b, c, d) = (Input(5, 2), Input(4), Input(4), Input(4), Input(4));
            let both = Bidirectional(LSTM(4, return_sequences = true, return_state = true));
            let (y, h, c, back_h, back_c) = both(x, initial_state = [a, b, c, d]);
            Concatenate()([Flatten()(y), h, c, back_h, back_c])
        }),
    );
    cases.check(
        "Bidirectional(GRU(4, return_state=True))",
        graph!({
            let (y, h, back_h) = Bidirectional(GRU(4, return_state = true))(Input(5, 2));
            Concatenate()([y, h, back_h])
        }),
    );
    cases.check(
        "Bidirectional(GRU(4), backward_layer=LSTM(4, go_backwards=True))",
        sequential![Bidirectional(GRU(4), backward_layer = LSTM(4, go_backwards = true), input = (5, 2))],
    );
    cases.check(
        "Bidirectional(LSTM(4, return_sequences=True)), Bidirectional(LSTM(3))",
        sequential![Bidirectional(LSTM(4, return_sequences = true), input = (5, 2)), Bidirectional(LSTM(3))],
    );
    cases.check(
        "Bidirectional(ConvLSTM2D(2, 2))",
        sequential![Bidirectional(ConvLSTM2D(2, 2), input = (3, 5, 4, 2))],
    );
    cases.check(
        "Bidirectional(ConvLSTM2D(2, 2, return_sequences=True), merge_mode='sum')",
        sequential![Bidirectional(
            ConvLSTM2D(2, 2, return_sequences = true),
            merge_mode = sum,
            input = (3, 5, 4, 2)
        )],
    );
    cases.finish();
}

#[test]
fn cells_agree_with_keras() {
    let mut cases = Cases::that("wrappers", |keras| keras.contains("Cell("));
    cases.check("RNN(LSTMCell(4))", sequential![RNN(LSTMCell(4), input = (5, 2))]);
    cases.check(
        "RNN(GRUCell(4), return_sequences=True, return_state=True)",
        graph!({
            let gru = RNN(GRUCell(4), return_sequences = true, return_state = true);
            let (y, h) = gru(Input(5, 2), Input(4));
            Concatenate()([Flatten()(y), h])
        }),
    );
    cases.check(
        "RNN(GRUCell(4, reset_after=False), go_backwards=True)",
        sequential![RNN(GRUCell(4, reset_after = false), go_backwards = true, input = (5, 2))],
    );
    cases.check(
        "RNN(SimpleRNNCell(4, activation='relu'), return_sequences=True)",
        sequential![RNN(SimpleRNNCell(4, activation = relu), return_sequences = true, input = (5, 2))],
    );
    cases.check(
        "Masking(), RNN(LSTMCell(4), return_sequences=True)",
        sequential![Masking(input = (5, 2)), RNN(LSTMCell(4), return_sequences = true)],
    );
    cases.check(
        "Masking(), RNN(LSTMCell(4), return_sequences=True, zero_output_for_mask=True)",
        sequential![
            Masking(input = (5, 2)),
            RNN(LSTMCell(4), return_sequences = true, zero_output_for_mask = true)
        ],
    );
    cases.check(
        "RNN(StackedRNNCells([LSTMCell(4), GRUCell(3)]), return_sequences=True)",
        sequential![RNN(StackedRNNCells([LSTMCell(4), GRUCell(3)]), return_sequences = true, input = (5, 2))],
    );
    cases.check(
        "Bidirectional(RNN(LSTMCell(4)))",
        sequential![Bidirectional(RNN(LSTMCell(4)), input = (5, 2))],
    );
    cases.check(
        "LSTMCell(4)",
        graph!({
            let (y, h, c) = LSTMCell(4)(Input(2), Input(4), Input(4));
            Concatenate()([y, h, c])
        }),
    );
    cases.check(
        "SimpleRNNCell(4)",
        graph!({
            let (y, h) = SimpleRNNCell(4)(Input(2), Input(4));
            Concatenate()([y, h])
        }),
    );
    cases.finish();
}

#[test]
fn spectral_normalization_agrees_with_keras() {
    let mut cases = Cases::that("wrappers", |keras| keras.starts_with("SpectralNormalization"));
    for training in ["", " in training"] {
        cases.check(
            &format!("SpectralNormalization(Dense(3)){training}"),
            sequential![SpectralNormalization(Dense(3), input = 5)],
        );
        cases.check(
            &format!("SpectralNormalization(Dense(3, use_bias=False), power_iterations=4){training}"),
            sequential![SpectralNormalization(
                Dense(3, use_bias = false),
                power_iterations = 4,
                input = (3, 5)
            )],
        );
        cases.check(
            &format!("SpectralNormalization(Conv2D(3, 2)){training}"),
            sequential![SpectralNormalization(Conv2D(3, 2), input = (5, 4, 2))],
        );
    }
    cases.finish();
}
