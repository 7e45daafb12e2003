use super::testing::check_second_gradient;
use super::{Tape, Tensor, Variable};
use crate::backend as K;
use crate::kernels::pointwise::Pointwise;

fn gradient(y: &Tensor, x: &Tensor) -> Tensor {
    let mut found = [None];
    y.tape().differentiate(y, &[x], &mut found).unwrap();
    found[0].take().expect("y depends on x")
}

#[test]
fn functions_of_one_number_are_differentiable_twice() {
    let functions: [fn(&Tensor) -> Tensor; 12] = [
        K::exp,
        K::expm1,
        K::square,
        K::abs,
        K::sin,
        K::cos,
        K::relu,
        K::sigmoid,
        K::tanh,
        K::softplus,
        K::erf,
        K::negative,
    ];
    for function in functions {
        check_second_gradient(&[&[3, 2]], |x| function(&x[0]));
        check_second_gradient(&[&[3, 2], &[3, 2]], |x| function(&(&x[0] * 0.83 + &x[1])) * &x[0]);
    }
    for function in [K::log, K::log1p, K::sqrt] {
        check_second_gradient(&[&[3, 2]], |x| function(&(&x[0] + 1.5)));
    }
    check_second_gradient(&[&[3, 4]], |x| K::clip(&x[0], -0.36, 0.48) * &x[0]);
}

#[test]
fn arithmetic_is_differentiable_twice_however_it_is_broadcast() {
    let shapes: [[&[usize]; 2]; 8] = [
        [&[2, 3], &[2, 3]],
        [&[2, 3], &[3]],
        [&[3], &[2, 3]],
        [&[2, 3], &[]],
        [&[], &[2, 3]],
        [&[2, 1], &[1, 3]],
        [&[2, 3, 2], &[2, 1, 2]],
        [&[], &[]],
    ];
    for shapes in shapes {
        check_second_gradient(&shapes, |x| K::square(&(&x[0] + &x[1])));
        check_second_gradient(&shapes, |x| K::square(&(&x[0] - &x[1])));
        check_second_gradient(&shapes, |x| &x[0] * &x[1]);
        check_second_gradient(&shapes, |x| &x[0] / (2.0 + &x[1]));
        check_second_gradient(&shapes, |x| K::pow(&(2.0 + &x[0]), &x[1]));
        check_second_gradient(&shapes, |x| K::square(&K::prelu(&x[0], &x[1])));
    }
    for shapes in [[&[2, 3][..], &[2, 3]], [&[4], &[]], [&[2, 1], &[1, 3]]] {
        check_second_gradient(&shapes, |x| K::square(&K::maximum(&x[0], &x[1])));
        check_second_gradient(&shapes, |x| K::square(&K::minimum(&x[0], &x[1])));
        check_second_gradient(&shapes, |x| {
            K::where_(&K::greater(&x[0], 0.0), K::square(&x[0]), &x[1] * &x[0])
        });
    }
    check_second_gradient(&[&[4]], |x| K::pow(&(&x[0] - 2.0), 3.0));
}

#[test]
fn products_are_differentiable_twice() {
    check_second_gradient(&[&[2, 3], &[3, 4]], |x| K::dot(&x[0], &x[1]));
    check_second_gradient(&[&[2, 2, 3], &[3, 2]], |x| K::square(&K::dot(&x[0], &x[1])));
    check_second_gradient(&[&[3, 3]], |x| K::dot(&x[0], &x[0]));
    for function in [Pointwise::Linear, Pointwise::Relu, Pointwise::Sigmoid, Pointwise::Tanh] {
        check_second_gradient(&[&[2, 2, 3], &[3, 2], &[2]], |x| {
            K::square(&K::linear(&x[0], &x[1], Some(&x[2]), function))
        });
    }
    let shapes: [[&[usize]; 2]; 4] =
        [[&[2, 3], &[3, 2]], [&[2, 2, 3], &[2, 3, 2]], [&[2, 2, 3], &[3, 2]], [&[2, 1, 1, 3], &[1, 2, 3, 2]]];
    for shapes in shapes {
        check_second_gradient(&shapes, |x| K::square(&K::matmul(&x[0], &x[1])));
    }
    check_second_gradient(&[&[2, 3, 2], &[2, 4, 3]], |x| K::square(&K::batch_dot(&x[0], &x[1], [1, 2])));
}

