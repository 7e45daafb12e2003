//! Of features, by the means and variances of a data set.

use super::{axes, channels};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::config::{Argument, Map};
use crate::initializers::{ones, zeros};
use crate::layer::rules::known_elements;
use crate::layer::{Built, Config, Context, Layer, LayerSpec, Node, WeightSpec};
use crate::shape::{Dim, Fault, Head, Inputs, List, OneOrMore, Shape, ShapeResult};
use crate::shape_try;
use crate::{Error, Result};

/// The most means that are written with the layer.
const MOST: usize = 256;

/// Feature-wise normalization: `(x - mean) / sqrt(variance)`, with one mean and one variance for each place along `axis`.
/// Preprocessing of tables: [`adapt`](Built::adapt) takes them from the data before training, which changes them no more.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let x = array![[0.0, 10.0], [2.0, 30.0]];
/// let mut model = sequential![Normalization(input = 2, name = features), Dense(1)];
/// model.features.adapt(&x)?;
/// assert_eq!(model.features.get_weight("mean")?, array![1.0, 20.0].into_dyn());
/// # Ok::<(), keras::Error>(())
/// ```
///
/// `Normalization(mean = (1.0, 20.0), variance = (1.0, 100.0))` has them from the beginning, and no weights.
///
/// | | shape |
/// | --- | --- |
/// | input, output | any |
/// | `mean`, `variance`, without the arguments of these names | the sizes of the axes of `axis`, in the order of the input |
/// | `count`, which Keras saves with them | `()` |
///
/// As [`keras.layers.Normalization`](https://keras.io/api/layers/preprocessing_layers/numerical/normalization/); its
/// `axis = None`, one mean for everything, is `axis = ()`.
#[derive(Config, Clone, Copy, Debug)]
#[layer(written = as_keras)]
pub struct Normalization {
    /// The axes with a mean for each place; the batch is axis 0 and none of them, negative ones count from the end.
    #[default(List::new(&[-1]))]
    axis: OneOrMore<isize>,
    /// The means along the last of the axes, or one for all; those that `adapt` finds if left out.
    mean: Option<OneOrMore<f32, MOST>>,
    /// The variances, as many as means.
    variance: Option<OneOrMore<f32, MOST>>,
    /// Whether it goes back: `x * sqrt(variance) + mean`.
    #[default(false)]
    invert: bool,
}

/// Keras writes the axes as a list, one of them, too.
fn as_keras(this: &Normalization, config: &mut Map) -> Result<()> {
    config.insert("axis".to_owned(), this.axis.to_json()?);
    Ok(())
}

/// What a deviation is taken for that is less.
const LEAST: f32 = 1e-7;

impl Normalization {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let x = shape_try!(inputs.one_float());
        let kept = shape_try!(self.kept(&x.shape()));
        let spec = LayerSpec::new(x.with_head(Head::Logits)).flops(2 * known_elements(&x.shape()));
        let (mean, variance) = match (&self.mean, &self.variance) {
            (Some(mean), Some(variance)) => (mean, variance),
            (None, None) => {
                let spec = spec.weight(WeightSpec::new("mean", kept, zeros).not_trainable());
                let spec = spec.weight(WeightSpec::new("variance", kept, ones).not_trainable());
                return ShapeResult::Ok(
                    spec.weight(WeightSpec::new("count", Shape::SCALAR, zeros).not_trainable()),
                );
            }
            _ => {
                let fault = Fault::new("needs both `mean` and `variance`, or neither");
                return ShapeResult::Err(fault.help("without them, `adapt` finds both"));
            }
        };
        if mean.len() != variance.len() {
            let fault = Fault::new("needs as many means as variances, was given ").number(mean.len());
            return ShapeResult::Err(fault.text(" and ").number(variance.len()));
        }
        let places = match kept.last() {
            Some(Dim::Known(places)) => places,
            _ => 1,
        };
        if mean.len() != 1 && mean.len() != places {
            let fault = Fault::new("needs one mean, or ").number(places).text(", was given ");
            return ShapeResult::Err(fault.number(mean.len()));
        }
        let mut i = 0;
        while i < mean.len() {
            let (mean, variance) = (mean.get(i), variance.get(i));
            if !(mean.is_finite() && variance.is_finite() && variance >= 0.0) {
                return ShapeResult::Err(Fault::new("needs finite means, and finite variances of 0 or more"));
            }
            i += 1;
        }
        ShapeResult::Ok(spec)
    }

    /// The sizes of the axes that have a mean for each place.
    const fn kept(&self, x: &Shape) -> ShapeResult<Shape> {
        let mut kept = Shape::SCALAR;
        if self.axis.is_empty() {
            return ShapeResult::Ok(kept);
        }
        let (along, mut axis) = (shape_try!(axes(&self.axis, x)), 0);
        while axis < x.rank() {
            if along & (1 << axis) != 0 {
                kept = kept.push(Dim::Known(shape_try!(channels(axis as isize + 1, x))));
            }
            axis += 1;
        }
        ShapeResult::Ok(kept)
    }

    /// Whether an axis of so many, that of the batch included, has a mean for each place.
    fn keeps(&self, axis: usize, rank: usize) -> bool {
        self.axis.iter().any(|kept| kept.rem_euclid(rank as isize) as usize == axis)
    }

    /// Means and deviations in a shape that is broadcast to the input's.
    fn moments(&self, x: &Tensor, context: &Context<'_>) -> [Tensor; 2] {
        let rank = x.rank();
        let sizes: smallvec::SmallVec<[isize; 8]> = (0..rank)
            .map(|axis| if self.keeps(axis, rank) { x.dim(axis as isize) as isize } else { 1 })
            .collect();
        match (&self.mean, &self.variance) {
            (Some(mean), Some(variance)) => {
                let last = (0..rank).rev().find(|&axis| self.keeps(axis, rank));
                let mut shape: smallvec::SmallVec<[usize; 8]> = smallvec::smallvec![1; rank];
                if let Some(last) = last {
                    shape[last] = mean.len();
                }
                let constant = |values: &OneOrMore<f32, MOST>, of: fn(f32) -> f32| {
                    context.tape().constant(&shape, |to| {
                        to.iter_mut().zip(values.iter()).for_each(|(to, value)| *to = of(value))
                    })
                };
                [constant(mean, |mean| mean), constant(variance, |variance| variance.sqrt().max(LEAST))]
            }
            _ => {
                let weight = |name| K::reshape(&context.weight(name), &sizes);
                [weight("mean"), K::maximum(&K::sqrt(&weight("variance")), LEAST)]
            }
        }
    }
}

