use keras::prelude::*;

fn main() {
    sequential![TimeDistributed(3, input = (5, 2))];
}
