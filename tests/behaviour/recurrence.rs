//! Layers that go along sequences.

use keras::autodiff::Tape;
use keras::backend as K;
use keras::layers::ForwardPass;
use keras::prelude::*;
use ndarray::{Array1, Array2, Array3, ArrayD, Axis, array, s};

/// Sequences whose steps differ.
fn sequences(samples: usize, steps: usize) -> Array3<f32> {
    Array3::from_shape_fn((samples, steps, 2), |(i, t, j)| ((i * 5 + t * 7 + j * 3) % 11) as f32 / 5.0 - 1.0)
}

/// What a model gives for a sequence while it learns.
fn while_learning(model: &impl Model, x: &Array3<f32>) -> ArrayD<f32> {
    let tape = Tape::new();
    model.call(&[tape.array(x)], &ForwardPass::training(&tape)).tensor(0).to_array()
}

#[test]
fn a_model_of_unknown_steps_takes_sequences_of_any_length() {
    let mut model = sequential![Input(_, 2), LSTM(3, return_sequences = true), GRU(4), Dense(1)].compile(
        SGD::new(0.01),
        MeanSquaredError::default(),
        metrics![],
    );
    for steps in [3, 8] {
        let (x, y) = (sequences(4, steps), Array2::<f32>::zeros((4, 1)));
        model.fit(&x, &y, Fit::epochs(1).verbose(0)).unwrap();
        assert_eq!(model.predict(&x).unwrap().dim(), (4, 1));
    }
}

#[test]
fn an_lstm_begins_by_keeping_what_it_has_unless_told_otherwise() {
    let model = sequential![LSTM(2, input = (3, 2))];
    assert_eq!(model.get_weights()[2], array![0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0].into_dyn());
    let model = sequential![LSTM(2, unit_forget_bias = false, bias_initializer = ones, input = (3, 2))];
    assert_eq!(model.get_weights()[2], ArrayD::<f32>::ones(vec![8]));
}

/// Where values are 0, in the first step; fails unless it is so in all steps, and only there.
fn dropped_in_all_steps(y: &ArrayD<f32>) -> ArrayD<bool> {
    let first = y.index_axis(Axis(1), 0).mapv(|y| y == 0.0);
    for step in y.axis_iter(Axis(1)) {
        assert_eq!(step.mapv(|y| y == 0.0), first);
    }
    first
}

/// Fails unless about half is dropped, and not the same for all samples.
fn is_about_half_and_differs(dropped: &ArrayD<bool>) {
    let count = dropped.iter().filter(|&&dropped| dropped).count();
    assert!((dropped.len() / 3..dropped.len() * 2 / 3).contains(&count), "{count} of {}", dropped.len());
    assert!(dropped.axis_iter(Axis(0)).any(|sample| sample != dropped.index_axis(Axis(0), 0)));
}

#[test]
fn the_same_features_are_dropped_in_all_steps_of_a_sample() {
    let mut model = sequential![SimpleRNN(
        2,
        activation = linear,
        use_bias = false,
        dropout = 0.5,
        return_sequences = true,
        input = (4, 2)
    )];
    model
        .set_weights(&[array![[1.0, 0.0], [0.0, 1.0]].into_dyn(), Array2::zeros((2, 2)).into_dyn()])
        .unwrap();
    let x = Array3::ones((50, 4, 2));
    let y = while_learning(&model, &x);
    is_about_half_and_differs(&dropped_in_all_steps(&y));
    assert!(y.iter().all(|&y| y == 0.0 || y == 2.0));
}

#[test]
fn the_same_units_are_dropped_in_all_steps_of_a_sample() {
    let mut model = sequential![SimpleRNN(
        2,
        activation = linear,
        use_bias = false,
        recurrent_dropout = 0.5,
        return_sequences = true,
        input = (4, 2)
    )];
    let identity = array![[1.0, 0.0], [0.0, 1.0]].into_dyn();
    model.set_weights(&[identity.clone(), identity]).unwrap();
    let mut x = Array3::zeros((50, 4, 2));
    x.index_axis_mut(Axis(1), 0).fill(1.0);
    let y = while_learning(&model, &x);
    assert!(y.index_axis(Axis(1), 0).iter().all(|&y| y == 1.0), "there is nothing to drop in the first step");
    let later = y.slice_axis(Axis(1), ndarray::Slice::from(1..)).to_owned();
    is_about_half_and_differs(&dropped_in_all_steps(&later));
    assert!(later.iter().all(|&y| [0.0, 2.0, 4.0, 8.0].contains(&y)));
}

#[test]
fn a_seed_of_its_own_repeats_what_a_layer_drops() {
    let run = || {
        let mut model =
            sequential![LSTM(3, dropout = 0.4, recurrent_dropout = 0.3, seed = 7, input = (4, 2))];
        let weights = model.get_weights().iter().map(|weight| weight.mapv(|_| 0.3)).collect::<Vec<_>>();
        model.set_weights(&weights).unwrap();
        while_learning(&model, &sequences(20, 4))
    };
    assert_eq!(run(), run());
}

#[test]
fn an_lstm_learns_to_recall_the_first_step() {
    let x = Array3::from_shape_fn((64, 6, 1), |(i, t, _)| if (i * 7 + t * 5) % 4 < 2 { 1.0 } else { -1.0 });
    let y: Array1<u8> = (0..64).map(|i| u8::from(x[[i, 0, 0]] > 0.0)).collect();
    let mut model = sequential![LSTM(8, input = (6, 1)), Dense(2, activation = softmax)].compile(
        Adam::new(0.02),
        SparseCategoricalCrossentropy::default(),
        metrics![accuracy],
    );
    model.fit(&x, &y, Fit::epochs(60).batch_size(16).verbose(0)).unwrap();
    assert_eq!(model.evaluate(&x, &y).unwrap().get("accuracy"), Some(1.0));
}

