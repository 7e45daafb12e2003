use crate::cases::Cases;
use keras::prelude::*;

/// Checks, with models of `$layer`, what Keras computed of all three layers. `$states` name the states of the layer.
macro_rules! check_all {
    ($cases:ident, $layer:ident, $($state:ident),*) => {{
        macro_rules! name {
            ($arguments:literal) => {
                concat!(stringify!($layer), "(", $arguments, ")")
            };
        }
        let cases = &mut $cases;
        cases.check(name!("4"), sequential![$layer(4, input = (5, 2))]);
        cases.check(name!("4"), sequential![$layer(4, input = (1, 1))]);
        cases.check(name!("11"), sequential![$layer(11, input = (4, 3))]);
        cases.check(
            name!("17, return_sequences=True, go_backwards=True"),
            sequential![$layer(17, return_sequences = true, go_backwards = true, input = (4, 3))],
        );
        cases.check(name!("1"), sequential![$layer(1, input = (5, 2))]);
        cases.check(
            name!("4, return_sequences=True"),
            sequential![$layer(4, return_sequences = true, input = (5, 2))],
        );
        cases.check(
            name!("4, return_state=True"),
            graph!({
                let (y, $($state),*) = $layer(4, return_state = true)(Input(5, 2));
                Concatenate()([y, $($state),*])
            }),
        );
        cases.check(
            name!("4, return_sequences=True, return_state=True"),
            graph!({
                let (y, $($state),*) = $layer(4, return_sequences = true, return_state = true)(Input(5, 2));
                Concatenate()([Flatten()(y), $($state),*])
            }),
        );
        cases.check(name!("4, go_backwards=True"), sequential![$layer(4, go_backwards = true, input = (5, 2))]);
        cases.check(
            name!("4, go_backwards=True, return_sequences=True, return_state=True"),
            graph!({
                let (y, $($state),*) =
                    $layer(4, go_backwards = true, return_sequences = true, return_state = true)(Input(5, 2));
                Concatenate()([Flatten()(y), $($state),*])
            }),
        );
        cases.check(name!("4, use_bias=False"), sequential![$layer(4, use_bias = false, input = (5, 2))]);
        cases.check(name!("4, unroll=True"), sequential![$layer(4, unroll = true, input = (5, 2))]);
        cases.check(
            name!("4, dropout=0.3, recurrent_dropout=0.4, seed=1"),
            sequential![$layer(4, dropout = 0.3, recurrent_dropout = 0.4, seed = 1, input = (5, 2))],
        );
        cases.check(name!("4, activation='relu'"), sequential![$layer(4, activation = relu, input = (5, 2))]);
        cases.check(
            name!("4, activation='softsign', return_sequences=True"),
            sequential![$layer(4, activation = softsign, return_sequences = true, input = (5, 2))],
        );
        cases.check(
            name!("4, activation='softmax', go_backwards=True, return_sequences=True"),
            sequential![$layer(
                4,
                activation = softmax,
                go_backwards = true,
                return_sequences = true,
                input = (5, 2)
            )],
        );
        cases.check(
            name!("4, return_sequences=True, return_state=True"),
            graph!({
                let x = Input(5, 2);
                $(let $state = Input(4);)*
                let (y, $($state),*) =
                    $layer(4, return_sequences = true, return_state = true)([x, $($state),*]);
                Concatenate()([Flatten()(y), $($state),*])
            }),
        );
        cases.check(
            name!("4, go_backwards=True"),
            graph!({
                let x = Input(5, 2);
                $(let $state = Input(4);)*
                $layer(4, go_backwards = true)([x, $($state),*])
            }),
        );
        cases.check(
            name!("4, activation='elu', return_state=True"),
            graph!({
                let x = Input(5, 2);
                $(let $state = Input(4);)*
                let (y, $($state),*) = $layer(4, activation = elu, return_state = true)([x, $($state),*]);
                Concatenate()([y, $($state),*])
            }),
        );
        cases.check(
            name!("4, recurrent_regularizer=l2(0.03), bias_regularizer=l1(0.02), return_sequences=True"),
            sequential![$layer(
                4,
                recurrent_regularizer = l2(0.03),
                bias_regularizer = l1(0.02),
                return_sequences = true,
                input = (5, 2)
            )],
        );
    }};
}

#[test]
fn simple_rnn_agrees_with_keras() {
    let mut cases = Cases::of("recurrence", &["SimpleRNN"]);
    check_all!(cases, SimpleRNN, h);
    cases.check(
        "SimpleRNN(4, activation='sigmoid', return_sequences=True)",
        sequential![SimpleRNN(4, activation = sigmoid, return_sequences = true, input = (5, 2))],
    );
    cases.check(
        "SimpleRNN(4, activation='linear')",
        sequential![SimpleRNN(4, activation = linear, input = (5, 2))],
    );
    cases.finish();
}

#[test]
fn gru_agrees_with_keras() {
    let mut cases = Cases::of("recurrence", &["GRU"]);
    check_all!(cases, GRU, h);
    cases.check("GRU(4, reset_after=False)", sequential![GRU(4, reset_after = false, input = (5, 2))]);
    cases.check(
        "GRU(4, reset_after=False, use_bias=False, return_sequences=True, return_state=True)",
        graph!({
            let x = Input(5, 2);
            let h = Input(4);
            let (y, h) =
                GRU(4, reset_after = false, use_bias = false, return_sequences = true, return_state = true)(
                    [x, h],
                );
            Concatenate()([Flatten()(y), h])
        }),
    );
    cases.check(
        "GRU(4, recurrent_activation='hard_sigmoid')",
        sequential![GRU(4, recurrent_activation = hard_sigmoid, input = (5, 2))],
    );
    cases.check(
        "GRU(4, activity_regularizer=l2(0.02), kernel_regularizer=l1(0.01), return_state=True)",
        graph!({
            let (y, h) =
                GRU(4, activity_regularizer = l2(0.02), kernel_regularizer = l1(0.01), return_state = true)(
                    Input(5, 2),
                );
            Concatenate()([y, h])
        }),
    );
    cases.finish();
}

