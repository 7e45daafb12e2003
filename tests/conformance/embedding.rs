use crate::cases::Cases;
use keras::prelude::*;

#[test]
fn an_embedding_agrees_with_keras() {
    let mut cases =
        Cases::that("embedding", |keras| keras.starts_with("Embedding") && !keras.contains("mask_zero"));
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
    let mut cases =
        Cases::that("embedding", |keras| keras.starts_with("Embedding") && keras.contains("mask_zero"));
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

#[test]
fn reversible_embeddings_agree_with_keras() {
    let mut cases = Cases::that("embedding", |keras| keras.starts_with("Reversible"));
    cases.check("ReversibleEmbedding(7, 4)", sequential![ReversibleEmbedding(7, 4, input = 5)]);
    cases.check(
        "ReversibleEmbedding(7, 4, mask_zero=True), LSTM(3)",
        sequential![ReversibleEmbedding(7, 4, mask_zero = true, input = 5), LSTM(3)],
    );
    cases.check(
        "ReversibleEmbedding(7, 4), Dense(4), 'reverse'",
        graph!({
            let words = ReversibleEmbedding(7, 4);
            let x = Dense(4)(words(Input(5, dtype = int32)));
            words(x, reverse = true)
        }),
    );
    cases.check(
        "ReversibleEmbedding(7, 4, mask_zero=True, logit_soft_cap=0.5), Dense(4), 'reverse'",
        graph!({
            let words = ReversibleEmbedding(7, 4, mask_zero = true, logit_soft_cap = 0.5);
            let x = Dense(4)(words(Input(5, dtype = int32)));
            words(x, reverse = true)
        }),
    );
    cases.check(
        "ReversibleEmbedding(7, 4, tie_weights=False, embeddings_regularizer=l2(0.05)), 'reverse'",
        graph!({
            let words = ReversibleEmbedding(7, 4, tie_weights = false, embeddings_regularizer = l2(0.05));
            words(words(Input(5, dtype = int32)), reverse = true)
        }),
    );
    cases.check(
        "ReversibleEmbedding(7, 4), LSTM(4), 'reverse'",
        graph!({
            let words = ReversibleEmbedding(7, 4);
            let x = LSTM(4)(words(Input(5, dtype = int32)));
            words(x, reverse = true)
        }),
    );
    cases.finish();
}
