//! Layers that turn ids into vectors.

use keras::prelude::*;
use ndarray::{Array1, Array2, Axis, array};

#[test]
fn an_id_that_an_embedding_does_not_have_is_an_error_that_says_which_there_are() {
    let model = sequential![Embedding(5, 2, input = 3)];
    let error = model.predict(array![[0, 4, 1], [2, 5, 3]]).unwrap_err().to_string();
    assert_eq!(error, "ids of an `Embedding`: expected whole numbers from 0 to 4, found 5");
}

#[test]
fn vectors_of_ids_that_no_sample_names_stay_as_they_are() {
    let mut model = sequential![Embedding(5, 2, input = 2), Flatten(), Dense(1)].compile(
        SGD::new(0.1),
        MeanSquaredError::default(),
        metrics![],
    );
    let before = model.get_weights()[0].clone();
    model.fit(array![[0, 3], [3, 3]], array![1.0, -1.0], Fit::epochs(1).verbose(0)).unwrap();
    let changed =
        |row: usize| model.get_weights()[0].index_axis(Axis(0), row) != before.index_axis(Axis(0), row);
    assert_eq!([0, 1, 2, 3, 4].map(changed), [true, false, false, true, false]);
}

#[test]
fn a_step_that_is_masked_counts_neither_in_the_loss_nor_in_the_metrics() {
    let model = sequential![
        Embedding(3, 1, mask_zero = true, embeddings_initializer = ones, input = 4),
        Dense(1, kernel_initializer = ones),
    ];
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![mae]);
    // Each step says 1: wrong by 2 where it counts, by 8 where it does not.
    let (x, y) = (array![[1, 2, 0, 0], [2, 0, 0, 0]], array![[3.0, 3.0, 9.0, 9.0], [3.0, 9.0, 9.0, 9.0]]);
    let scores = model.evaluate(&x, y.insert_axis(Axis(2))).unwrap();
    assert_eq!((scores.loss, scores.get("mae")), (4.0, Some(2.0)));
}

#[test]
fn more_steps_than_positions_are_an_error() {
    let model = sequential![Input(_, dtype = int32), TokenAndPositionEmbedding(9, 4, 2)];
    assert_eq!(model.predict(array![[1, 2, 3]]).unwrap().dim(), (1, 3, 2));
    let error = model.predict(array![[1, 2, 3, 4, 5]]).unwrap_err().to_string();
    assert_eq!(error, "`TokenAndPositionEmbedding`: expected at most 4 steps, found 5");
}

#[test]
fn embeddings_of_tokens_and_positions_know_which_steps_count_and_a_sum_with_positions_does_not_as_in_keras() {
    let both = sequential![
        TokenAndPositionEmbedding(9, 9, 4, mask_zero = true, input = (_,)),
        GlobalAveragePooling1D(),
    ];
    let (short, long) = (both.predict(array![[3, 1]]).unwrap(), both.predict(array![[3, 1, 0, 0]]).unwrap());
    assert_eq!(short, long);
    let sum = graph!({
        let x = Embedding(9, 4, mask_zero = true)(Input(_, dtype = int32));
        GlobalAveragePooling1D()(x + PositionEmbedding(9)(x))
    });
    let (short, long) = (sum.predict(array![[3, 1]]).unwrap(), sum.predict(array![[3, 1, 0, 0]]).unwrap());
    assert_ne!(short, long);
}

#[test]
fn an_embedding_learns_which_words_are_kind() {
    let x = Array2::from_shape_fn((64, 6), |(i, j)| 1 + (i * 7 + j * 5 + i * j) % 9);
    // The words above 6 are kind.
    let y: Array1<u8> =
        x.outer_iter().map(|words| u8::from(words.iter().filter(|&&word| word > 6).count() > 1)).collect();
    let mut model =
        sequential![Embedding(10, 4, input = 6), GlobalAveragePooling1D(), Dense(1, activation = sigmoid),]
            .compile(Adam::new(0.05), BinaryCrossentropy::default(), metrics![accuracy]);
    model.fit(&x, &y, Fit::epochs(100).batch_size(16).verbose(0)).unwrap();
    assert_eq!(model.evaluate(&x, &y).unwrap().get("accuracy"), Some(1.0));
}
