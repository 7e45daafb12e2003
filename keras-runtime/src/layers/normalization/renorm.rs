//! Batch renormalization: what brings the statistics of a batch nearer to those of all batches.

use super::BatchNormalization;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::config::{Argument, Classes, Map, Value, unexpected};
use crate::initializers::Initializer;
use crate::layer::rules::rate;
use crate::layer::{Context, LayerSpec, WeightSpec};
use crate::shape::{Fault, Shape, ShapeResult};
use crate::{Result, shape_try};

/// Clipping of batch renormalization: how far its corrections go, `renorm_clipping` of a [`BatchNormalization`]. A bound
/// that is left out is none.
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![
///     BatchNormalization(renorm = true, renorm_clipping = RenormClipping::new().rmax(3.0).dmax(5.0), input = 4),
/// ];
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RenormClipping {
    rmin: Option<f32>,
    rmax: Option<f32>,
    dmax: Option<f32>,
}

impl RenormClipping {
    /// No bounds.
    pub const fn new() -> Self {
        Self { rmin: None, rmax: None, dmax: None }
    }

    /// The least factor.
    pub const fn rmin(self, rmin: f32) -> Self {
        Self { rmin: Some(rmin), ..self }
    }

    /// The greatest factor.
    pub const fn rmax(self, rmax: f32) -> Self {
        Self { rmax: Some(rmax), ..self }
    }

    /// The greatest shift, upwards and downwards.
    pub const fn dmax(self, dmax: f32) -> Self {
        Self { dmax: Some(dmax), ..self }
    }

    const fn check(&self) -> ShapeResult<()> {
        if let (Some(least), Some(greatest)) = (self.rmin, self.rmax)
            && (least > greatest || least.is_nan() || greatest.is_nan())
        {
            let fault = Fault::new("needs an `rmax` of `rmin` or more in `renorm_clipping`, ").float(least);
            return ShapeResult::Err(fault.text(", was given ").float(greatest));
        }
        match self.dmax {
            Some(greatest) if greatest < 0.0 || greatest.is_nan() => {
                let fault = Fault::new("needs a `dmax` of 0 or more in `renorm_clipping`, was given ");
                ShapeResult::Err(fault.float(greatest))
            }
            _ => ShapeResult::Ok(()),
        }
    }
}

/// As Keras's dictionary.
impl Argument for RenormClipping {
    fn to_json(&self) -> Result<Value> {
        let bounds = [("rmin", self.rmin), ("rmax", self.rmax), ("dmax", self.dmax)];
        let given = bounds.into_iter().filter_map(|(name, bound)| Some((name.to_owned(), bound?)));
        given.map(|(name, bound)| Ok((name, bound.to_json()?))).collect::<Result<Map>>().map(Value::Object)
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        let Value::Object(bounds) = value else {
            return Err(unexpected("`rmin`, `rmax` and `dmax` by name", value));
        };
        let mut clipping = Self::new();
        for (name, bound) in bounds {
            let bound = Option::from_json(bound, classes)?;
            match &**name {
                "rmin" => clipping.rmin = bound,
                "rmax" => clipping.rmax = bound,
                "dmax" => clipping.dmax = bound,
                _ => return Err(unexpected("`rmin`, `rmax` and `dmax` by name", value)),
            }
        }
        Ok(clipping)
    }
}

impl BatchNormalization {
    /// Adds the weights of renormalization, in Keras's order.
    pub(super) const fn renorm_weights(&self, spec: LayerSpec, shape: Shape) -> ShapeResult<LayerSpec> {
        shape_try!(rate("renorm_momentum", self.renorm_momentum));
        if let Some(clipping) = &self.renorm_clipping {
            shape_try!(clipping.check());
        }
        let Initializer::Constant(variance @ 0.0..) = self.moving_variance_initializer else {
            let fault = Fault::new("needs one number of 0 or more as its `moving_variance_initializer`");
            return ShapeResult::Err(fault.help("with `renorm = true`, the deviations begin as its root"));
        };
        let deviation = Initializer::Constant(square_root(variance));
        let spec = spec.weight(WeightSpec::new("moving_stddev", shape, deviation).not_trainable());
        let mean = WeightSpec::new("renorm_mean", shape, self.moving_mean_initializer);
        let spec = spec.weight(mean.not_trainable());
        ShapeResult::Ok(spec.weight(WeightSpec::new("renorm_stddev", shape, deviation).not_trainable()))
    }

    /// `gamma` and `beta` with the corrections for a batch of this mean and variance, which the moving statistics then follow.
    pub(super) fn renormalized(
        &self,
        [mean, variance]: [Tensor; 2],
        [gamma, beta]: &[Tensor; 2],
        context: &Context<'_>,
    ) -> [Tensor; 2] {
        let [mean, variance] = [mean, variance].map(|found| K::stop_gradient(&found));
        let deviation = K::sqrt(&(variance + self.epsilon));
        let usual = K::maximum(&context.weight("renorm_stddev"), self.epsilon.sqrt());
        let RenormClipping { rmin, rmax, dmax } = self.renorm_clipping.unwrap_or_default();
        let mut factor = &deviation / &usual;
        if let Some(least) = rmin {
            factor = K::maximum(&factor, least);
        }
        if let Some(greatest) = rmax {
            factor = K::minimum(&factor, greatest);
        }
        let mut shift = (&mean - context.weight("renorm_mean")) / usual;
        if let Some(greatest) = dmax {
            shift = K::clip(&shift, -greatest, greatest);
        }
        self.remember_renorm(mean, deviation, context);
        [factor * gamma, shift * gamma + beta]
    }

    /// Lets the moving statistics go some of the way to those of a batch.
    fn remember_renorm(&self, mean: Tensor, deviation: Tensor, context: &Context<'_>) {
        let moved = |name: &str, found: &Tensor, momentum: f32| {
            let next = context.weight(name) * momentum + found * (1.0 - momentum);
            context.update(name, &next);
            next
        };
        moved("renorm_mean", &mean, self.renorm_momentum);
        moved("renorm_stddev", &deviation, self.renorm_momentum);
        moved("moving_mean", &mean, self.momentum);
        let deviation = moved("moving_stddev", &deviation, self.momentum);
        context.update("moving_variance", &K::relu(&(K::square(&deviation) - self.epsilon)));
    }
}

/// The square root of a number of 0 or more, by Newton's method, which constants can compute.
const fn square_root(square: f32) -> f32 {
    let square = square as f64;
    if square == 0.0 || square.is_infinite() {
        return square as f32;
    }
    let (mut root, mut last) = (if square > 1.0 { square } else { 1.0 }, f64::INFINITY);
    while root < last {
        last = root;
        root = (root + square / root) / 2.0;
    }
    root as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn square_roots_of_constants_are_those_of_the_processor() {
        for square in [0.0, 1e-30, 0.1, 0.25, 1.0, 2.0, 9.0, 1e30_f32] {
            assert_eq!(square_root(square), square.sqrt());
        }
    }
}
