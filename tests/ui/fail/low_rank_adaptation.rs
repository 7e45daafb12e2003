//! What does not go with a low-rank adaptation.

use keras::prelude::*;

fn main() {
    sequential![Dense(2, lora_rank = 0, input = 3)];
    sequential![Dense(2, lora_alpha = 2.0, input = 3)];
    sequential![Dense(2, lora_rank = 2, kernel_constraint = non_neg, input = 3)];
    sequential![Embedding(9, 2, lora_rank = 2, embeddings_constraint = unit_norm, input = 3)];
    sequential![EinsumDense("ab,bc->ac", 2, lora_rank = 2, kernel_constraint = non_neg, input = 3)];
}
