//! A model has a name as a struct.
use keras::prelude::*;

sequential! { enum A { Dense(3, input = 4) } }
graph! { type B = Input(3); }

fn main() {}
