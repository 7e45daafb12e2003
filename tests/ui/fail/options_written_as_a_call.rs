//! Options that are set by methods, written like a struct of arguments.

use keras::prelude::*;

fn main() {
    sequential![BatchNormalization(renorm = true, renorm_clipping = RenormClipping(rmax = 3.0, dmax = 5.0), input = 4)];
    sequential![BatchNormalization(renorm = true, renorm_clipping = RenormClipping(), input = 4), Dense(3, activaton = relu)];
}
