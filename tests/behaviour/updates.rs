//! What layers may do to their weights besides following the gradient.

use keras::autodiff::Tensor;
use keras::initializers::zeros;
use keras::layers::{Context, Layer, LayerSpec, WeightSpec};
use keras::prelude::*;
use keras::shape::{Inputs, Shape, ShapeResult};
use keras::shape_try;
use ndarray::{Array1, Array2};

/// Passes its input on and counts how often it has done so while learning.
#[derive(Config, Clone, Copy)]
struct Counter;

impl Counter {
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let x = shape_try!(inputs.one());
        ShapeResult::Ok(
            LayerSpec::new(x).weight(WeightSpec::new("count", Shape::known(&[]), zeros).not_trainable()),
        )
    }
}

impl Layer for Counter {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        if context.training() && context.trainable() {
            context.update("count", &(context.weight("count") + 1.0));
        }
        inputs[0].clone()
    }
}

sequential! {
    /// Counts each batch once.
    struct Counted { Counter(input = 2, name = counter), Dense(1) }
}

graph! {
    /// Counts each batch twice with one layer.
    struct CountedTwice {
        let x = Input(2);
        let counter = Counter(name = counter);
        Dense(1)(counter(counter(x)))
    }
}

fn data() -> (Array2<f32>, Array1<f32>) {
    (Array2::ones((6, 2)), Array1::ones(6))
}

/// Two epochs of three batches, and then what must not count.
macro_rules! count {
    ($model:expr) => {{
        let (x, y) = data();
        let mut model = $model.compile(SGD::new(0.01), MeanSquaredError::default(), metrics![]);
        model.fit(&x, &y, Fit::epochs(2).batch_size(2).verbose(0)).unwrap();
        model.evaluate(&x, &y).unwrap();
        model.predict(&x).unwrap();
        model.model().counter.get_weight("count").unwrap().sum()
    }};
}

#[test]
fn a_layer_may_update_a_weight_at_each_step_of_training_and_only_then() {
    assert_eq!(count!(Counted::default()), 6.0);
}

#[test]
fn a_shared_layer_sees_its_own_update_within_a_step() {
    assert_eq!(count!(CountedTwice::default()), 12.0);
}

#[test]
fn a_step_whose_loss_is_not_finite_updates_nothing() {
    let (x, _) = data();
    let mut model = Counted::default().compile(SGD::new(0.01), MeanSquaredError::default(), metrics![]);
    model.fit(&x, Array1::from_elem(6, 1e30), Fit::epochs(1).verbose(0)).unwrap_err();
    assert_eq!(model.model().counter.get_weight("count").unwrap().sum(), 0.0);
}
