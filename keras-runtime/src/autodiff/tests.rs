//! What a step may rely on.

use super::{Tape, Variable};
use crate::backend as K;

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