impl Layer for Normalization {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let [mean, deviation] = self.moments(&inputs[0], context);
        if self.invert { &inputs[0] * deviation + mean } else { (&inputs[0] - mean) / deviation }
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}

impl Built<Normalization> {
    /// Takes the means and variances from samples of these sizes, the batch included, of which `each` shows one after the
    /// other.
    pub(crate) fn adapt_to(&mut self, sizes: &[usize], each: &EachSample<'_>) -> Result<()> {
        let place = format!("layer `{}`, adapt", self.name());
        let config = *self.config();
        let shape = self.get_weight("mean").map_err(|_| {
            Error::new(&place, "has its means as arguments").help("leave `mean` and `variance` out")
        })?;
        let is_kept = |axis| config.keeps(axis, sizes.len());
        let kept: Vec<usize> =
            (0..sizes.len()).filter(|&axis| is_kept(axis)).map(|axis| sizes[axis]).collect();
        if sizes.contains(&0) {
            return Err(Error::expected(place, "samples", "none"));
        }
        if is_kept(0) || kept != shape.shape() {
            let axes: Vec<isize> = config.axis.iter().collect();
            let expected = match (shape.shape(), &*axes) {
                ([size], [axis]) => format!("arrays of {size} along axis {axis}"),
                (sizes, axes) => format!("arrays of {sizes:?} along the axes {axes:?}"),
            };
            return Err(Error::expected(place, expected, format!("one of {sizes:?}")));
        }
        // The mean that each number of a sample counts for.
        let mut means_of = vec![0];
        for (axis, &size) in sizes.iter().enumerate().skip(1) {
            let inside = |mean| move |i| if is_kept(axis) { mean * size + i } else { mean };
            means_of = means_of.into_iter().flat_map(|mean| (0..size).map(inside(mean))).collect();
        }
        let len = shape.len();
        let count = (sizes[0] * means_of.len() / len) as f64;
        let (mut means, mut squares) = (vec![0.0; len], vec![0.0; len]);
        let numbers = |sample: &[f32], visit: &mut dyn FnMut(usize, f64)| {
            sample.iter().zip(&means_of).for_each(|(&value, &mean)| visit(mean, f64::from(value)));
        };
        each(&mut |sample| numbers(sample, &mut |mean, value| means[mean] += value / count))?;
        each(&mut |sample| {
            numbers(sample, &mut |mean, value| squares[mean] += (value - means[mean]).powi(2) / count);
        })?;
        if means.iter().chain(&squares).any(|value| !value.is_finite()) {
            return Err(Error::expected(place, "finite numbers", "others among them"));
        }
        let mut done = Ok(());
        self.each_weight_mut(&mut |weight| {
            let values = match weight.name() {
                "mean" => &means,
                "variance" => &squares,
                _ => return,
            };
            let values: Vec<f32> = values.iter().map(|&value| value as f32).collect();
            if let Err(error) = weight.variable_mut().set(&values) {
                done = Err(error);
            }
        });
        done
    }
}

/// Shows the numbers of each sample, one after the other.
pub(crate) type EachSample<'a> = dyn Fn(&mut dyn FnMut(&[f32])) -> Result<()> + 'a;
