//! RMS normalization goes along the last axes.

use keras::prelude::*;

fn main() {
    sequential![RMSNormalization(axis = 1, input = (8, 4))];
    sequential![RMSNormalization(input = (8, _))];
    sequential![UnitNormalization(axis = (1, 1), input = (8, 4))];
    sequential![ActivityRegularization(l1 = -0.1, input = 4)];
}