#[test]
fn reductions_are_differentiable_twice() {
    let shape: &[&[usize]] = &[&[2, 3, 2]];
    check_second_gradient(shape, |x| K::square(&K::sum(&K::square(&x[0]))));
    check_second_gradient(shape, |x| K::square(&K::mean(&K::square(&x[0]))));
    check_second_gradient(shape, |x| K::var(&x[0]));
    check_second_gradient(shape, |x| K::std(&x[0]));
    check_second_gradient(shape, |x| K::logsumexp(&x[0]));
    for axis in [-1, 0, 1] {
        check_second_gradient(shape, |x| K::square(&K::sum_axis(&K::square(&x[0]), axis)));
        check_second_gradient(shape, |x| K::square(&K::mean_axis(&K::square(&x[0]), axis)));
        check_second_gradient(shape, |x| K::var_axis(&x[0], axis));
        check_second_gradient(shape, |x| K::std_axis(&x[0], axis));
        check_second_gradient(shape, |x| K::softmax_axis(&x[0], axis));
        check_second_gradient(shape, |x| K::log_softmax_axis(&x[0], axis));
        check_second_gradient(shape, |x| K::logsumexp_axis(&x[0], axis));
    }
}

#[test]
fn changes_of_shape_are_differentiable_twice() {
    let shape: &[&[usize]] = &[&[2, 3, 2]];
    check_second_gradient(shape, |x| K::square(&K::reshape(&x[0], &[4, 3])));
    check_second_gradient(shape, |x| K::square(&K::expand_dims(&x[0], 1)));
    check_second_gradient(shape, |x| K::square(&K::permute_dimensions(&x[0], &[2, 0, 1])));
    check_second_gradient(shape, |x| K::square(&K::part(&x[0], 3, &[2, 4])));
    check_second_gradient(shape, |x| K::square(&K::crop(&x[0], [[1, 0]])));
    check_second_gradient(shape, |x| K::square(&K::zero_pad(&x[0], [[1, 2]])));
    for axis in [-1, 0, 1] {
        check_second_gradient(&[&[2, 3, 2], &[2, 3, 2]], |x| {
            K::square(&K::concatenate(&[x[0].clone(), x[1].clone()], axis))
        });
    }
}

#[test]
fn third_derivatives_follow() {
    let tape = Tape::new();
    let x = tape.watch(&tape.array(&[0.5, 2.0]));
    let y = K::pow(&x, 4.0);
    let third = gradient(&gradient(&gradient(&y, &x), &x), &x);
    assert_eq!(third.read(|values| values.to_vec()), [12.0, 48.0]);
}

#[test]
fn what_is_differentiable_once_says_so_at_the_second_derivative() {
    let tape = Tape::new();
    let x = tape.watch(&tape.array(&[0.5, 2.0]));
    let first = gradient(&K::map(&x, |x| x * x, |x, _| 2.0 * x), &x);
    assert_eq!(first.read(|values| values.to_vec()), [1.0, 4.0]);
    let error = tape.differentiate(&first, &[&x], &mut [None]).unwrap_err().to_string();
    assert!(
        error.starts_with("gradient of a gradient through `K::map`: it is differentiable once, not twice"),
        "{error}"
    );
    let factor = Variable::new("factor", &[1], |v| v[0] = 3.0).unwrap();
    let y = K::map(&(&x * tape.variable(&factor)), |x| x * x, |x, _| 2.0 * x);
    let error = tape.backward(&K::sum(&gradient(&y, &x))).unwrap_err().to_string();
    assert!(error.contains("`K::map`"), "{error}");
}

#[test]
fn a_gradient_by_a_tensor_in_the_middle_stops_there() {
    let tape = Tape::new();
    let x = tape.watch(&tape.array(&[3.0]));
    let middle = tape.watch(&K::square(&x));
    let y = &middle * &middle;
    assert_eq!(gradient(&y, &middle).item(), 18.0);
    assert_eq!(gradient(&y, &x).item(), 108.0);
    let mask = tape.array(&[0.0]);
    assert_eq!(tape.watch(&x.clone().with_mask(&mask)).mask().map(|mask| mask.item()), Some(0.0));
    assert!(x.requires_gradient() && !K::stop_gradient(&middle).requires_gradient());
}
