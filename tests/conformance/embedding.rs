use crate::cases::Cases;
use keras::prelude::*;

#[test]
fn an_embedding_agrees_with_keras() {
    let mut cases = Cases::that("embedding", |keras| !keras.contains("mask_zero"));
    cases.check("Embedding(7, 4)", sequential![Embedding(7, 4, input = 5)]);
    cases.check("Embedding(7, 1)", sequential![Embedding(7, 1, input = 1)]);
    cases.check("Embedding(7, 4)", sequential![Embedding(7, 4, input = (3, 2))]);
    cases.check(
        "Embedding(7, 4, embeddings_regularizer=l2(0.05))",
        sequential![Embedding(7, 4, embeddings_regularizer = l2(0.05), input = 5)],
    );
    cases.finish();
}

#[test]
fn what_follows_an_embedding_passes_over_zeros_as_in_keras() {
    let mut cases = Cases::that("embedding", |keras| keras.contains("mask_zero"));
    cases.check("Embedding(7, 4, mask_zero=True)", sequential![Embedding(7, 4, mask_zero = true, input = 5)]);
    cases.check(
        "Embedding(7, 4, mask_zero=True), LSTM(3)",
        sequential![Embedding(7, 4, mask_zero = true, input = 5), LSTM(3)],
    );
    cases.check(
        "Embedding(7, 4, mask_zero=True), GRU(3, return_sequences=True)",
        sequential![Embedding(7, 4, mask_zero = true, input = 5), GRU(3, return_sequences = true)],
    );
    cases.check(
        "Embedding(7, 4, mask_zero=True), Dropout(0.3), Dense(3), SimpleRNN(2)",
        sequential![Embedding(7, 4, mask_zero = true, input = 5), Dropout(0.3), Dense(3), SimpleRNN(2)],
    );
    cases.check(
        "Embedding(7, 4, mask_zero=True), GlobalAveragePooling1D()",
        sequential![Embedding(7, 4, mask_zero = true, input = 5), GlobalAveragePooling1D()],
    );
    cases.finish();
}
