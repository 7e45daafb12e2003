//! A metric has one name, and nothing of a layer.

use keras::prelude::*;

fn main() {
    metrics![area = AUC(curve = PR, name = auc), Recall(0.5, input = 3), Precision(trainable = false)];
}
