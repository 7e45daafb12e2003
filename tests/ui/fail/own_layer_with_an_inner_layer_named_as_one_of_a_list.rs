//! The weights of the layers of a list are found under `cells_0`, `cells_1` and so on.

use keras::layers::Wrapped;
use keras::prelude::*;
use keras::shape::List;

#[derive(Config, Clone, Copy)]
pub struct Stack {
    cells: List<Wrapped>,
    cells_out: Wrapped,
    cells_0: Wrapped,
}

fn main() {}
