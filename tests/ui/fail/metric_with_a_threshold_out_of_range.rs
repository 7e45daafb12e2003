//! A value that rustc knows and that makes no sense.

use keras::prelude::*;

const NONE: usize = 0;

fn main() {
    metrics![
        Precision(thresholds = 1.5),
        Recall(top_k = 0),
        AUC(num_thresholds = 1, curve = PR),
        BinaryAccuracy(-0.5),
        TopKCategoricalAccuracy(k = NONE),
        Huber(delta = 0.0),
        CategoricalCrossentropy(label_smoothing = 2.0),
        F1Score(threshold = 7.0),
    ];
}
