//! Bounds of batch renormalization that exclude each other, and deviations that begin as nothing known.

use keras::prelude::*;

fn main() {
    sequential![BatchNormalization(renorm = true, renorm_clipping = RenormClipping::new().rmin(2.0).rmax(1.0), input = 3)];
    sequential![BatchNormalization(renorm = true, renorm_clipping = RenormClipping::new().dmax(-1.0), input = 3)];
    sequential![BatchNormalization(renorm = true, renorm_momentum = 1.0, input = 3)];
    sequential![BatchNormalization(renorm = true, moving_variance_initializer = random_normal, input = 3)];
}
