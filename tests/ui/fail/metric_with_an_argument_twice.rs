//! An argument is given once, by position or by name.

use keras::prelude::*;

fn main() {
    metrics![
        AUC(curve = PR, curve = ROC),
        AUC(100, num_thresholds = 200),
        F1Score(Averaging::Micro, 0.5, 3),
        MeanAbsoluteError(1.0),
    ];
}
