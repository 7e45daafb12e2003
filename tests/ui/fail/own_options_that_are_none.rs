//! What is said above a struct of arguments.

use keras::prelude::*;

#[derive(Config, Clone, Copy, Debug)]
#[config(layer)]
struct Layer {}

#[derive(Config, Clone, Debug)]
#[config(metrc)]
struct Misspelt {
    factor: f32,
}

#[derive(Config, Clone, Copy, Debug)]
#[layer(inptu = int32)]
struct Ids {}

#[derive(Config, Clone, Debug)]
#[layer(metric)]
struct OfLayers {}

#[derive(Config, Clone, Copy, Debug)]
#[config(input = int32)]
struct OfOthers {}

#[derive(Config, Clone, Debug)]
#[config(metric)]
#[config(loss)]
struct Both {}

#[derive(Config, Clone, Debug)]
#[config(serializable)]
struct Unknown {}

fn main() {
    metrics![Misspelt(0.5)];
}
