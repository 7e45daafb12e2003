use keras::prelude::*;

fn main() {
    sequential![Conv2D(64, 7, input = (3, 224, 224))];
}
