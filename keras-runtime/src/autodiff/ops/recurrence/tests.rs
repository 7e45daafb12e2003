//! Recurrent layers against finite differences.

use super::*;
use crate::autodiff::testing::check_gradient;
use crate::backend as K;
use crate::kernels::pointwise::{Relu, Tanh};
use crate::kernels::recurrence::{Gru, Lstm, Simple};

/// Every way to call a cell, on three samples of four steps of two features.
fn check<C: Cell>(cell: C, bias: &[usize], units: usize) {
    let columns = C::GATES * units;
    let states = Recurrence::<C>::STATES;
    let mut shapes = vec![vec![3, 4, 2], vec![2, columns], vec![units, columns], bias.to_vec()];
    shapes.extend((0..states).map(|_| vec![3, units]));
    let shapes: Vec<&[usize]> = shapes.iter().map(|shape| &**shape).collect();
    for way in 0..8 {
        let [sequences, gives_states, backwards] = [1, 2, 4].map(|bit| way & bit != 0);
        for (masked, scaled) in [(false, false), (true, false), (true, true)] {
            let used = if way == 3 { shapes.len() } else { 4 };
            check_gradient(&shapes[..used], |x| {
                let constant = |shape: &[usize], value: fn(usize) -> f32| {
                    x[0].tape()
                        .constant(shape, |to| to.iter_mut().enumerate().for_each(|(i, to)| *to = value(i)))
                };
                let mask = masked.then(|| constant(&[3, 4], |i| if i * i % 5 == 4 { 0.0 } else { 1.0 }));
                let factors = scaled.then(|| constant(&[3, columns], |i| (i % 4) as f32 * 0.7));
                let sequence = Sequence {
                    x: &x[0],
                    kernel: Some(&x[1]),
                    recurrent: &x[2],
                    bias: (way != 4).then_some(&x[3]),
                    states: &x[4..],
                    mask: mask.as_ref(),
                    factors: factors.as_ref(),
                    backwards,
                };
                let y = recurrence(cell, &sequence, sequences, gives_states);
                if way == 4 { y + K::sum(&x[3]) } else { y }
            });
        }
    }
}

#[test]
fn what_the_input_contributes_may_be_given_instead_of_a_kernel() {
    check_gradient(&[&[3, 4, 6], &[2, 6], &[6]], |x| {
        let sequence = Sequence {
            x: &x[0],
            kernel: None,
            recurrent: &x[1],
            bias: Some(&x[2]),
            states: &[],
            mask: None,
            factors: None,
            backwards: false,
        };
        recurrence(Gru(Tanh), &sequence, true, false)
    });
}

#[test]
fn an_lstm_has_its_gradients() {
    check(Lstm(Tanh), &[8], 2);
    check(Lstm(Relu), &[4], 1);
}

#[test]
fn a_gru_has_its_gradients() {
    check(Gru(Tanh), &[2, 6], 2);
}

#[test]
fn a_simple_rnn_has_its_gradients() {
    check(Simple(Tanh), &[3], 3);
}
