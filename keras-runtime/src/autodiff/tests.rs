//! Invariants of a training step.

use super::{Gradients, Inputs, Operation, Tape, Variable};
use crate::Result;
use crate::backend as K;
use crate::tensor::Dims;

fn variable(values: &[f32]) -> Variable {
    Variable::new("v", &[values.len()], |v| v.copy_from_slice(values)).unwrap()
}

#[test]
fn a_variable_appears_once_and_gathers_what_all_its_uses_add() {
    let v = variable(&[3.0]);
    let tape = Tape::new();
    tape.backward(&(tape.variable(&v) * tape.variable(&v))).unwrap();
    assert_eq!(tape.gradient(&v, |g| g[0]), Some(6.0));
}

#[test]
fn gradients_gather_until_the_reset() {
    let v = variable(&[3.0]);
    let tape = Tape::new();
    for expected in [2.0, 4.0] {
        tape.backward(&(tape.variable(&v) * 2.0)).unwrap();
        tape.release();
        assert_eq!(tape.gradient(&v, |g| g[0]), Some(expected));
    }
    tape.reset();
    assert_eq!(tape.gradient(&v, |g| g[0]), None);
}

#[test]
fn a_released_variable_is_updated_in_place() {
    let mut v = variable(&[3.0]);
    let tape = Tape::new();
    let address = v.value().as_ptr();
    tape.backward(&(tape.variable(&v) * 2.0)).unwrap();
    tape.release();
    tape.update(&mut v, |v, g| v[0] -= g[0]);
    assert_eq!((v.value(), v.value().as_ptr()), (&[1.0][..], address));
}

#[test]
fn a_variable_that_changes_within_a_step_has_its_new_value_from_then_on() {
    let mut v = variable(&[3.0]);
    let tape = Tape::new();
    let before = tape.variable(&v);
    v.value_mut()[0] = 5.0;
    let loss = before * tape.variable(&v);
    assert_eq!(loss.item(), 15.0);
    tape.backward(&loss).unwrap();
    assert_eq!(tape.gradient(&v, |g| g[0]), Some(8.0));
}

#[test]
fn what_is_not_trainable_has_no_gradient() {
    let mut v = variable(&[3.0]);
    v.set_trainable(false);
    let tape = Tape::new();
    tape.backward(&(tape.variable(&v) * 2.0)).unwrap();
    assert_eq!(tape.gradient(&v, |g| g[0]), None);
}

#[test]
fn the_first_error_is_kept_and_the_next_step_begins_without() {
    let tape = Tape::new();
    let bad = K::sum_axis(&tape.array(&[1.0]), 7);
    let worse = K::reshape(&tape.array(&[1.0]), &[2]);
    let error = tape.backward(&(bad + worse)).unwrap_err();
    assert_eq!(error.place(), "K::sum_axis");
    tape.reset();
    assert!(tape.check().is_ok());
}

#[test]
fn what_cannot_go_backward_says_why() {
    let tape = Tape::new();
    let error = tape.backward(&tape.array(&[1.0, 2.0])).unwrap_err().to_string();
    assert_eq!(error, "Tape::backward: expected a loss that is one number, found (2,)\nhelp: take its mean");
    let tape = Tape::inference();
    assert!(tape.backward(&tape.array(&[1.0])).is_err());
}

#[test]
fn tensors_of_two_tapes_do_not_mix() {
    let (tape, other) = (Tape::new(), Tape::new());
    assert!((tape.array(&[1.0]) + other.array(&[1.0])).item().is_nan());
    assert!(tape.check().unwrap_err().to_string().contains("two different tapes"));
    assert!(other.check().is_ok());
}

#[test]
fn a_tensor_does_not_outlive_its_step() {
    let tape = Tape::new();
    let old = tape.array(&[1.0]);
    tape.reset();
    let new = tape.array(&[2.0]);
    assert!(old.item().is_nan());
    assert!((new + old).item().is_nan());
    assert!(tape.check().unwrap_err().to_string().contains("after its step has ended"));
}

