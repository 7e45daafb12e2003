//! The letters of an equation are axes with sizes, and the batch is the first of them.

use keras::prelude::*;

fn main() {
    sequential![EinsumDense("ab,bc->ac", 4, input = (3, 5))];
    sequential![EinsumDense("abc,cd->abd", 4, input = (3, 5))];
    sequential![EinsumDense("abc,cd->abd", (2, 4), input = (3, 5))];
    sequential![EinsumDense("abc,cd->abd", (3, _), input = (3, 5))];
    sequential![EinsumDense("abc,cd->abd", (_, 4), input = (3, _))];
    sequential![EinsumDense("abc,cd->abd", (_, 4), bias_axes = "c", input = (3, 5))];
    sequential![EinsumDense("abc,cd->abd", (_, 4), bias_axes = "b", input = (_, 5))];
    sequential![EinsumDense("abc,cd->abd", (_, 0), input = (3, 5))];
}
