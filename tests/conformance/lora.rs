use crate::cases::Cases;
use keras::prelude::*;

#[test]
fn low_rank_adaptations_agree_with_keras() {
    let mut cases = Cases::that("lora", |_| true);
    cases.check("Dense(4, lora_rank=2)", sequential![Dense(4, lora_rank = 2, input = 5)]);
    cases.check(
        "Dense(4, activation='tanh', use_bias=False, lora_rank=2, lora_alpha=3)",
        sequential![Dense(
            4,
            activation = tanh,
            use_bias = false,
            lora_rank = 2,
            lora_alpha = 3.0,
            input = (3, 5)
        )],
    );
    cases.check(
        "EinsumDense('abc,cde->abde', (None, 3, 4), bias_axes='de', lora_rank=2, lora_alpha=1)",
        sequential![EinsumDense(
            "abc,cde->abde",
            (_, 3, 4),
            bias_axes = "de",
            lora_rank = 2,
            lora_alpha = 1.0,
            input = (3, 5)
        )],
    );
    cases.finish();
}
