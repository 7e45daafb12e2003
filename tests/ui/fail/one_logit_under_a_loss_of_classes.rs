//! One logit chooses between no classes.
use keras::prelude::*;

fn main() {
    let model = || sequential![Dense(1, input = 4)];
    let _ = model().compile(
        Adam::default(),
        SparseCategoricalCrossentropy::default().from_logits(),
        metrics![accuracy],
    );
    let model = || sequential![Dense(3, input = 4)];
    let _ = model().compile(Adam::default(), KLDivergence::default(), metrics![]);
}
