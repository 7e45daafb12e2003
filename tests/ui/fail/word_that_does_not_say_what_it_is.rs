//! A struct with `#[derive(Config)]` is a layer, unless it says what else it is: where it has the trait of that, only that
//! is said.

use keras::autodiff::Tensor;
use keras::backend as K;
use keras::config::{ToObject, Value};
use keras::initializers::CustomInitializer;
use keras::losses::{AnyOutput, LossKind, Same};
use keras::metrics::Metric;
use keras::prelude::*;
use keras::random::Random;
use keras::regularizers::CustomRegularizer;
use keras::schedules::Schedule;

#[derive(Config, Clone, Copy, Debug)]
struct Tilted {
    slope: f32,
}

impl Loss for Tilted {
    fn name(&self) -> &'static str {
        "Tilted"
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        K::mean_axis(&((y_true - y_pred) * self.slope), -1)
    }

    fn to_json(&self) -> keras::Result<Value> {
        self.to_object()
    }
}

impl LossKind for Tilted {
    type Takes = AnyOutput;
    type Labels<Output> = Same<Output>;
}

#[derive(Config, Clone, Debug)]
struct Count {
    #[default(1.0)]
    each: f64,
    #[config(state)]
    batches: f64,
}

impl Metric for Count {
    fn update(&mut self, _: &Tensor, _: &Tensor, _: Option<&Tensor>) {
        self.batches += self.each;
    }

    fn result(&self) -> f64 {
        self.batches
    }

    fn reset(&mut self) {
        self.batches = 0.0;
    }
}

#[derive(Config, Clone, Copy, Debug)]
struct Ramp {
    step: f32,
}

impl CustomInitializer for Ramp {
    fn fill(&self, _: &[usize], _: &mut Random, weights: &mut [f32]) {
        weights.fill(self.step);
    }
}

#[derive(Config, Clone, Copy, Debug)]
struct Largest {
    factor: f32,
}

impl CustomRegularizer for Largest {
    fn penalty(&self, x: &Tensor) -> Tensor {
        self.factor * K::max(&K::abs(x))
    }
}

#[derive(Config, Clone, Copy, Debug)]
struct Halving {
    initial: f32,
}

impl Schedule for Halving {
    fn rate(&self, step: u64) -> f32 {
        self.initial * 0.5f32.powi(step as i32)
    }
}

fn main() {
    let model = sequential![Dense(1, kernel_initializer = Ramp(0.1), kernel_regularizer = Largest(0.1), input = 4)];
    model.compile(SGD::new(Halving { initial: 0.1 }), Tilted { slope: 0.5 }, metrics![Count(each = 2.0)]);
}
