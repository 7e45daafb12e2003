//! What fills up a batch changes nothing.

use keras::autodiff::{Tape, Tensor};
use keras::backend as K;
use keras::layers::{Context, ForwardPass, Layer};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};
use ndarray::{Array2, Array3, ArrayD, Axis, array, concatenate, s};

#[track_caller]
fn assert_close(a: ArrayD<f32>, b: ArrayD<f32>) {
    assert_eq!(a.shape(), b.shape());
    assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-6), "{a} differs from {b}");
}

#[test]
fn of_documents_neither_padding_words_nor_padding_sentences_change_the_answer() {
    let documents = array![[[1, 2], [3, 4]], [[5, 0], [6, 1]]];
    let wide = array![[[1, 2, 0], [3, 4, 0], [0, 0, 0]], [[5, 0, 0], [6, 1, 0], [0, 0, 0]]];
    let before = array![[[0, 0, 0], [0, 1, 2], [0, 3, 4]], [[0, 0, 0], [0, 0, 5], [0, 6, 1]]];
    macro_rules! check {
        ($($layers:tt)*) => {{
            let model = sequential![Embedding(7, 4, mask_zero = true, input = (_, _)), $($layers)*];
            let answer = model.predict(&documents).unwrap().into_dyn();
            assert_close(model.predict(&wide).unwrap().into_dyn(), answer.clone());
            assert_close(model.predict(&before).unwrap().into_dyn(), answer);
        }};
    }
    check!(TimeDistributed(LSTM(3)), LSTM(2));
    check!(TimeDistributed(Bidirectional(GRU(3))), Bidirectional(SimpleRNN(2)));
    check!(TimeDistributed(GlobalAveragePooling1D()), GlobalAveragePooling1D());
    check!(TimeDistributed(Dense(3)), Dropout(0.2), TimeDistributed(RNN(LSTMCell(3))), LSTM(2));
    check!(
        TimeDistributed(LSTM(3, return_sequences = true)),
        TimeDistributed(GRU(2)),
        GlobalAveragePooling1D()
    );
}

#[test]
fn a_masked_factor_takes_no_part_in_a_product() {
    let model = graph!({
        let (a, b) = (Masking()(Input(2, 1)), Masking()(Input(2, 1)));
        GlobalAveragePooling1D()(a * b)
    });
    let y = model.predict((array![[[3.0_f32], [4.0]]], array![[[2.0_f32], [0.0]]])).unwrap();
    assert_eq!(y, array![[5.0]]);
}

#[test]
fn the_mean_over_no_steps_is_zero_and_so_is_its_gradient() {
    let tape = Tape::new();
    let model = sequential![Masking(input = (3, 2)), Dense(2), GlobalAveragePooling1D()];
    let x = tape.array(&array![[[0.0; 2]; 3], [[1.0, 2.0], [0.0, 0.0], [3.0, 4.0]]]);
    let y = Model::call(&model, &[x], &ForwardPass::training(&tape)).tensor(0);
    tape.backward(&K::sum(&K::square(&y))).unwrap();
    assert_eq!(y.to_array().index_axis(Axis(0), 0), array![0.0, 0.0].into_dyn());
    for weight in model.nodes()[1].weights() {
        let gradient = tape.gradient(weight.variable(), |gradient| gradient.to_vec()).unwrap();
        assert!(gradient.iter().all(|gradient| gradient.is_finite()), "{gradient:?}");
    }
}

#[test]
fn of_a_batch_of_nothing_but_padding_nothing_is_learnt() {
    let mut model = sequential![Masking(input = (3, 2)), LSTM(3, return_sequences = true), Dense(1)].compile(
        SGD::new(0.1),
        MeanSquaredError::default(),
        metrics![mean_absolute_error],
    );
    let (x, y) = (Array3::<f32>::zeros((4, 3, 2)), Array3::<f32>::ones((4, 3, 1)));
    let before = model.get_weights();
    let history = model.fit(&x, &y, Fit::epochs(2).verbose(0)).unwrap();
    assert_eq!(history.get("loss"), [0.0, 0.0]);
    assert_eq!(model.get_weights(), before);
    assert_eq!(model.evaluate(&x, &y).unwrap().loss, 0.0);
}

#[test]
fn a_padded_step_costs_nothing_however_large_it_is() {
    let model = sequential![Padded(input = (2, 3)), Dense(1, kernel_initializer = ones)];
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let x = array![[[1.0_f32, 2.0, 3.0], [0.0, 3e38, 3e38]]];
    let scores = model.evaluate(&x, &array![[[4.0_f32], [0.0]]]).unwrap();
    assert_eq!(scores.loss, 4.0);
}

