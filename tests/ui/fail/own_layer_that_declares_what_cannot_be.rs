//! The inputs of a layer, in an order in which a call can give them.

use keras::prelude::*;

#[derive(Config, Clone, Copy)]
#[layer(inputs(left?, right))]
struct OptionalFirst {}

#[derive(Config, Clone, Copy)]
#[layer(inputs(states*, mask?))]
struct SeveralFirst {}

#[derive(Config, Clone, Copy)]
#[layer(inputs(left, left))]
struct Twice {}

#[derive(Config, Clone, Copy)]
#[layer(inputs(left = right, right))]
struct DefaultOfTheNext {}

#[derive(Config, Clone, Copy)]
#[layer(settings(scale))]
struct NoArgument {}

#[derive(Config, Clone, Copy)]
#[layer(input(left))]
struct Misspelt {}

fn main() {}
