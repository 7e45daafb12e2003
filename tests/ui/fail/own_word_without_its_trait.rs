//! A struct that says what it is has the trait of that.

use keras::prelude::*;

#[derive(Config, Clone, Debug)]
#[config(metric)]
struct Largest {
    #[default(1.0)]
    factor: f32,
    #[config(state)]
    largest: f32,
}

#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
struct Tilted {
    slope: f32,
}

#[derive(Config, Clone, Debug)]
#[config(schedule)]
struct Halving {
    initial: f32,
}

#[derive(Config, Clone, Debug)]
#[config(optimizer)]
struct SignRule {
    #[default(0.1)]
    step: f32,
}

#[derive(Config, Clone, Copy, Debug)]
#[config(initializer)]
struct Ramp {
    #[default(0.1)]
    step: f32,
}

#[derive(Config, Clone, Copy, Debug)]
#[config(regularizer)]
struct Lasso {
    factor: f32,
}

#[derive(Config, Clone, Copy, Debug)]
#[config(constraint)]
struct Clipped {
    bound: f32,
}

fn main() {
    metrics![Largest(), Tilted(0.5)];
    sequential![
        Dense(2, input = 2, kernel_initializer = Ramp(step = 0.5)),
        Dense(2, kernel_regularizer = Lasso(0.1), bias_constraint = Clipped(1.0)),
    ];
}
