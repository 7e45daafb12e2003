//! The weights of the layers of a list are found under `cells_0`, `cells_1` and so on.

use keras::layers::InnerLayer;
use keras::prelude::*;
use keras::shape::List;

#[derive(Config, Clone, Copy)]
pub struct Stack {
    cells: List<InnerLayer>,
    cells_out: InnerLayer,
    cells_0: InnerLayer,
}

fn main() {}
