//! Metrics that are classes, by names that scikit-learn has.

use keras::prelude::*;

fn main() {
    let model = sequential![Dense(1, activation = sigmoid, input = 4)];
    model.compile(Adam::default(), BinaryCrossentropy::default(), metrics![precision, recall, f1_score, auc]);
}
