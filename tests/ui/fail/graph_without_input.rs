//! A graph begins with an input.

use keras::prelude::*;

fn main() {
    graph!({ Dense(10)(Dense(12)) });
}
