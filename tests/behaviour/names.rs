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

mod named_like_a_word {
    use keras::prelude::*;

    sequential! { pub struct Attention { Dense(4, input = 4), Dense(2) } }
    graph! { pub struct L2 { let x = Input(4); Dense(3)(x) } }
    sequential! { pub struct AUC { Dense(1, input = 4) } }
    sequential! { pub struct Constant { self::Attention(), Dense(1) } }
}

#[test]
fn a_model_may_be_named_like_something_of_the_library() {
    use named_like_a_word::{AUC, Attention, Constant, L2};
    sequential! { struct Graph { Dense(2, input = 4) } }
    assert_eq!(Attention::new().count_params(), 30);
    assert_eq!(L2::new().count_params(), 15);
    assert_eq!(AUC::new().count_params(), 5);
    assert_eq!(Constant::new().count_params(), 33);
    assert_eq!(Graph::new().clone().count_params(), 10);
}

#[test]
fn a_layer_may_have_the_name_of_a_tensor_and_a_tensor_that_of_a_word() {
    graph! {
        struct Named {
            let same = Input(8, 8, 3);
            let x = Conv2D(4, 3, padding = same)(same);
            let sum = Flatten(name = x)(x);
            let x = Dense(3, name = sum, activation = relu)(sum);
            x
        }
    }
    let model = Named::new();
    let _ = (&model.x, &model.sum);
    assert_eq!(model.count_params(), 112 + 771);
}

#[test]
fn what_a_loop_passes_on_need_not_be_used_nor_a_parameter_that_begins_with_an_underscore() {
    let model = graph!({
        fn block(x, _filters) {
            Dense(4)(x)
        }
        let x = Input(4);
        for i in 0..2 {
            x = block(x, 3);
        }
        let unused = 3;
        x
    });
    assert_eq!(model.count_params(), 40);
}

#[test]
fn none_is_a_value_inside_a_call() {
    const fn dropped(rate: Option<f32>) -> f32 {
        match rate {
            Some(rate) => rate,
            None => 0.0,
        }
    }
    let model =
        sequential![Dense(3, activation = relu_with(0.0, None, 0.0), input = 4), Dropout(dropped(None)),];
    assert_eq!(model.count_params(), 15);
}
