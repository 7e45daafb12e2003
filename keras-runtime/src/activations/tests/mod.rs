mod far;

use super::*;
use crate::autodiff::Tape;
use crate::autodiff::testing::check_gradient;
use crate::backend as K;

/// Every function of the list, and some with other arguments, with a number in whose neighbourhood it has no corner: a test
/// adds it to small numbers.
fn all() -> impl Iterator<Item = (Function, f32)> {
    let listed = NAMES.iter().map(|&(_, function)| {
        let center = match function {
            function if function == relu6 => 5.4,
            function if function == sparse_sigmoid || function == hard_tanh => 0.4,
            function if [soft_shrink, hard_shrink].contains(&function) => 1.4,
            function if function == hard_sigmoid => 2.4,
            function if function == hard_silu => -2.4,
            _ => 0.0,
        };
        (function, center)
    });
    let others = [
        (relu_with(0.1, None, 0.0), 0.0),
        (relu_with(0.0, Some(4.0), 0.0), 0.0),
        (relu_with(0.0, None, 0.6), 0.0),
        (relu_with(0.3, Some(0.6), 0.12), 0.0),
        (elu_with(0.7), 0.0),
        (celu_with(1.6), 0.0),
        (gelu, -1.5),
        (gelu_with(true), 0.0),
        (squareplus_with(1.0), 0.0),
        (soft_shrink_with(0.36), 0.0),
        (hard_shrink_with(0.36), 0.0),
        (threshold(0.36, -2.0), 0.0),
        (custom(K::square), 0.0),
    ];
    listed.chain(others)
}

#[test]
fn every_function_has_its_gradient() {
    for (function, center) in all() {
        println!("{function:?}");
        let scale = if function == sparsemax { 0.5 } else { 1.0 };
        check_gradient(&[&[2, 4]], |x| function.apply(&(&x[0] * scale + center)));
    }
}

#[test]
fn values_and_gradients_hold_across_pieces_of_a_long_tensor() {
    for (function, _) in all() {
        let tape = Tape::inference();
        let x =
            tape.constant(&[3, 1000], |x| x.iter_mut().enumerate().for_each(|(i, x)| *x = (i % 7) as f32));
        let long = function.apply(&x).to_array();
        let row =
            tape.constant(&[1, 1000], |x| x.iter_mut().enumerate().for_each(|(i, x)| *x = (i % 7) as f32));
        let short = function.apply(&row).to_array();
        assert_eq!(
            long.index_axis(ndarray::Axis(0), 0),
            short.index_axis(ndarray::Axis(0), 0),
            "{function:?}"
        );
    }
}

#[test]
fn a_number_that_is_none_stays_visible() {
    for (function, _) in all() {
        let x = Tape::new().array(&[[f32::NAN, 1.0]]);
        let y = function.apply(&x).to_array();
        assert!(y.iter().any(|y| y.is_nan()), "{function:?} gives {y}");
    }
}

#[test]
fn far_out_nothing_overflows() {
    let limits = [
        (elu, [-1.0, 1e4]),
        (selu, [-1.758_099_3, 10_507.01]),
        (gelu, [0.0, 1e4]),
        (gelu_with(true), [0.0, 1e4]),
        (silu, [0.0, 1e4]),
        (mish, [0.0, 1e4]),
        (softplus, [0.0, 1e4]),
        (log_sigmoid, [-1e4, 0.0]),
        (sigmoid, [0.0, 1.0]),
    ];
    for (function, limits) in limits {
        let y = function.apply(&Tape::new().array(&[-1e4, 1e4])).to_array();
        assert_eq!(y, ndarray::arr1(&limits).into_dyn(), "{function:?}");
    }
}

#[test]
fn arguments_that_make_no_sense_give_an_error_instead_of_numbers() {
    for function in [celu_with(0.0), squareplus_with(-1.0), relu_with(f32::NAN, None, 0.0)] {
        let x = Tape::new().array(&[-1.0, 1.0]);
        let error = x.tape().backward(&K::sum(&function.apply(&x))).unwrap_err().to_string();
        assert!(error.contains("activation `") && error.contains("needs a"), "{error}");
    }
}

#[test]
fn a_function_is_itself_whatever_it_was_made_by() {
    assert_eq!(leaky_relu_with(0.2), leaky_relu);
    assert_eq!(relu_with(0.0, None, 0.0), relu);
    assert_ne!(elu_with(0.5), elu);
    assert_ne!(elu, celu);
    assert_ne!(gelu, gelu_with(true));
    assert_ne!(custom(K::square), custom(K::abs));
    assert_eq!(format!("{:?} {:?}", relu6, tanh), "relu[0.0, 6.0, 0.0] tanh");
}
