use keras::prelude::*;

fn main() {
    sequential![SinePositionEncoding(input = 80), Dense(8)];
}
