mod far;

use super::*;
use crate::autodiff::Tape;
use crate::autodiff::testing::check_gradient;

/// Each function, and a number whose neighbourhood has no corner of it when a test adds it to small numbers.
const ALL: [(Function, f32); 38] = [
    (linear, 0.0),
    (relu, 0.0),
    (relu_with(0.1, None, 0.0), 0.0),
    (relu_with(0.0, Some(4.0), 0.0), 0.0),
    (relu_with(0.0, None, 0.6), 0.0),
    (relu_with(0.3, Some(0.6), 0.12), 0.0),
    (relu6, 5.4),
    (leaky_relu, 0.0),
    (elu, 0.0),
    (elu_with(0.7), 0.0),
    (celu, 0.0),
    (celu_with(1.6), 0.0),
    (selu, 0.0),
    (gelu, 0.0),
    (gelu, -1.5),
    (gelu_with(true), 0.0),
    (silu, 0.0),
    (mish, 0.0),
    (softplus, 0.0),
    (softsign, 0.0),
    (squareplus, 0.0),
    (squareplus_with(1.0), 0.0),
    (soft_shrink_with(0.36), 0.0),
    (hard_shrink_with(0.36), 0.0),
    (tanh_shrink, 0.0),
    (threshold(0.36, -2.0), 0.0),
    (sparse_plus, 0.0),
    (sparse_sigmoid, 0.4),
    (hard_sigmoid, 2.4),
    (log_sigmoid, 0.0),
    (hard_silu, -2.4),
    (tanh, 0.0),
    (hard_tanh, 0.4),
    (exponential, 0.0),
    (sigmoid, 0.0),
    (softmax, 0.0),
    (log_softmax, 0.0),
    (custom(K::square), 0.0),
];

#[test]
fn every_function_has_its_gradient() {
    for (function, center) in ALL {
        println!("{function:?}");
        check_gradient(&[&[2, 4]], |x| function.apply(&(&x[0] + center)));
    }
    check_gradient(&[&[2, 4]], |x| glu.apply(&x[0]));
    check_gradient(&[&[2, 4]], |x| sparsemax.apply(&(&x[0] * 0.5)));
}

#[test]
fn values_and_gradients_hold_across_pieces_of_a_long_tensor() {
    for (function, _) in ALL {
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
    for (function, _) in ALL.into_iter().chain([(glu, 0.0), (sparsemax, 0.0)]) {
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
