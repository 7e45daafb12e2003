use keras::losses::{CategoricalGeneralizedCrossEntropy, Dice};
use keras::prelude::*;

fn main() {
    let masks = sequential![Conv2D(1, 3, padding = same, input = (8, 8, 1))];
    let _ = masks.compile(Adam::default(), Dice::default(), metrics![]);
    let classes = sequential![Dense(3, input = 4)];
    let _ = classes.compile(Adam::default(), CategoricalGeneralizedCrossEntropy::default(), metrics![]);
    let counts = sequential![Dense(3, activation = relu, input = 4)];
    let _ = counts.compile(Adam::default(), Dice::default(), metrics![]);
}
