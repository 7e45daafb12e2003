use keras::prelude::*;

fn main() {
    sequential![TimeDistributed(Dense(3, input = 2, name = each), input = (5, 2))];
}