/// Checks that `$stateful`, asked for the halves of sequences, gives what `$whole` gives for all of them.
macro_rules! check_goes_on {
    ($whole:expr, $stateful:expr) => {{
        let (whole, mut stateful) = ($whole, $stateful);
        stateful.set_weights(&whole.get_weights()).unwrap();
        let (x, first, last) = halves();
        let all = whole.predict(&x).unwrap();
        for _ in 0..2 {
            assert_eq!(stateful.predict(&first).unwrap(), all.slice(s![.., ..3, ..]));
            assert_eq!(stateful.predict(&last).unwrap(), all.slice(s![.., 3.., ..]));
            stateful.reset_state();
        }
        while_learning(&stateful, &first);
        assert_eq!(stateful.predict(&last).unwrap(), all.slice(s![.., 3.., ..]));
    }};
}

/// Sequences of six steps, and their halves.
fn halves() -> (Array3<f32>, Array3<f32>, Array3<f32>) {
    let x = sequences(4, 6);
    let (first, last) = (x.slice(s![.., ..3, ..]).to_owned(), x.slice(s![.., 3.., ..]).to_owned());
    (x, first, last)
}

#[test]
fn a_stateful_layer_goes_on_where_the_last_batch_has_ended() {
    check_goes_on!(
        sequential![LSTM(3, return_sequences = true, input = (6, 2))],
        sequential![LSTM(3, return_sequences = true, stateful = true, input = (3, 2))]
    );
    check_goes_on!(
        sequential![GRU(3, activation = softsign, return_sequences = true, input = (6, 2))],
        sequential![GRU(3, activation = softsign, return_sequences = true, stateful = true, input = (3, 2))]
    );
    check_goes_on!(
        sequential![RNN(SimpleRNNCell(3), return_sequences = true, input = (6, 2))],
        sequential![RNN(SimpleRNNCell(3), return_sequences = true, stateful = true, input = (3, 2))]
    );
    check_goes_on!(
        sequential![
            TimeDistributed(Dense(2), input = (6, 2)),
            LSTM(3, return_sequences = true),
            GRU(2, return_sequences = true)
        ],
        sequential![
            TimeDistributed(Dense(2), input = (3, 2)),
            LSTM(3, return_sequences = true, stateful = true),
            GRU(2, return_sequences = true, stateful = true),
        ]
    );
}

#[test]
fn the_states_of_layers_inside_layers_are_reset_with_the_model() {
    let model = sequential![Bidirectional(LSTM(3, stateful = true), input = (3, 2))];
    let (_, first, last) = halves();
    let fresh = model.predict(&last).unwrap();
    model.reset_state();
    model.predict(&first).unwrap();
    assert_ne!(model.predict(&last).unwrap(), fresh);
    model.reset_state();
    assert_eq!(model.predict(&last).unwrap(), fresh);
}

#[test]
fn a_stateful_layer_refuses_a_batch_of_another_size() {
    let model = sequential![LSTM(3, stateful = true, input = (3, 2))];
    model.predict(sequences(4, 3)).unwrap();
    let error = model.predict(sequences(5, 3)).unwrap_err().to_string();
    assert!(error.contains("stateful") && error.contains("(4, 3)") && error.contains('5'), "{error}");
    model.reset_state();
    model.predict(sequences(5, 3)).unwrap();
}

#[test]
fn a_layer_drops_what_its_cell_drops_step_by_step() {
    let x = sequences(20, 5);
    let layer = sequential![LSTM(3, dropout = 0.4, recurrent_dropout = 0.3, seed = 7, input = (5, 2))];
    let mut cell =
        sequential![RNN(LSTMCell(3, dropout = 0.4, recurrent_dropout = 0.3, seed = 7), input = (5, 2))];
    cell.set_weights(&layer.get_weights()).unwrap();
    let (y, by_step) = (while_learning(&layer, &x), while_learning(&cell, &x));
    assert!(y.iter().zip(&by_step).all(|(a, b)| (a - b).abs() < 1e-6), "{y} differs from {by_step}");
    assert_ne!(y, layer.predict(&x).unwrap().into_dyn());
}

/// What a model makes of sequences that may not be there, and learns from.
fn shape_while_learning(model: &impl Model, samples: usize, steps: usize) -> Vec<usize> {
    let tape = Tape::new();
    let x = tape.array(&Array3::zeros((samples, steps, 2)));
    let y = model.call(&[x], &ForwardPass::training(&tape)).tensor(0);
    tape.backward(&K::sum(&y)).unwrap();
    y.shape().to_vec()
}

#[test]
fn of_no_samples_nothing_is_learnt() {
    assert_eq!(shape_while_learning(&sequential![LSTM(3, input = (4, 2))], 0, 4), [0, 3]);
    let dropped = sequential![LSTM(3, dropout = 0.4, recurrent_dropout = 0.3, input = (4, 2))];
    assert_eq!(shape_while_learning(&dropped, 0, 4), [0, 3]);
    let composed = sequential![GRU(3, reset_after = false, return_sequences = true, input = (4, 2))];
    assert_eq!(shape_while_learning(&composed, 0, 4), [0, 4, 3]);
}

#[test]
fn after_no_steps_the_state_is_still_zero() {
    let model = sequential![Input(_, 2), LSTM(3, recurrent_dropout = 0.3)];
    assert_eq!(shape_while_learning(&model, 2, 0), [2, 3]);
    let model = sequential![Input(_, 2), GRU(3, return_sequences = true)];
    assert_eq!(shape_while_learning(&model, 2, 0), [2, 0, 3]);
}
