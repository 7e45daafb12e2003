//! rustc knows the argument that was meant.

use keras::prelude::*;

fn main() {
    metrics![accuracy, AUC(curv = PR), Huber(detla = 2.0)];
}
