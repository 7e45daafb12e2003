//! The arguments of a metric have types.

use keras::prelude::*;

fn main() {
    metrics![AUC(curve = 3), Precision(thresholds = 1), TopKCategoricalAccuracy((1, 2))];
}
