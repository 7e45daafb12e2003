//! Interpolation and fill modes of images: the values of arguments that say so.

use crate::config::Config;
use crate::kernels::affine::{Affine, FillMode, Interpolation};
use crate::kernels::resample::Filter;
use crate::shape::{Fault, ShapeResult};
use crate::shape_try;

/// Interpolation or fill mode: a value of `interpolation`, between pixels, or of `fill_mode`, beyond the edge;
/// `nearest` is one of both.
#[derive(Config, Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sampling {
    /// See [`words::nearest`].
    Nearest,
    /// See [`words::bilinear`].
    Bilinear,
    /// See [`words::bicubic`].
    Bicubic,
    /// See [`words::lanczos3`].
    Lanczos3,
    /// See [`words::lanczos5`].
    Lanczos5,
    /// See [`words::constant`].
    Constant,
    /// See [`words::reflect`].
    Reflect,
    /// See [`words::wrap`].
    Wrap,
}

impl Sampling {
    /// Between pixels.
    pub const fn interpolation(self) -> ShapeResult<Interpolation> {
        match self {
            Sampling::Nearest => ShapeResult::Ok(Interpolation::Nearest),
            Sampling::Bilinear => ShapeResult::Ok(Interpolation::Bilinear),
            _ => ShapeResult::Err(Fault::new("takes `nearest` or `bilinear` as its `interpolation`")),
        }
    }

    /// Between the pixels of an image that is made larger; none for the nearest pixel.
    pub const fn filter(self) -> ShapeResult<Option<Filter>> {
        ShapeResult::Ok(match self {
            Sampling::Nearest => None,
            Sampling::Bilinear => Some(Filter::Linear),
            Sampling::Bicubic => Some(Filter::Cubic),
            Sampling::Lanczos3 => Some(Filter::Lanczos3),
            Sampling::Lanczos5 => Some(Filter::Lanczos5),
            _ => {
                let known =
                    "takes `nearest`, `bilinear`, `bicubic`, `lanczos3` or `lanczos5` as its `interpolation`";
                return ShapeResult::Err(Fault::new(known).of_argument());
            }
        })
    }

    /// Beyond the edge.
    pub const fn fill_mode(self) -> ShapeResult<FillMode> {
        match self {
            Sampling::Constant => ShapeResult::Ok(FillMode::Constant),
            Sampling::Nearest => ShapeResult::Ok(FillMode::Nearest),
            Sampling::Reflect => ShapeResult::Ok(FillMode::Reflect),
            Sampling::Wrap => ShapeResult::Ok(FillMode::Wrap),
            _ => ShapeResult::Err(
                Fault::new("takes `constant`, `nearest`, `reflect` or `wrap` as its `fill_mode`")
                    .of_argument(),
            ),
        }
    }
}

/// How images are read, as the arguments of a layer say.
pub const fn affine(interpolation: Sampling, fill_mode: Sampling, fill_value: f32) -> ShapeResult<Affine> {
    let (interpolation, fill_mode) =
        (shape_try!(interpolation.interpolation()), shape_try!(fill_mode.fill_mode()));
    if !fill_value.is_finite() {
        return ShapeResult::Err(Fault::new("needs a finite `fill_value`"));
    }
    ShapeResult::Ok(Affine { interpolation, fill_mode, fill_value })
}

/// Flip of an image: a value of `mode`.
#[derive(Config, Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Bilinear interpolation: between pixels the four around, by their nearness.
    pub const bilinear: Sampling = Sampling::Bilinear;
    /// Bicubic interpolation: between pixels the sixteen around, by a cubic curve.
    pub const bicubic: Sampling = Sampling::Bicubic;
    /// Lanczos interpolation: between pixels three on each side.
    pub const lanczos3: Sampling = Sampling::Lanczos3;
    /// Lanczos interpolation: between pixels five on each side.
    pub const lanczos5: Sampling = Sampling::Lanczos5;
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
