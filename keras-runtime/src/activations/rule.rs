//! Shape rules of activation functions.

use super::Function;
use crate::kernels::matmul::Pointwise;
use crate::shape::{Dim, Fault, Head, ShapeResult, Spec};
use crate::shape_try;

impl Function {
    /// Whether the arguments make sense; a rule can ask before the program runs.
    pub const fn check(&self) -> ShapeResult<()> {
        let problem = match *self {
            Self::Relu { negative_slope, max_value, threshold }
                if !(negative_slope.is_finite() && threshold.is_finite() && max_value >= 0.0) =>
            {
                "needs a finite slope and threshold and a `max_value` of 0 or more for `relu`"
            }
            Self::Elu { alpha } if !alpha.is_finite() => "needs a finite `alpha` for `elu`",
            Self::Celu { alpha } if !(alpha.is_finite() && alpha != 0.0) => {
                "needs a finite `alpha` other than 0 for `celu`, which divides by it"
            }
            Self::Squareplus { b } if !(b.is_finite() && b >= 0.0) => {
                "needs a `b` of 0 or more for `squareplus`"
            }
            Self::SoftShrink { threshold } | Self::HardShrink { threshold }
                if threshold < 0.0 || threshold.is_nan() =>
            {
                "needs a `threshold` of 0 or more to shrink"
            }
            _ => return ShapeResult::Ok(()),
        };
        ShapeResult::Err(Fault::new(problem))
    }

    /// The output of the function: its shape, and what its last axis means.
    ///
    /// [`linear`](super::linear) changes nothing, so that a softmax stays one.
    pub const fn rule(&self, x: Spec) -> ShapeResult<Spec> {
        shape_try!(self.check());
        let last = x.shape().last();
        match (self, last) {
            (Self::Linear, _) => ShapeResult::Ok(x),
            (Self::Softmax, Some(Dim::Known(1))) => ShapeResult::Err(
                Fault::new("ends in a softmax over a single value, which is always 1: ")
                    .shape(&x.shape())
                    .help("use `sigmoid` for one probability"),
            ),
            (Self::Softmax | Self::LogSoftmax | Self::Sparsemax | Self::Glu, None) => ShapeResult::Err(
                Fault::new("needs a last axis for its activation, was given a single number: ()"),
            ),
            (Self::Glu, Some(last)) => {
                let half = match last {
                    Dim::Unknown => Dim::Unknown,
                    Dim::Known(size) => Dim::Known(shape_try!(halved(size))),
                };
                ShapeResult::Ok(
                    x.with_shape(x.shape().with(x.shape().rank() - 1, half)).with_head(self.head()),
                )
            }
            _ => ShapeResult::Ok(x.with_head(self.head())),
        }
    }

    /// What the last axis means after the function, applied to any real numbers.
    pub const fn head(&self) -> Head {
        match self {
            Self::Softmax | Self::Sparsemax => Head::Softmax,
            Self::Sigmoid | Self::HardSigmoid | Self::SparseSigmoid => Head::Sigmoid,
            // Those that can be told to stay between 0 and 1.
            Self::Relu { max_value, .. } if *max_value <= 1.0 => Head::Unknown,
            Self::Threshold { .. } | Self::Custom(_) => Head::Unknown,
            _ => Head::Logits,
        }
    }

    /// The function as one that a product of matrices applies while it is written, if it is one.
    pub const fn pointwise(&self) -> Option<Pointwise> {
        match *self {
            Self::Linear => Some(Pointwise::Linear),
            Self::Relu { negative_slope: 0.0, max_value: f32::INFINITY, threshold: 0.0 } => {
                Some(Pointwise::Relu)
            }
            Self::Sigmoid => Some(Pointwise::Sigmoid),
            Self::Tanh => Some(Pointwise::Tanh),
            _ => None,
        }
    }
}

const fn halved(size: usize) -> ShapeResult<usize> {
    if size > 0 && size.is_multiple_of(2) {
        return ShapeResult::Ok(size / 2);
    }
    ShapeResult::Err(
        Fault::new("needs a last axis of even size for `glu`, which halves it; it is ").number(size),
    )
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use crate::shape::Shape;

    const fn spec(size: usize) -> Spec {
        Spec::new(Shape::known(&[size]))
    }

    #[test]
    fn glu_halves_the_last_axis_and_needs_it_even() {
        const HALVED: ShapeResult<Spec> = glu.rule(spec(6));
        assert_eq!(HALVED, ShapeResult::Ok(spec(3).with_head(Head::Logits)));
        let ShapeResult::Err(fault) = glu.rule(spec(5)) else { panic!("5 is odd") };
        assert_eq!(fault.as_str(), "needs a last axis of even size for `glu`, which halves it; it is 5");
    }

    #[test]
    fn arguments_that_make_no_sense_are_refused() {
        for function in [
            relu_with(0.0, Some(-1.0), 0.0),
            relu_with(f32::NAN, None, 0.0),
            elu_with(f32::INFINITY),
            celu_with(0.0),
            squareplus_with(-1.0),
            soft_shrink_with(-0.5),
            hard_shrink_with(f32::NAN),
        ] {
            assert!(matches!(function.rule(spec(3)), ShapeResult::Err(_)), "{function:?}");
        }
    }

    #[test]
    fn a_softmax_over_one_value_is_refused() {
        assert!(matches!(softmax.rule(spec(1)), ShapeResult::Err(_)));
        assert!(matches!(softmax.rule(Spec::new(Shape::SCALAR)), ShapeResult::Err(_)));
        assert_eq!(softmax.rule(spec(2)), ShapeResult::Ok(spec(2).with_head(Head::Softmax)));
    }

    #[test]
    fn linear_leaves_probabilities_what_they_are() {
        let probabilities = spec(2).with_head(Head::Softmax);
        assert_eq!(linear.rule(probabilities), ShapeResult::Ok(probabilities));
        assert_eq!(linear.head(), Head::Logits);
        assert_eq!(tanh.rule(probabilities), ShapeResult::Ok(spec(2).with_head(Head::Logits)));
    }

    #[test]
    fn of_a_function_of_your_own_nothing_is_known() {
        assert_eq!(custom(|x| x.clone()).head(), Head::Unknown);
        assert_eq!(relu_with(0.0, Some(1.0), 0.0).head(), Head::Unknown);
        assert_eq!(sigmoid.head(), Head::Sigmoid);
    }

    #[test]
    fn a_product_applies_only_the_plain_relu() {
        assert_eq!(relu.pointwise(), Some(Pointwise::Relu));
        assert_eq!(relu6.pointwise(), None);
        assert_eq!(relu_with(0.1, None, 0.0).pointwise(), None);
    }
}
