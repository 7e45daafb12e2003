//! Models in a crate that denies every lint.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    unused,
    unreachable_pub,
    unused_qualifications,
    unused_results,
    unnameable_types,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    let_underscore_drop,
    meta_variable_misuse,
    non_ascii_idents,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    variant_size_differences,
    nonstandard_style,
    rust_2018_idioms,
    rust_2024_compatibility,
    clippy::all,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};

sequential! {
    /// A model with documentation.
    #[derive(Debug)]
    pub struct Digits {
        Dense(10, activation = softmax, input = 64, trainable = false),
    }
}

graph! {
    /// A graph with documentation.
    #[derive(Debug)]
    pub struct Twice {
        let x = Input(10);
        let scale = Scale(0.5);
        scale(x) + Dense(10)(scale(x))
    }
}

/// A layer of one's own.
#[derive(Config, Clone, Copy, Debug)]
pub struct Scale {
    /// The number to multiply with.
    factor: f32,
    /// How often.
    #[default(1)]
    times: usize,
    /// What is added, if anything.
    offset: Option<f32>,
}

impl Scale {
    /// The output is shaped as the input.
    #[must_use]
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one()
    }
}

impl Layer for Scale {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let scaled = (0..self.times).fold(inputs[0].clone(), |x, _| x * self.factor);
        scaled + self.offset.unwrap_or(0.0)
    }
}

#[test]
fn no_lint_finds_anything_in_what_the_macros_write() {
    let model = graph!({
        let x = Input(64);
        let x = Digits()(x);
        for _ in 0..2 {
            x = Twice()(x);
        }
        x
    });
    assert_eq!(model.count_params(), 650 + 2 * 110);
    assert_eq!(sequential![Scale(2.0, offset = 1.0, input = 3)].count_params(), 0);
    let mut grown = Sequential::new();
    grown.add(layer!(Scale(2.0, input = 3))).and_then(|model| model.add(layer!(Dense(2)))).map(drop).unwrap();
    assert_eq!(grown.count_params(), 8);
}
