//! Specification of a layer in a model: its outputs, its weights, its cost.

use crate::layer::weight_spec::TOO_LARGE;
use crate::layer::{Inner, InnerLayer, Outcome, WeightSpec};
use crate::shape::{Fault, ShapeResult, Spec, Specs, is_same};

/// The most weights that one layer has.
pub const MAX_WEIGHTS: usize = 16;

/// Layer specification: the specs of its outputs, the weights it needs, and what a sample costs.
///
/// ```
/// use keras::initializers::glorot_uniform;
/// use keras::layers::{LayerSpec, WeightSpec};
/// use keras::shape::{Shape, Spec};
///
/// let spec = LayerSpec::new(Spec::new(Shape::known(&[10])))
///     .weight(WeightSpec::new("kernel", Shape::known(&[784, 10]), glorot_uniform))
///     .flops(2 * 784 * 10);
/// assert_eq!(spec.params(), 7840);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LayerSpec {
    pub(super) outputs: Specs,
    pub(crate) weights: [Option<WeightSpec>; MAX_WEIGHTS],
    pub(crate) len: usize,
    pub(super) inner: Cost,
    pub(super) flops: u64,
    pub(super) direction: Option<Direction>,
    /// Whether the first weight of the layer inside is one of Keras's layer as well, before its own.
    pub(crate) shares_inner: bool,
    /// How to come to one output, if there are several.
    pub(super) one_output: &'static str,
}

/// Direction of a recurrent layer: which way it goes along a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the first step to the last.
    Forwards,
    /// From the last step to the first.
    Backwards,
}

/// What the layers inside a layer add, or those of a nested model.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub params: usize,
    pub trainable_params: usize,
    pub activation_bytes: usize,
}

impl LayerSpec {
    /// A spec with one output, no weights and no cost.
    pub const fn new(output: Spec) -> Self {
        Self::with_outputs(Specs::new(&[output]))
    }

    /// A spec with several outputs.
    pub const fn with_outputs(outputs: Specs) -> Self {
        let inner = Cost { params: 0, trainable_params: 0, activation_bytes: 0 };
        let one_output = "name them all in `graph!`: `let (a, b) = …`";
        let (weights, direction, shares_inner) = ([None; MAX_WEIGHTS], None, false);
        Self { outputs, weights, len: 0, inner, flops: 0, direction, shares_inner, one_output }
    }

    /// Adds a weight.
    ///
    /// # Panics
    ///
    /// With more than [`MAX_WEIGHTS`].
    #[track_caller]
    pub const fn weight(mut self, weight: WeightSpec) -> Self {
        assert!(self.len < MAX_WEIGHTS, "a layer has at most 16 weights");
        self.weights[self.len] = Some(weight);
        self.len += 1;
        self
    }

    /// Says how many floating point operations a sample costs, a multiplication and an addition counting as two.
    pub const fn flops(mut self, flops: u64) -> Self {
        self.flops = flops;
        self
    }

    /// Says that the layer goes along the steps of a sequence.
    pub const fn go_backwards(mut self, backwards: bool) -> Self {
        self.direction = Some(if backwards { Direction::Backwards } else { Direction::Forwards });
        self
    }

    /// Says how to come to one output where several are too many.
    pub(crate) const fn one_output_by(mut self, help: &'static str) -> Self {
        self.one_output = help;
        self
    }

    /// Which way the layer goes along a sequence, if it does.
    pub const fn direction(&self) -> Option<Direction> {
        self.direction
    }

    /// Adds the weights of an inner layer, and `times` its cost.
    pub const fn with_inner(mut self, layer: &InnerLayer, inner: Inner<'_>, times: usize) -> Self {
        let spec = layer.spec(inner);
        self.inner.params += spec.params();
        if layer.may_train() {
            self.inner.trainable_params += spec.trainable_params();
        }
        let bytes = Outcome::Known(*spec).activation_bytes();
        self.inner.activation_bytes += bytes.saturating_mul(times);
        self.flops = self.flops.saturating_add(spec.flops.saturating_mul(times as u64));
        self
    }

    /// Says that the first weight of the layer inside is one of Keras's layer as well, before its own.
    pub(crate) const fn sharing_inner_weight(mut self) -> Self {
        self.shares_inner = true;
        self
    }

    pub(crate) const fn inner(mut self, inner: Cost) -> Self {
        self.inner = inner;
        self
    }

    /// The specs of the outputs.
    pub const fn outputs(&self) -> Specs {
        self.outputs
    }

    /// The weights, in Keras's order.
    pub fn weights(&self) -> impl Iterator<Item = &WeightSpec> {
        self.weights.iter().flatten()
    }

    /// The number of weights, counted by element.
    pub const fn params(&self) -> usize {
        let mut params = self.inner.params;
        let mut i = 0;
        while i < self.len {
            if let Some(weight) = &self.weights[i] {
                params += weight.elements();
            }
            i += 1;
        }
        params
    }

    pub(crate) const fn trainable_params(&self) -> usize {
        let mut params = self.inner.trainable_params;
        let mut i = 0;
        while i < self.len {
            if let Some(weight) = &self.weights[i]
                && weight.trainable
            {
                params += weight.elements();
            }
            i += 1;
        }
        params
    }

    /// Whether one of the first `count` weights has this name.
    const fn has_earlier(&self, count: usize, name: &str) -> bool {
        let mut i = 0;
        while i < count {
            if let Some(weight) = &self.weights[i]
                && is_same(weight.name, name)
            {
                return true;
            }
            i += 1;
        }
        false
    }

    /// What is wrong with the weights, whatever the layer.
    pub(crate) const fn check(&self) -> ShapeResult<()> {
        let mut i = 0;
        while i < self.len {
            if let Some(weight) = &self.weights[i] {
                if weight.elements() >= TOO_LARGE {
                    return ShapeResult::Err(
                        Fault::new("would need a `")
                            .text(weight.name)
                            .text("` of ")
                            .shape(&weight.shape)
                            .text(", which is more than memory holds"),
                    );
                }
                if self.has_earlier(i, weight.name) {
                    return ShapeResult::Err(
                        Fault::new("plans two weights that are named `").text(weight.name).text("`"),
                    );
                }
                let rank = weight.shape.rank();
                crate::shape_try!(weight.initializer.check(rank));
                if let Some(regularizer) = &weight.regularizer {
                    crate::shape_try!(regularizer.check(rank));
                }
                if let Some(constraint) = &weight.constraint {
                    crate::shape_try!(constraint.check(rank));
                }
            }
            i += 1;
        }
        ShapeResult::Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::initializers::zeros;
    use crate::shape::Shape;

    #[test]
    fn two_weights_of_one_name_are_refused() {
        let weight = |name| WeightSpec::new(name, Shape::known(&[2]), zeros);
        let spec = LayerSpec::new(Spec::new(Shape::known(&[2]))).weight(weight("scale"));
        assert!(matches!(spec.weight(weight("scale_2")).check(), ShapeResult::Ok(())));
        match spec.weight(weight("bias")).weight(weight("scale")).check() {
            ShapeResult::Err(fault) => assert_eq!(fault.as_str(), "plans two weights that are named `scale`"),
            ShapeResult::Ok(()) => panic!("`scale` is planned twice"),
        }
    }
}
