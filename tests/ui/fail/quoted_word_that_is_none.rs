//! A quoted word is the word: rustc says what it knows of it.

use keras::prelude::*;

fn main() {
    sequential![Dense(3, activation = "rellu", input = 784), Dense(3, activation = "leaky relu")];
}
