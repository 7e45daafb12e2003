use keras::prelude::*;

#[derive(Config, Clone, Copy)]
#[default(1.0)]
pub struct Above {
    factor: f32,
}

#[derive(Config, Clone, Copy)]
pub struct Beside {
    #[layer(input = int32)]
    factor: f32,
}

#[derive(Config, Clone, Copy)]
pub struct Twice {
    #[default(1.0)]
    #[default(2.0)]
    factor: f32,
}

fn main() {}
