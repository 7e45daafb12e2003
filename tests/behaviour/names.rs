//! Names that are defined around a model more than once: the nearest one counts, as everywhere in Rust.

use keras::Model;
use keras::layers::Node;
use keras::prelude::*;

const UNITS: usize = 2;
const RATE: f32 = 0.25;

/// Of the module.
const fn filters() -> usize {
    2
}

#[test]
fn a_constant_of_the_function_comes_before_one_of_its_module() {
    const UNITS: usize = 5;
    let line = sequential![Dense(UNITS, input = UNITS)];
    assert_eq!(line.count_params(), 30);
    let graph = graph!({
        let x = Input(UNITS);
        Dense(2 * UNITS)(x)
    });
    assert_eq!(graph.count_params(), 60);
    let mut added = Sequential::new();
    added.add(layer!(Dense(UNITS, input_shape = (UNITS,)))).expect("it fits");
    assert_eq!(added.count_params(), 30);
}

#[test]
fn a_function_of_the_function_comes_before_one_of_its_module() {
    const fn filters() -> usize {
        7
    }
    assert_eq!(sequential![Dense(filters(), input = 1)].count_params(), 14);
    assert_eq!(super::names::filters(), 2);
}

#[test]
fn a_named_model_in_a_function_sees_the_constants_of_the_function() {
    const RATE: f32 = 0.75;
    sequential! {
        struct Dropping {
            Dropout(RATE, input = 3, name = dropout),
        }
    }
    let model = Dropping::new();
    assert_eq!(model.dropout.to_json().expect("it has no closures")["config"]["rate"], f64::from(RATE));
    assert_ne!(RATE, self::RATE);
}

#[test]
fn a_constant_of_the_module_counts_where_the_function_has_none() {
    assert_eq!(sequential![Dense(UNITS, input = UNITS)].count_params(), 6);
}

#[test]
fn the_inner_block_counts() {
    const UNITS: usize = 3;
    {
        const UNITS: usize = 4;
        assert_eq!(sequential![Dense(UNITS, input = 1)].count_params(), 8);
    }
    assert_eq!(sequential![Dense(UNITS, input = 1)].count_params(), 6);
}
