//! Shape rules of activation functions.

use super::function::{Along, Function};
use crate::kernels::pointwise::Pointwise;
use crate::shape::{Dim, Fault, Head, ShapeResult, Spec};
use crate::shape_try;

impl Function {
    /// Whether the arguments make sense; a rule can ask before the program runs.
    pub const fn check(&self) -> ShapeResult<()> {
        match self.fault {
            Some(fault) => ShapeResult::Err(Fault::new(fault).of_argument()),
            None => ShapeResult::Ok(()),
        }
    }

    /// The output of the function: its shape, and what its last axis means.
    ///
    /// [`linear`](super::linear) changes nothing, so that a softmax stays one.
    pub const fn rule(&self, x: Spec) -> ShapeResult<Spec> {
        shape_try!(self.check());
        if let Some(Pointwise::Linear) = self.epilogue {
            return ShapeResult::Ok(x);
        }
        if let (Head::Softmax, Head::Softmax) | (Head::Sigmoid, Head::Softmax | Head::Sigmoid) =
            (self.head, x.head())
        {
            let fault = Fault::new("is given probabilities already, of which it would take the ");
            return ShapeResult::Err(fault.text(self.parts().0).help("leave one of the two activations out"));
        }
        let y = match (self.along, x.shape().last()) {
            (Along::Elements, _) => x,
            (_, None) => {
                return ShapeResult::Err(Fault::new(
                    "needs a last axis for its activation, was given a single number: ()",
                ));
            }
            (Along::Classes, Some(Dim::Known(1))) => {
                let (value, help) = match self.head {
                    Head::Softmax => (1, "use `sigmoid` for one probability"),
                    _ => (0, "use `log_sigmoid` for the logarithm of one probability"),
                };
                let fault = Fault::new("ends in a ")
                    .text(self.parts().0)
                    .text(" over a single value, which is always ");
                return ShapeResult::Err(fault.number(value).text(": ").shape(&x.shape()).help(help));
            }
            (Along::Classes, _) => x,
            (Along::Halves, Some(last)) => {
                let half = match last {
                    Dim::Unknown => Dim::Unknown,
                    Dim::Known(size) => Dim::Known(shape_try!(halved(size))),
                };
                x.with_shape(x.shape().with(x.shape().rank() - 1, half))
            }
        };
        ShapeResult::Ok(y.with_head(self.head))
    }

    /// What the last axis means after the function, applied to any real numbers.
    pub const fn head(&self) -> Head {
        self.head
    }

    /// The function as the epilogue of a product of matrices, applied while the product is written, if it can be one.
    pub const fn pointwise(&self) -> Option<Pointwise> {
        self.epilogue
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
        for (function, value) in [(softmax, 1), (sparsemax, 1), (log_softmax, 0)] {
            let ShapeResult::Err(fault) = function.rule(spec(1)) else { panic!("{function:?}") };
            let name = function.parts().0;
            let expected = format!("ends in a {name} over a single value, which is always {value}: (1)");
            assert!(fault.as_str().starts_with(&expected[..expected.len() - 1]), "{}", fault.as_str());
            assert!(matches!(function.rule(Spec::new(Shape::SCALAR)), ShapeResult::Err(_)));
            assert_eq!(function.rule(spec(2)), ShapeResult::Ok(spec(2).with_head(function.head())));
        }
        assert_eq!(softmax.head(), Head::Softmax);
    }

    #[test]
    fn linear_leaves_probabilities_what_they_are() {
        let probabilities = spec(2).with_head(Head::Softmax);
        assert_eq!(linear.rule(probabilities), ShapeResult::Ok(probabilities));
        assert_eq!(linear.head(), Head::Logits);
        assert_eq!(tanh.rule(probabilities), ShapeResult::Ok(spec(2).with_head(Head::Bounded)));
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
