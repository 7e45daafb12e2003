//! The shape of a model's output is a type.

use keras::prelude::*;
use keras::shape::Rank1;

fn ten_classes(_: &impl Model<Output = Rank1<10>>) {}

fn main() {
    ten_classes(&sequential![Dense(12, input = 784)]);
}
