//! Layers in which the steps of one sequence attend to those of another.

mod additive;
mod axes;
mod grouped_query;
mod luong;
mod multi_head;
mod projections;

pub use additive::AdditiveAttention;
pub use grouped_query::GroupQueryAttention;
pub use luong::Attention;
pub use multi_head::MultiHeadAttention;

use super::dropout::dropped;
use crate::Result;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{AttentionMask, attend};
use crate::backend as K;
use crate::config::{Map, Value};
use crate::layer::masks::{counted, of_steps};
use crate::layer::rules::{known_elements, known_last, steps_missing};
use crate::layer::{Context, LayerSpec, Outputs};
use crate::shape::{DType, Dim, Fault, Inputs, Shape, ShapeResult, Spec, Specs};
use crate::shape_try;

/// What Keras takes with the call is written only where it is asked for: the layers of Keras do not know it.
fn without_call_arguments<T>(_: &T, config: &mut Map) -> Result<()> {
    for argument in ["return_attention_scores", "use_causal_mask"] {
        if config.get(argument) == Some(&Value::Bool(false)) {
            config.remove(argument);
        }
    }
    Ok(())
}

/// The shapes of the sequences that attention is between.
#[derive(Clone, Copy)]
struct Shapes {
    query: Shape,
    value: Shape,
    key: Shape,
}

impl Shapes {
    /// Query, value, and the key, which is the value if it is left out. Each has steps and a known number of features.
    const fn of(inputs: &[Spec]) -> ShapeResult<Self> {
        let shapes = shape_try!(Self::of_axes(inputs, 2));
        if !shapes.key.dim(0).fits(shapes.value.dim(0)) {
            let fault = Fault::new("needs a key for each value, was given values ").shape(&shapes.value);
            return ShapeResult::Err(fault.text(" and keys ").shape(&shapes.key));
        }
        ShapeResult::Ok(shapes)
    }

    /// As [`of`](Self::of), where there may be up to `most` axes; whether they fit is not asked.
    const fn of_axes(inputs: &[Spec], most: usize) -> ShapeResult<Self> {
        if inputs.len() < 2 || inputs.len() > 3 {
            let fault = Fault::new("takes a query, a value and maybe a key, was given ").number(inputs.len());
            let fault = fault.text(if inputs.len() == 1 { " tensor" } else { " tensors" });
            return ShapeResult::Err(match inputs.len() {
                1 => fault.help("a tensor that attends to itself is given twice: `(x, x)`"),
                _ => fault,
            });
        }
        let mut i = 0;
        while i < inputs.len() {
            let shape = inputs[i].shape();
            if let DType::Int = inputs[i].dtype() {
                let fault =
                    Fault::new("calculates with numbers, was given integer ids of shape ").shape(&shape);
                return ShapeResult::Err(fault.help("turn ids into vectors first, with `Embedding`"));
            }
            if shape.rank() < 2 || shape.rank() > most {
                let fault = Fault::new("attends to sequences, (steps, features), was given ");
                let fault = fault.shape(&shape);
                return ShapeResult::Err(match shape.rank() {
                    0 | 1 => steps_missing(fault, &inputs[i]),
                    _ => fault.help("make one axis of all but the features: `Reshape` before it"),
                });
            }
            shape_try!(known_last(&shape));
            i += 1;
        }
        let key = inputs[inputs.len() - 1].shape();
        ShapeResult::Ok(Self { query: inputs[0].shape(), value: inputs[1].shape(), key })
    }

    /// As [`of`](Self::of), where query and key are compared as they are.
    const fn of_one_width(inputs: Inputs<'_>) -> ShapeResult<Self> {
        let shapes = shape_try!(Self::of(inputs.as_slice()));
        if shapes.query.dim(1).fits(shapes.key.dim(1)) {
            return ShapeResult::Ok(shapes);
        }
        let fault = Fault::new("compares queries and keys of one width, was given ").shape(&shapes.query);
        let fault = fault.text(" and ").shape(&shapes.key);
        ShapeResult::Err(fault.help("give both the same number of features, with a `Dense` before it"))
    }

    /// Steps of the query × steps of the key.
    const fn pairs(&self) -> Shape {
        Shape::new(&[self.query.dim(0), self.key.dim(0)])
    }

    /// What comes out where nothing is projected: (queries, features of the value), and maybe the scores.
    const fn spec(&self, scores: bool) -> LayerSpec {
        let output = Spec::new(self.query.with(1, self.value.dim(1)));
        let widths = match (self.key.dim(1), self.value.dim(1)) {
            (Dim::Known(key), Dim::Known(value)) => (key as u64).saturating_add(value as u64),
            _ => 0,
        };
        let outputs = [output, Spec::new(self.pairs())];
        let specs = Specs::new(outputs.split_at(if scores { 2 } else { 1 }).0);
        LayerSpec::with_outputs(specs)
            .one_output_by(WITHOUT_SCORES)
            .flops(2u64.saturating_mul(known_elements(&self.pairs())).saturating_mul(widths))
    }
}

/// What to do about scores where one tensor is expected.
const WITHOUT_SCORES: &str =
    "leave `return_attention_scores` out, or name both in `graph!`: `let (y, scores) = …`";

/// The tensors that attention is between: query, value, and the key, which is the value if it is left out.
fn sequences(inputs: &[Tensor]) -> [&Tensor; 3] {
    [&inputs[0], &inputs[1], inputs.get(2).unwrap_or(&inputs[1])]
}

/// What a query sees where only the value's mask hides anything, and maybe the time.
fn sight(value: &Tensor, causal: bool) -> AttentionMask {
    AttentionMask { keys: of_steps(value), causal, ..AttentionMask::default() }
}

/// What becomes of weights, (batch, 1, queries, keys): some of them are dropped while learning, then they mix the
/// values; a step of the query that does not count gives zeros. The scores follow, if they are asked for.
fn mixed(
    weights: &Tensor,
    [query, value]: [&Tensor; 2],
    (dropout, seed): (f32, Option<u64>),
    scores: bool,
    context: &Context<'_>,
) -> Outputs {
    let weights = dropped(weights, dropout, seed, context);
    let y = attend(&weights, value);
    let y = of_steps(query).map_or(y.clone(), |mask| counted(&y, &mask, 0.0));
    let scores = scores.then(|| K::squeeze(&weights, 1));
    Outputs::of([y].into_iter().chain(scores))
}
