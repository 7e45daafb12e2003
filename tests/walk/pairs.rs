//! Layers of several tensors, of sizes that the data decides for each.

use crate::failures::{Failures, caught};
use keras::prelude::*;
use ndarray::{Array, Array2, Array3, Dimension, ShapeBuilder};

const SIZES: [usize; 5] = [0, 1, 2, 3, 5];

/// Numbers of both signs.
fn numbers<D: Dimension>(shape: impl ShapeBuilder<Dim = D>) -> Array<f32, D> {
    let mut i = 0;
    Array::from_shape_simple_fn(shape, || {
        i += 1;
        (i * 7 % 13) as f32 / 5.0 - 1.0
    })
}

/// Two samples of so many steps.
fn steps(count: usize) -> Array3<f32> {
    numbers((2, count, 3))
}

/// Asks and trains models of several inputs, with inputs of each two sizes.
macro_rules! walk {
    ($($network:tt: |$a:ident, $b:ident| $x:expr;)*) => {{
        let mut failures = Failures::default();
        $(for ($a, $b) in SIZES.into_iter().flat_map(|a| SIZES.map(|b| (a, b))) {
            let what = || format!("{} of sizes {} and {}", stringify!($network), $a, $b);
            let mut model =
                graph!($network).compile(SGD::new(1e-3), MeanSquaredError::default(), metrics![]);
            match caught(|| model.predict($x)) {
                Ok(Ok(y)) => {
                    if !y.iter().all(|y| y.is_finite()) {
                        failures.note("predict gives what is not finite".to_owned(), &what());
                    }
                    let learnt = caught(|| model.fit($x, &y, Fit::epochs(1).verbose(0)).map(drop));
                    learnt.map(drop).unwrap_or_else(|panic| failures.note(format!("fit: {panic}"), &what()));
                }
                Ok(Err(_)) => {}
                Err(panic) => failures.note(format!("predict: {panic}"), &what()),
            }
        })*
        failures.finish();
    }};
}

#[test]
fn layers_of_several_tensors_give_finite_numbers_or_an_error_whatever_their_sizes() {
    walk! {
        { Input(_, 3) + Input(_, 3) }: |a, b| (&steps(a), &steps(b));
        { Input(_, 3) - Input(_, 3) }: |a, b| (&steps(a), &steps(b));
        { Masking()(Input(_, 3)) * Masking()(Input(_, 3)) }: |a, b| (&steps(a), &steps(b));
        { Average()([Input(_, 3), Input(_, 3)]) }: |a, b| (&steps(a), &steps(b));
        { Maximum()([Masking()(Input(_, 3)), Masking()(Input(_, 3))]) }: |a, b| (&steps(a), &steps(b));
        { Minimum()([Masking()(Input(_, 3)), Input(_, 3)]) }: |a, b| (&steps(a), &steps(b));
        { Concatenate()([Masking()(Input(_, 3)), Input(_, 3)]) }: |a, b| (&steps(a), &steps(b));
        { Concatenate(axis = 1)([Masking()(Input(_, 3)), Input(_, 3)]) }: |a, b| (&steps(a), &steps(b));
        { Dot(axes = 1)([Input(_, 3), Input(_, 3)]) }: |a, b| (&steps(a), &steps(b));
        { Dot(axes = 2, normalize = true)([Input(_, 3), Input(_, 3)]) }: |a, b| (&steps(a), &steps(b));
        { Attention()(Masking()(Input(_, 3)), Masking()(Input(_, 3))) }: |a, b| (&steps(a), &steps(b));
        { Attention(score_mode = concat)(Input(_, 3), Masking()(Input(_, 3))) }: |a, b| (&steps(a), &steps(b));
        { AdditiveAttention(use_causal_mask = true)(Input(_, 3), Input(_, 3)) }: |a, b| (&steps(a), &steps(b));
        { MultiHeadAttention(2, 2)(Input(_, 3), Masking()(Input(_, 3))) }: |a, b| (&steps(a), &steps(b));
        { MultiHeadAttention(2, 2, sliding_window = 1)(Input(_, 3), Input(_, 3)) }: |a, b| (&steps(a), &steps(b));
        {
            let (x, mask) = (Input(_, 3), Input(_, _));
            MultiHeadAttention(1, 2)(x, x, attention_mask = mask)
        }: |a, b| (&steps(a), &numbers((2, a, b)));
        {
            let (x, y) = (Input(_, 3), Input(_, 3));
            let (_, h, c) = LSTM(2, return_state = true)(x);
            LSTM(2, return_sequences = true)(y, initial_state = [h, c])
        }: |a, b| (&steps(a), &steps(b));
        {
            let (x, y) = (Input(_, 3), Input(_, 3));
            let (_, h) = RNN(GRUCell(2), return_state = true)(x);
            RNN(GRUCell(2), return_sequences = true)(y, initial_state = h)
        }: |a, b| (&steps(a), &steps(b));
        { Bidirectional(GRU(2))(Input(_, 3), Input(2), Input(2)) }:
            |a, b| (&steps(a), &Array2::<f32>::ones((2, 2)), &numbers((2, b)));
        {
            let (x, y) = (Masking()(Input(_, 3)), Input(_, 3));
            GlobalAveragePooling1D()(Concatenate(axis = 1)([x, TimeDistributed(Dense(3))(y)]))
        }: |a, b| (&steps(a), &steps(b));
        { Dense(2)(Concatenate()([GlobalMaxPooling1D()(Input(_, 3)), GlobalAveragePooling1D()(Input(_, 3))])) }:
            |a, b| (&steps(a), &steps(b));
    }
}
