//! Dropout.

use smallvec::SmallVec;

use crate::autodiff::{Tensor, ops};
use crate::kernels::random::{Stream, fill_uniform};
use crate::layer::rules::rate;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Fault, Head, Inputs, List, Shape, ShapeResult, Spec};
use crate::shape_try;

/// Dropout: while learning, sets a share of the values to 0 and scales the rest up by `1 / (1 - rate)`. The shape
/// stays as it is.
///
/// ```
/// use keras::{ndarray::Array2, prelude::*};
///
/// let model = sequential![Dropout(0.5, input = 3)];
/// let x = Array2::<f32>::ones((1, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// `Dropout(0.5, noise_shape = (_, 1, 8), input = (20, 8))` drops a feature in all steps or in none: along an axis of size 1
/// the choice is the same. The batch is the first, `_` or 1; Keras takes its size there, too, which the last batch of an epoch
/// need not have.
///
/// As [`keras.layers.Dropout`](https://keras.io/api/layers/regularization_layers/dropout/). Source: Srivastava
/// et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014).
#[derive(Config, Clone, Copy, Debug)]
pub struct Dropout {
    /// Dropout rate, the share of values that are dropped: 0 or more, below 1.
    #[doc(alias("p", "prob", "probability", "dropout", "drop_prob"))]
    rate: f32,
    /// The shape of the random choice, the batch included: each size that of the input, or 1; `_` is that of the input.
    noise_shape: Option<List<Dim>>,
    /// Seed of the random choice; drawn from the program's seed if left out.
    seed: Option<u64>,
}

impl Dropout {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(rate("rate", self.rate));
        let x = shape_try!(inputs.one_float());
        shape_try!(noise_shape(&self.noise_shape, &x.shape()));
        // What is left is scaled up, and some are 0.
        ShapeResult::Ok(match x.head() {
            Head::Softmax | Head::Sigmoid if self.rate > 0.0 => x.with_head(Head::Positive),
            Head::Bounded if self.rate > 0.0 => x.with_head(Head::Logits),
            _ => x,
        })
    }
}

impl Layer for Dropout {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        match self.noise_shape {
            None => dropped(&inputs[0], self.rate, self.seed, context),
            shape => dropped_together(&inputs[0], self.rate, &shape, self.seed, context),
        }
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}

/// While learning, `x` without a share of its values; what is left is scaled up.
pub(super) fn dropped(x: &Tensor, rate: f32, seed: Option<u64>, context: &Context<'_>) -> Tensor {
    if !context.training() || rate == 0.0 {
        return x.clone();
    }
    ops::dropout(x, rate, context.random_stream(seed, elements(&x.shape())))
}

/// As [`dropped`], with one choice along each axis that has size 1 in a noise shape.
pub(super) fn dropped_together(
    x: &Tensor,
    rate: f32,
    shape: &Option<List<Dim>>,
    seed: Option<u64>,
    context: &Context<'_>,
) -> Tensor {
    if !context.training() || rate == 0.0 {
        return x.clone();
    }
    let numbers = noise(x, shape);
    let stream = drawn(&numbers, shape, seed, context);
    x * context.tape().constant(&numbers, |factors| {
        fill_uniform(stream, factors);
        factors.iter_mut().for_each(|u| *u = if *u < rate { 0.0 } else { 1.0 / (1.0 - rate) });
    })
}

/// Random numbers of 0 to 1 in the shape of the choice.
pub(super) fn uniform(
    x: &Tensor,
    shape: &Option<List<Dim>>,
    seed: Option<u64>,
    context: &Context<'_>,
) -> Tensor {
    let sizes = noise(x, shape);
    let stream = drawn(&sizes, shape, seed, context);
    context.tape().constant(&sizes, |numbers| fill_uniform(stream, numbers))
}

/// The random numbers of a choice of these sizes: for each sample its own, or for all samples the same.
fn drawn(sizes: &[usize], shape: &Option<List<Dim>>, seed: Option<u64>, context: &Context<'_>) -> Stream {
    let is_for_all = shape.as_ref().is_some_and(|shape| matches!(shape.get(0), Dim::Known(_)));
    if is_for_all { context.random_seed(seed).into() } else { context.random_stream(seed, elements(sizes)) }
}

fn elements(sizes: &[usize]) -> usize {
    sizes.iter().product()
}

/// The sizes of the choice for `x`.
fn noise(x: &Tensor, shape: &Option<List<Dim>>) -> SmallVec<[usize; 8]> {
    let mut sizes: SmallVec<[usize; 8]> = SmallVec::from_slice(&x.shape());
    for (size, dim) in sizes.iter_mut().zip(shape.iter().flat_map(List::iter)) {
        if let Dim::Known(known) = dim {
            *size = known;
        }
    }
    sizes
}

/// Refuses a noise shape that cannot be broadcast to the input.
pub(super) const fn noise_shape(shape: &Option<List<Dim>>, x: &Shape) -> ShapeResult<()> {
    let Some(shape) = shape else { return ShapeResult::Ok(()) };
    if shape.len() != x.rank() + 1 {
        let fault = Fault::new("needs a `noise_shape` of ").number(x.rank() + 1);
        let fault = fault.text(" sizes, the batch and ").shape(x).text(", was given ").number(shape.len());
        return ShapeResult::Err(fault.help("write `_` for the batch, and 1 for an axis with one choice"));
    }
    let mut i = 0;
    while i < shape.len() {
        let input = if i == 0 { Dim::Known(1) } else { x.dim(i - 1) };
        match (shape.get(i), input) {
            (Dim::Unknown | Dim::Known(1), _) => {}
            (Dim::Known(size), Dim::Known(input)) if size == input => {}
            (Dim::Known(size), _) => {
                let fault = Fault::new("needs 1 or `_` along axis ").number(i).text(" of `noise_shape`");
                let fault =
                    if i == 0 { fault } else { fault.text(", or the size that ").shape(x).text(" has") };
                return ShapeResult::Err(fault.text(", was given ").number(size));
            }
        }
        i += 1;
    }
    ShapeResult::Ok(())
}
