//! Categories are integers, boundaries are in order.

use keras::prelude::*;

fn main() {
    sequential![Dense(3, input = 4), CategoryEncoding(5)];
    sequential![CategoryEncoding(5, output_mode = int, input = 4)];
    sequential![CategoryEncoding(5, output_mode = count, input = (4, 2))];
    sequential![Discretization((1.0, 0.5), input = 4)];
    sequential![Discretization(num_bins = 4, input = 4)];
}
