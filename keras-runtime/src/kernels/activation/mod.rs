//! Activation kernels: functions with an exponential or error function, and their slopes, vectorised.

mod glu;
mod sparsemax;

use std::f32::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

pub(crate) use glu::{add_glu_gradient, glu};
pub(crate) use sparsemax::{sparsemax, sparsemax_gradient};

use super::pointwise as vector;

/// How many elements are worked on at a time: intermediate values stay in the nearest cache.
pub(crate) const PIECE: usize = 256;

/// Working memory for a piece.
type Piece = [f32; PIECE];

/// An activation function and its slope, over pieces of slices; `t` is working memory of a piece's length.
pub(crate) trait Activation: Copy + Send + 'static {
    /// Writes the values at `x`.
    fn values(self, x: &[f32], y: &mut [f32], t: &mut [f32]);

    /// Multiplies `dy` by the slopes at `x`, where the values are `y`.
    fn descend(self, x: &[f32], y: &[f32], dy: &mut [f32], t: &mut [f32]);
}

/// `y` is the function of `x`.
pub(crate) fn activate(function: impl Activation, x: &[f32], y: &mut [f32]) {
    let mut t: Piece = [0.0; PIECE];
    for (x, y) in x.chunks(PIECE).zip(y.chunks_mut(PIECE)) {
        function.values(x, y, &mut t[..x.len()]);
    }
}

/// Turns the gradient `dy` by the function's values `y` into that by its argument `x`.
pub(crate) fn activate_gradient(function: impl Activation, x: &[f32], y: &[f32], dy: &mut [f32]) {
    let mut t: Piece = [0.0; PIECE];
    for ((x, y), dy) in x.chunks(PIECE).zip(y.chunks(PIECE)).zip(dy.chunks_mut(PIECE)) {
        function.descend(x, y, dy, &mut t[..x.len()]);
    }
}

/// `scale * x` above 0, `scale * alpha * (exp(x / width) - 1)` below.
#[derive(Clone, Copy)]
pub(crate) struct Elu {
    pub scale: f32,
    pub alpha: f32,
    pub width: f32,
}

impl Elu {
    /// The constants for which mean 0 and variance 1 are a fixed point.
    pub const SCALED: Self = Self { scale: 1.050_701, alpha: 1.673_263_2, width: 1.0 };
}

impl Activation for Elu {
    fn values(self, x: &[f32], y: &mut [f32], t: &mut [f32]) {
        let Self { scale, alpha, width } = self;
        vector::map(x, t, |x| x / width);
        vector::expm1(t, y);
        vector::update(y, x, |y, x| if x > 0.0 { scale * x } else { scale * alpha * y });
    }

