//! An equation has an input, a kernel and an output, and its letters meet.

use keras::prelude::*;

fn main() {
    sequential![EinsumDense("ab,bc", 4, input = 5)];
    sequential![EinsumDense("aab,bc->ac", 4, input = (5, 5))];
    sequential![EinsumDense("ab,bc->acd", (4, 2), input = 5)];
    sequential![EinsumDense("ab,bcd->ac", 4, input = 5)];
    sequential![EinsumDense("ab,bc->ca", 4, input = 5)];
}
