use keras::prelude::*;

fn main() {
    sequential![Masking(input = 8), Dense(1)];
}