    fn descend(self, x: &[f32], y: &[f32], dy: &mut [f32], t: &mut [f32]) {
        let Self { scale, alpha, width } = self;
        vector::zip(x, y, t, |x, y| if x > 0.0 { scale } else { (y + scale * alpha) / width });
        vector::update(dy, t, |dy, slope| dy * slope);
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Gelu;

impl Activation for Gelu {
    fn values(self, x: &[f32], y: &mut [f32], t: &mut [f32]) {
        vector::map(x, t, |x| x * FRAC_1_SQRT_2);
        vector::erf(t, y);
        vector::update(y, x, |erf, x| 0.5 * x * (1.0 + erf));
    }

    fn descend(self, x: &[f32], _: &[f32], dy: &mut [f32], t: &mut [f32]) {
        let mut density: Piece = [0.0; PIECE];
        let density = &mut density[..x.len()];
        vector::map(x, t, |x| -0.5 * x * x);
        vector::exp(t, density);
        vector::update(density, x, |e, x| 0.5 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2 * e * x);
        vector::map(x, t, |x| x * FRAC_1_SQRT_2);
        let mut below: Piece = [0.0; PIECE];
        let below = &mut below[..x.len()];
        vector::erf(t, below);
        vector::zip(below, density, t, |erf, density| 0.5 * (1.0 + erf) + density);
        vector::update(dy, t, |dy, slope| dy * slope);
    }
}

/// [`Gelu`], approximated.
#[derive(Clone, Copy)]
pub(crate) struct GeluTanh;

const CUBIC: f32 = 0.044_715;
/// √(2/π)
const STEEPNESS: f32 = FRAC_2_SQRT_PI * FRAC_1_SQRT_2;

impl Activation for GeluTanh {
    fn values(self, x: &[f32], y: &mut [f32], t: &mut [f32]) {
        vector::map(x, t, |x| STEEPNESS * (x + CUBIC * x * x * x));
        vector::tanh(t, y);
        vector::update(y, x, |tanh, x| 0.5 * x * (1.0 + tanh));
    }

    fn descend(self, x: &[f32], _: &[f32], dy: &mut [f32], t: &mut [f32]) {
        let mut tanh: Piece = [0.0; PIECE];
        let tanh = &mut tanh[..x.len()];
        vector::map(x, t, |x| STEEPNESS * (x + CUBIC * x * x * x));
        vector::tanh(t, tanh);
        vector::zip(x, tanh, t, |x, tanh| {
            // Further out the hyperbolic tangent is level, and what it is multiplied with must not overflow.
            let near = x.clamp(-10.0, 10.0);
            let inner = STEEPNESS * (1.0 + 3.0 * CUBIC * near * near);
            0.5 * (1.0 + tanh) + 0.5 * near * (1.0 - tanh * tanh) * inner
        });
        vector::update(dy, t, |dy, slope| dy * slope);
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Silu;

impl Activation for Silu {
    fn values(self, x: &[f32], y: &mut [f32], _: &mut [f32]) {
        vector::sigmoid(x, y);
        vector::update(y, x, |sigmoid, x| x * sigmoid);
    }

    fn descend(self, x: &[f32], y: &[f32], dy: &mut [f32], t: &mut [f32]) {
        vector::sigmoid(x, t);
        vector::update(t, y, |sigmoid, y| sigmoid + y * (1.0 - sigmoid));
        vector::update(dy, t, |dy, slope| dy * slope);
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Mish;

impl Activation for Mish {
    fn values(self, x: &[f32], y: &mut [f32], t: &mut [f32]) {
        vector::softplus(x, t);
        vector::tanh(t, y);
        vector::update(y, x, |tanh, x| x * tanh);
    }

    fn descend(self, x: &[f32], _: &[f32], dy: &mut [f32], t: &mut [f32]) {
        let [mut tanh, mut inner]: [Piece; 2] = [[0.0; PIECE]; 2];
        let (tanh, inner) = (&mut tanh[..x.len()], &mut inner[..x.len()]);
        vector::softplus(x, t);
        vector::tanh(t, tanh);
        vector::sigmoid(x, inner);
        vector::update(inner, x, |sigmoid, x| x * sigmoid);
        vector::zip(tanh, inner, t, |tanh, inner| tanh + (1.0 - tanh * tanh) * inner);
        vector::update(dy, t, |dy, slope| dy * slope);
    }
}

#[derive(Clone, Copy)]
pub(crate) struct LogSigmoid;

impl Activation for LogSigmoid {
    fn values(self, x: &[f32], y: &mut [f32], t: &mut [f32]) {
        vector::map(x, t, |x| -x);
        vector::softplus(t, y);
        y.iter_mut().for_each(|y| *y = -*y);
    }

    fn descend(self, x: &[f32], _: &[f32], dy: &mut [f32], t: &mut [f32]) {
        let mut negated: Piece = [0.0; PIECE];
        let negated = &mut negated[..x.len()];
        vector::map(x, negated, |x| -x);
        vector::sigmoid(negated, t);
        vector::update(dy, t, |dy, slope| dy * slope);
    }
}

#[derive(Clone, Copy)]
pub(crate) struct TanhShrink;

impl Activation for TanhShrink {
    fn values(self, x: &[f32], y: &mut [f32], _: &mut [f32]) {
        vector::tanh(x, y);
        vector::update(y, x, |tanh, x| x - tanh);
    }

    fn descend(self, x: &[f32], _: &[f32], dy: &mut [f32], t: &mut [f32]) {
        vector::tanh(x, t);
        vector::update(dy, t, |dy, tanh| dy * (tanh * tanh));
    }
}
