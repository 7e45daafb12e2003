//! How images are read anew: the values of arguments that say so.

use crate::kernels::affine::{Affine, FillMode, Interpolation};
use crate::shape::{Fault, Rule};
use crate::tri;

/// A value of `interpolation`, between pixels, or of `fill_mode`, beyond the edge; `nearest` is one of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    /// See [`words::nearest`].
    Nearest,
    /// See [`words::bilinear`].
    Bilinear,
    /// See [`words::constant`].
    Constant,
    /// See [`words::reflect`].
    Reflect,
    /// See [`words::wrap`].
    Wrap,
}

impl Sampling {
    /// Between pixels.
    pub const fn interpolation(self) -> Rule<Interpolation> {
        match self {
            Sampling::Nearest => Rule::Fits(Interpolation::Nearest),
            Sampling::Bilinear => Rule::Fits(Interpolation::Bilinear),
            _ => Rule::Fails(Fault::new("takes `nearest` or `bilinear` as its `interpolation`")),
        }
    }

    /// Beyond the edge.
    pub const fn fill_mode(self) -> Rule<FillMode> {
        match self {
            Sampling::Constant => Rule::Fits(FillMode::Constant),
            Sampling::Nearest => Rule::Fits(FillMode::Nearest),
            Sampling::Reflect => Rule::Fits(FillMode::Reflect),
            Sampling::Wrap => Rule::Fits(FillMode::Wrap),
            Sampling::Bilinear => {
                Rule::Fails(Fault::new("takes `constant`, `nearest`, `reflect` or `wrap` as its `fill_mode`"))
            }
        }
    }
}

/// How images are read, as the arguments of a layer say.
pub const fn affine(interpolation: Sampling, fill_mode: Sampling, fill_value: f32) -> Rule<Affine> {
    let (interpolation, fill_mode) = (tri!(interpolation.interpolation()), tri!(fill_mode.fill_mode()));
    if !fill_value.is_finite() {
        return Rule::Fails(Fault::new("needs a finite `fill_value`"));
    }
    Rule::Fits(Affine { interpolation, fill_mode, fill_value })
}

/// In which mirror an image is seen: a value of `mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flip {
    /// See [`words::horizontal`].
    Horizontal,
    /// See [`words::vertical`].
    Vertical,
    /// See [`words::horizontal_and_vertical`].
    HorizontalAndVertical,
}

/// The values of `interpolation`, `fill_mode` and `mode`.
#[allow(non_upper_case_globals)]
pub mod words {
    use super::{Flip, Sampling};

    /// The nearest pixel, between pixels and beyond the edge: `a a a | a b c d | d d d`.
    pub const nearest: Sampling = Sampling::Nearest;
    /// Between pixels the four around, by their nearness.
    pub const bilinear: Sampling = Sampling::Bilinear;
    /// Beyond the edge one value: `k k k | a b c d | k k k`.
    pub const constant: Sampling = Sampling::Constant;
    /// Beyond the edge the image in a mirror: `c b a | a b c d | d c b`.
    pub const reflect: Sampling = Sampling::Reflect;
    /// Beyond the edge the image again: `b c d | a b c d | a b c`.
    pub const wrap: Sampling = Sampling::Wrap;
    /// Left for right.
    pub const horizontal: Flip = Flip::Horizontal;
    /// Top for bottom.
    pub const vertical: Flip = Flip::Vertical;
    /// Both at once, which is half a turn.
    pub const horizontal_and_vertical: Flip = Flip::HorizontalAndVertical;
}
