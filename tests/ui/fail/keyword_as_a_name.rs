use keras::prelude::*;

fn main() {
    sequential![Dense(3, input = 4, name = self), Dense(2, name = "crate"), Dense(2, name = "r#type")];
}
