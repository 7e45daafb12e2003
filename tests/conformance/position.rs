use crate::cases::Cases;
use keras::prelude::*;

#[test]
fn position_embeddings_agree_with_keras_hub() {
    let mut cases = Cases::of("position", &["PositionEmbedding"]);
    cases.check("PositionEmbedding(5)", sequential![PositionEmbedding(5, input = (5, 4))]);
    cases.check("PositionEmbedding(7)", sequential![PositionEmbedding(7, input = (5, 4))]);
    cases.check("PositionEmbedding(3)", sequential![PositionEmbedding(3, input = (4, 3, 2))]);
    cases.finish();
}

#[test]
fn sine_position_encodings_agree_with_keras_hub() {
    let mut cases = Cases::of("position", &["SinePositionEncoding"]);
    cases.check("SinePositionEncoding()", sequential![SinePositionEncoding(input = (5, 4))]);
    cases.check("SinePositionEncoding()", sequential![SinePositionEncoding(input = (4, 3, 2))]);
    cases.check(
        "SinePositionEncoding(max_wavelength=30)",
        sequential![SinePositionEncoding(max_wavelength = 30, input = (50, 5))],
    );
    cases.finish();
}

#[test]
fn token_and_position_embeddings_agree_with_keras_hub() {
    let mut cases = Cases::of("position", &["TokenAndPositionEmbedding"]);
    cases.check(
        "TokenAndPositionEmbedding(7, 5, 4)",
        sequential![TokenAndPositionEmbedding(7, 5, 4, input = 5)],
    );
    cases.check(
        "TokenAndPositionEmbedding(7, 9, 4)",
        sequential![TokenAndPositionEmbedding(7, 9, 4, input = 5)],
    );
    cases.check(
        "TokenAndPositionEmbedding(7, 5, 4, mask_zero=True), LSTM(3)",
        sequential![TokenAndPositionEmbedding(7, 5, 4, mask_zero = true, input = 5), LSTM(3)],
    );
    cases.finish();
}