#[test]
fn a_failure_does_not_outlive_its_step_unnoticed() {
    let tape = Tape::new();
    let failed = K::sum_axis(&tape.array(&[1.0]), 7);
    tape.reset();
    let error = tape.backward(&(failed * 2.0)).unwrap_err();
    assert!(error.to_string().contains("after its step has ended"));
}

#[test]
fn closures_of_the_user_may_use_the_tape() {
    let v = variable(&[3.0]);
    let tape = Tape::new();
    let x = tape.constant(&[1], |x| x[0] = tape.array(&[2.0]).item());
    let loss = x.read(|x| tape.variable(&v) * x[0]);
    tape.backward(&loss).unwrap();
    assert_eq!(tape.gradient(&v, |g| g[0] + tape.array(&[1.0]).item()), Some(3.0));
    assert!(tape.gradient(&v, |_| tape.reset()).is_some());
}

#[test]
fn a_scalar_axis_that_is_not_there_is_an_error() {
    let tape = Tape::new();
    assert_eq!(tape.array(&[1.0]).dim(3), 1);
    assert!(tape.check().is_err());
}

#[test]
fn what_is_assigned_to_a_variable_holds_at_once_and_lasts_when_it_is_settled() {
    let mut count = variable(&[1.0]);
    let tape = Tape::new();
    for (settles, expected) in [(false, 1.0), (true, 3.0)] {
        for _ in 0..2 {
            tape.assign(&count, &(tape.variable(&count) + 1.0));
        }
        assert_eq!(tape.variable(&count).item(), 3.0);
        tape.release();
        if settles {
            tape.commit_assignment(&mut count);
        }
        tape.reset();
        assert_eq!(tape.variable(&count).item(), expected);
        tape.reset();
    }
}

#[test]
fn the_gradient_of_a_variable_is_by_what_it_has_been_assigned() {
    let weight = variable(&[2.0]);
    let tape = Tape::new();
    tape.assign(&weight, &(tape.variable(&weight) * 3.0));
    let assigned = tape.variable(&weight);
    tape.backward(&(&assigned * &assigned)).unwrap();
    assert_eq!(tape.gradient(&weight, |gradient| gradient[0]), Some(12.0));
}

#[test]
fn a_variable_is_not_assigned_another_shape() {
    let tape = Tape::new();
    tape.assign(&variable(&[1.0]), &tape.array(&[1.0, 2.0]));
    assert_eq!(tape.check().unwrap_err().to_string(), "variable `v`: expected (1,), found (2,)");
}

/// `x / max(x)`, which keeps the maximum.
struct Scaled;

impl Operation for Scaled {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        Ok(x.dims(0))
    }

    fn keeps(&self, _: &Inputs<'_>) -> usize {
        1
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let max = x[0].iter().copied().fold(f32::MIN, f32::max);
        let (kept, y) = y.split_last_mut().unwrap();
        *kept = max;
        y.iter_mut().zip(&x[0]).for_each(|(y, x)| *y = x / max);
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        assert_eq!(y.len(), dy.len() + 1);
        let max = y[dy.len()];
        dy.iter_mut().for_each(|dy| *dy /= max);
        dx.reuse_upstream(0);
    }
}

#[test]
fn what_an_operation_keeps_is_there_for_its_gradient_and_for_others() {
    let x = variable(&[1.0, 4.0]);
    let tape = Tape::new();
    let y = tape.apply(Scaled, &[&tape.variable(&x)]);
    assert_eq!(y.to_array().as_slice(), Some(&[0.25, 1.0][..]));
    assert_eq!(tape.kept(&y, 0, &[]).item(), 4.0);
    assert_eq!((tape.kept(&K::reshape(&y, &[2, 1]), 0, &[1]) * 2.0).item(), 8.0);
    tape.backward(&K::sum(&y)).unwrap();
    assert_eq!(tape.gradient(&x, |g| g.to_vec()), Some(vec![0.25, 0.25]));
}