#[test]
fn the_loss_of_images_counts_those_whose_step_counts() {
    let model =
        sequential![Masking(input = (_, 2, 2, 1)), TimeDistributed(Conv2D(1, 1, kernel_initializer = ones))];
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![mean_absolute_error]);
    let film =
        ndarray::Array5::from_shape_fn((2, 2, 2, 2, 1), |(i, t, h, w, _)| (1 + i + t * 2 + h * 3 + w) as f32);
    let truth = film.mapv(|x| x * 0.5);
    let padding = ndarray::Array5::<f32>::zeros((2, 2, 2, 2, 1));
    let scores = model.evaluate(&film, &truth).unwrap();
    let padded = model
        .evaluate(concatenate![Axis(1), film, padding], concatenate![Axis(1), truth, padding + 9.0])
        .unwrap();
    assert!((scores.loss - padded.loss).abs() < 1e-6 * scores.loss, "{scores:?} differ from {padded:?}");
    assert_eq!(scores.get("mean_absolute_error"), padded.get("mean_absolute_error"));
}

/// Sequences of three steps, and the same with padding behind, before and between.
fn padded() -> (Array3<f32>, [Array3<f32>; 3]) {
    let x = Array3::from_shape_fn((2, 3, 2), |(i, t, j)| ((i * 5 + t * 7 + j * 3) % 11) as f32 / 5.0 - 0.9);
    let none = Array3::zeros((2, 2, 2));
    let (first, last) = (x.slice(s![.., ..2, ..]), x.slice(s![.., 2.., ..]));
    let padded = [
        concatenate![Axis(1), x, none],
        concatenate![Axis(1), none, x],
        concatenate![Axis(1), first, none, last],
    ];
    (x, padded)
}

/// Checks that the answer of a model of any number of steps is the same wherever padding stands.
macro_rules! check {
    ($($layers:tt)*) => {{
        let model = sequential![Masking(input = (_, 2)), $($layers)*];
        let (x, padded) = padded();
        let answer = model.predict(&x).unwrap().into_dyn();
        for x in padded {
            assert_close(model.predict(&x).unwrap().into_dyn(), answer.clone());
        }
    }};
}

#[test]
fn where_padding_stands_changes_nothing() {
    check!(LSTM(3));
    check!(GRU(3, go_backwards = true));
    check!(SimpleRNN(3, return_sequences = true, go_backwards = true), LSTM(2));
    check!(LSTM(3, return_sequences = true, go_backwards = true), GlobalAveragePooling1D());
    check!(RNN(GRUCell(2), return_sequences = true, go_backwards = true), GlobalAveragePooling1D());
    check!(Bidirectional(LSTM(3, return_sequences = true)), Bidirectional(GRU(2), merge_mode = ave));
    check!(RNN(StackedRNNCells([LSTMCell(2), GRUCell(3)])));
    check!(Dense(3), GlobalAveragePooling1D());
    check!(Softmax(axis = 1), GlobalAveragePooling1D());
}

#[test]
fn a_decoder_with_states_of_its_own_passes_over_padding() {
    let model = graph!({
        let (x, h, c) = (Masking()(Input(_, 2)), Input(3), Input(3));
        LSTM(3)(x, initial_state = [h, c])
    });
    let states = || (Array2::from_elem((2, 3), 0.5), Array2::from_elem((2, 3), -0.25));
    let (x, padded) = padded();
    let answer = model.predict((x, states().0, states().1)).unwrap().into_dyn();
    for x in padded {
        assert_close(model.predict((x, states().0, states().1)).unwrap().into_dyn(), answer.clone());
    }
}

#[test]
fn padding_leaves_the_states_for_the_next_batch_as_they_are() {
    let (x, padded) = padded();
    let model = sequential![Masking(input = (_, 2)), LSTM(3, stateful = true)];
    model.predict(&x).unwrap();
    let answer = model.predict(&x).unwrap();
    for padded in padded {
        model.reset_state();
        model.predict(&padded).unwrap();
        model.predict(Array3::<f32>::zeros((2, 4, 2))).unwrap();
        assert_close(model.predict(&x).unwrap().into_dyn(), answer.clone().into_dyn());
    }
}

/// Lets those steps count whose first feature is not 0, and leaves the values as they are.
#[derive(Config, Clone, Copy)]
struct Padded {
    /// Of how many steps the mask says nothing.
    #[default(0)]
    missing: usize,
}

impl Padded {
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one()
    }
}

impl Layer for Padded {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        &inputs[0] * 1.0
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        let mask = inputs[0].to_array().index_axis(Axis(2), 0).mapv(|x| if x == 0.0 { 0.0 } else { 1.0 });
        let mask = mask.slice(s![.., self.missing..]).to_owned();
        Some(inputs[0].tape().array(&mask))
    }
}

#[test]
fn a_mask_of_another_length_than_its_tensor_is_an_error() {
    let model = sequential![Padded(1, input = (3, 2)), LSTM(2)];
    let error = model.predict(Array3::<f32>::ones((2, 3, 2))).unwrap_err().to_string();
    assert_eq!(error, "a mask of time steps: expected one along the first axes of (2, 3, 2), found (2, 2)");
}
