//! Layers that let sequences attend to each other.

use keras::autodiff::Tape;
use keras::layers::ForwardPass;
use keras::prelude::*;
use ndarray::{Array3, Axis, array, s};

/// Sequences whose steps differ.
fn sequences(samples: usize, steps: usize, features: usize) -> Array3<f32> {
    let value = |(i, t, j)| ((i * 5 + t * 7 + j * 3) % 11) as f32 / 5.0 - 1.0;
    Array3::from_shape_fn((samples, steps, features), value)
}

#[test]
fn padding_does_not_change_what_a_text_means() {
    let model = graph!({
        let ids = Input(_, dtype = int32);
        let x = Embedding(10, 8, mask_zero = true)(ids);
        let x = LayerNormalization()(x + MultiHeadAttention(2, 4)(x, x));
        GlobalAveragePooling1D()(Attention()(x, x))
    });
    let short = model.predict(array![[3, 1, 4], [1, 5, 9]]).unwrap();
    let long = model.predict(array![[3, 1, 4, 0, 0], [1, 5, 9, 0, 0]]).unwrap();
    assert!((short - long).iter().all(|difference| difference.abs() < 1e-6));
}

#[test]
fn a_step_that_does_not_look_ahead_is_not_changed_by_later_ones() {
    let model = graph!({
        let x = Input(6, 4);
        MultiHeadAttention(2, 3, use_causal_mask = true)(x, x) + Attention(use_causal_mask = true)(x, x)
    });
    let x = sequences(2, 6, 4);
    let mut changed = x.clone();
    changed.slice_mut(s![.., 4.., ..]).fill(3.0);
    let (before, after) = (model.predict(&x).unwrap(), model.predict(&changed).unwrap());
    assert_eq!(before.slice(s![.., ..4, ..]), after.slice(s![.., ..4, ..]));
    assert_ne!(before.slice(s![.., 4, ..]), after.slice(s![.., 4, ..]));
}

#[test]
fn about_as_many_weights_are_dropped_as_was_asked_and_only_while_learning() {
    let model = graph!({
        let x = Input(20, 4);
        let (_y, scores) = Attention(dropout = 0.25, return_attention_scores = true)(x, x);
        scores
    });
    let tape = Tape::new();
    let scores =
        |pass: &ForwardPass| model.call(&[tape.array(&sequences(3, 20, 4))], pass).tensor(0).to_array();
    let (learning, asked) = (scores(&ForwardPass::training(&tape)), scores(&ForwardPass::inference(&tape)));
    assert!(asked.sum_axis(Axis(2)).iter().all(|sum| (sum - 1.0).abs() < 1e-5));
    let dropped = learning.iter().filter(|&&score| score == 0.0).count();
    assert!((240..360).contains(&dropped), "{dropped} of 1200 are dropped");
    for (learning, asked) in learning.iter().zip(&asked) {
        assert!(*learning == 0.0 || (learning - asked / 0.75).abs() < 1e-6);
    }
}

#[test]
fn a_mask_of_another_length_than_its_sequence_is_an_error() {
    let model = graph!({
        let query = Input(_, 4);
        let mask = Input(_, _);
        MultiHeadAttention(1, 2)(query, query, attention_mask = mask)
    });
    let error = model.predict((&sequences(2, 3, 4), &sequences(2, 3, 5))).unwrap_err().to_string();
    assert_eq!(error, "the `attention_mask`: expected (2, 3, 3), found (2, 3, 5)");
}
