//! An activation is a word; with arguments, the whole right form is said.
use keras::prelude::*;

fn main() {
    let _word = sequential![Dense(3, activation = Relu, input = 4)];
    let _class = sequential![Dense(3, activation = LeakyReLU(0.1), input = 4)];
    let _limit = sequential![Dense(3, activation = relu(max_value = 6.0), input = 4)];
    let _python = sequential![Dense(3, activation = gelu(approximate = True), input = 4)];
    let _axis = sequential![Dense(3, activation = softmax(axis = 1), input = 4)];
    let _list = sequential![Dense(3, input = 4), relu, Dense(1), pass];
}
