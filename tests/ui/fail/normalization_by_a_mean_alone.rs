//! Means come with their variances, one for each place.

use keras::prelude::*;

fn main() {
    sequential![Normalization(mean = 0.5, input = 4)];
    sequential![Normalization(mean = (0.5, 0.1), variance = (1.0, 2.0), input = 4)];
    sequential![Normalization(mean = 0.5, variance = -1.0, input = 4)];
    sequential![Normalization(axis = 0, input = 4)];
}