#[test]
fn lstm_agrees_with_keras() {
    let mut cases = Cases::of("recurrence", &["LSTM"]);
    check_all!(cases, LSTM, h, c);
    cases.check(
        "LSTM(4, recurrent_activation='hard_sigmoid')",
        sequential![LSTM(4, recurrent_activation = hard_sigmoid, input = (5, 2))],
    );
    cases.check(
        "LSTM(4, activation='silu', recurrent_activation='softmax', return_sequences=True, return_state=True)",
        graph!({
            let (y, h, c) = LSTM(
                4,
                activation = silu,
                recurrent_activation = softmax,
                return_sequences = true,
                return_state = true
            )(Input(5, 2));
            Concatenate()([Flatten()(y), h, c])
        }),
    );
    cases.check(
        "LSTM(4, activity_regularizer=l2(0.02), kernel_regularizer=l1(0.01), return_state=True)",
        graph!({
            let (y, h, c) =
                LSTM(4, activity_regularizer = l2(0.02), kernel_regularizer = l1(0.01), return_state = true)(
                    Input(5, 2),
                );
            Concatenate()([y, h, c])
        }),
    );
    cases.finish();
}

/// Checks `$layer` behind `Masking`, which masks a first step, a last, one within, and a whole sample.
macro_rules! check_masked {
    ($cases:ident, $layer:ident, $($state:ident),*) => {{
        macro_rules! name {
            ($arguments:literal) => {
                concat!("Masking(), ", stringify!($layer), "(", $arguments, ")")
            };
        }
        let cases = &mut $cases;
        cases.check(name!("4"), sequential![Masking(input = (5, 2)), $layer(4)]);
        cases.check(
            name!("4, return_sequences=True"),
            sequential![Masking(input = (5, 2)), $layer(4, return_sequences = true)],
        );
        cases.check(
            name!("4, return_sequences=True, return_state=True, go_backwards=True"),
            graph!({
                let x = Masking()(Input(5, 2));
                let (y, $($state),*) =
                    $layer(4, return_sequences = true, return_state = true, go_backwards = true)(x);
                Concatenate()([Flatten()(y), $($state),*])
            }),
        );
        cases.check(
            name!("4, activation='softsign', return_sequences=True, return_state=True"),
            graph!({
                let x = Masking()(Input(5, 2));
                let (y, $($state),*) =
                    $layer(4, activation = softsign, return_sequences = true, return_state = true)(x);
                Concatenate()([Flatten()(y), $($state),*])
            }),
        );
    }};
}

#[test]
fn masked_steps_repeat_output_and_state_as_in_keras() {
    let mut cases = Cases::of("recurrence", &["Masking"]);
    check_masked!(cases, SimpleRNN, h);
    check_masked!(cases, GRU, h);
    check_masked!(cases, LSTM, h, c);
    cases.check(
        "Masking(), GRU(4, reset_after=False, go_backwards=True)",
        sequential![Masking(input = (5, 2)), GRU(4, reset_after = false, go_backwards = true)],
    );
    cases.check(
        "Masking(), LSTM(4, return_sequences=True), LSTM(3)",
        sequential![Masking(input = (5, 2)), LSTM(4, return_sequences = true), LSTM(3)],
    );
    cases.finish();
}

#[test]
fn convolutional_lstm_agrees_with_keras() {
    let mut cases = Cases::of("recurrence", &["ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"]);
    cases.check(
        "ConvLSTM1D(3, 2, dilation_rate=2, activation='relu', recurrent_activation='hard_sigmoid')",
        sequential![ConvLSTM1D(
            3,
            2,
            dilation_rate = 2,
            activation = relu,
            recurrent_activation = hard_sigmoid,
            input = (3, 7, 2)
        )],
    );
    cases.check("ConvLSTM2D(3, 2)", sequential![ConvLSTM2D(3, 2, input = (3, 5, 4, 2))]);
    cases.check(
        "ConvLSTM2D(3, (2, 3), padding='same', use_bias=False)",
        graph!({
            let (film, h, c) = (Input(3, 5, 4, 2), Input(5, 4, 3), Input(5, 4, 3));
            ConvLSTM2D(3, (2, 3), padding = same, use_bias = false)(film, initial_state = [h, c])
        }),
    );
    cases.check(
        "ConvLSTM2D(3, 3, strides=(1, 2), padding='same', activity_regularizer=l2(0.02), \
         return_sequences=True, return_state=True, go_backwards=True)",
        graph!({
            let film = ConvLSTM2D(
                3,
                3,
                strides = (1, 2),
                padding = same,
                activity_regularizer = l2(0.02),
                return_sequences = true,
                return_state = true,
                go_backwards = true,
            );
            let (y, h, c) = film(Input(3, 5, 4, 2));
            Concatenate()([Flatten()(y), Flatten()(h), Flatten()(c)])
        }),
    );
    cases.check("ConvLSTM3D(2, 2)", sequential![ConvLSTM3D(2, 2, input = (2, 3, 3, 2, 1))]);
    cases.finish();
}
