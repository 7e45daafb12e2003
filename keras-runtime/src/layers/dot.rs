//! Dot: products of samples.

use crate::Result;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::config::{Argument, Map};
use crate::layer::rules;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Fault, Inputs, MAX_RANK, ShapeResult, Spec};
use crate::shape_try;

/// Dot product of two tensors, sample by sample, summed along an axis of each.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = graph!({
///     let a = Input(2);
///     let b = Input(2);
///     Dot(1)(a, b)
/// });
/// assert_eq!(model.predict((&array![[1.0, 2.0]], &array![[3.0, 4.0]]))?, array![[11.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// `Dot(1)` of two vectors of size n is their scalar product, of shape (1). What stands in a step that is masked is
/// multiplied as it is, and the output has no mask, as in Keras; a step of [`Masking`](super::Masking) is 0.
///
/// As [`keras.layers.Dot`](https://keras.io/api/layers/merging_layers/dot/).
#[derive(Config, Clone, Copy, Debug)]
#[layer(written = one_axis_for_both)]
pub struct Dot {
    /// The axes to sum along, of the first and of the second; one number for both.
    axes: [isize; 2],
    /// Whether to divide by the lengths along the axes first, which makes it the cosine.
    #[default(false)]
    normalize: bool,
}

/// Keras writes a number if it is one for both.
fn one_axis_for_both(this: &Dot, config: &mut Map) -> Result<()> {
    let [first, second] = this.axes;
    if first == second {
        config.insert("axes".to_owned(), first.to_json()?);
    }
    Ok(())
}

impl Dot {
    /// The axes of the first without its own, then those of the second.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let [x, y] = shape_try!(inputs.at_least_two()) else {
            return ShapeResult::Err(
                Fault::new("takes two tensors, was given ").number(inputs.as_slice().len()),
            );
        };
        let (a, b) = (x.shape(), y.shape());
        let (along_a, along_b) =
            (shape_try!(rules::axis(self.axes[0], &a)), shape_try!(rules::axis(self.axes[1], &b)));
        if !a.dim(along_a).fits(b.dim(along_b)) {
            let fault = Fault::new("cannot multiply ").shape(&a).text(" and ").shape(&b).text(": axis ");
            let fault = fault.number(along_a + 1).text(" of the first and axis ").number(along_b + 1);
            return ShapeResult::Err(fault.text(" of the second differ"));
        }
        let (a, b) = (a.without(along_a), b.without(along_b));
        if a.rank() + b.rank() > MAX_RANK {
            return ShapeResult::Err(
                Fault::new("would give more than 5 axes: ").shape(&a).text(" and ").shape(&b),
            );
        }
        let mut shape = a;
        let mut i = 0;
        while i < b.rank() {
            shape = shape.push(b.dim(i));
            i += 1;
        }
        ShapeResult::Ok(x.with_shape(if shape.rank() == 0 { shape.push(Dim::Known(1)) } else { shape }))
    }
}

impl Layer for Dot {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let [x, y] = inputs else { unreachable!("the rule takes two") };
        if self.normalize {
            let (x, y) = (K::l2_normalize(x, self.axes[0]), K::l2_normalize(y, self.axes[1]));
            return K::batch_dot(&x, &y, self.axes);
        }
        K::batch_dot(x, y, self.axes)
    }
}
