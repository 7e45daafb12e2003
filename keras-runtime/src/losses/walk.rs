//! Edge cases: every loss on labels and outputs at the edge of what makes sense, or beyond.

use super::{Loss, Scale, every_loss};
use crate::Result;
use crate::autodiff::{Tape, Tensor, Variable};
use crate::backend as K;

type Row = [f32; 3];

/// Labels; those that are classes by number are the first of each row.
pub(crate) const LABELS: [[Row; 2]; 11] = [
    [[0.0; 3]; 2],
    [[-0.0; 3]; 2],
    [[1.0; 3]; 2],
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]],
    [[0.0, 1.0, 0.0]; 2],
    [[0.25, 0.5, 0.25]; 2],
    [[1.0, -1.0, -1.0], [-1.0, -1.0, 1.0]],
    [[1.0, 2.0, 1.0], [2.0, 2.0, 1.0]],
    [[-3.0, 0.7, 0.5], [0.0; 3]],
    [[7.0, 0.0, 0.0], [1.0; 3]],
    [[1e20, -1e20, 0.0], [1e20; 3]],
];

pub(crate) const OUTPUTS: [[Row; 2]; 10] = [
    [[0.0; 3]; 2],
    [[-0.0; 3]; 2],
    [[0.5; 3]; 2],
    [[1.0; 3]; 2],
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
    [[0.2, 0.7, 0.1], [0.3, 0.3, 0.4]],
    [[1e-30, 0.0, 1.0], [1e-30; 3]],
    [[-2.0, 3.0, 0.0], [100.0, -100.0, 1.0]],
    [[1e20; 3]; 2],
    [[1e20, -1e20, 0.0], [-1e20, 1e20, 0.0]],
];

/// Losses of outputs of another shape, whose edges are walked along where their operations are.
pub(crate) const OF_SEQUENCES: [&str; 1] = ["CTC"];

/// The losses of two samples, and the slopes by their outputs; none where the loss refuses the labels by name.
fn outcome(loss: &dyn Loss, labels: &[Row; 2], outputs: &[Row; 2]) -> Option<(Vec<f32>, Vec<f32>)> {
    if loss.labels().first_outside(|test| test(labels.as_flattened(), 3)).is_some() {
        return None;
    }
    let output = Variable::new("output", &[2, 3], |x| x.copy_from_slice(outputs.as_flattened()))
        .expect("it has a shape");
    let call = |y_true: &dyn Fn(&Tape) -> Tensor| -> Result<(Vec<f32>, Vec<f32>)> {
        let tape = Tape::new();
        let losses = loss.call(&y_true(&tape), &tape.variable(&output));
        tape.backward(&K::sum(&losses))?;
        let slopes = tape.gradient(&output, |slopes| slopes.to_vec());
        Ok((losses.to_array().into_iter().collect(), slopes.expect("a loss depends on the output")))
    };
    // The labels that it takes are of the shape of the output, or else classes by number.
    let classes: Vec<f32> = labels.iter().map(|row| row[0]).collect();
    let outcome = match call(&|tape| tape.array(labels)) {
        Err(error) if error.to_string().contains("(2, 3)") => call(&|tape| tape.array(&classes[..])),
        outcome => outcome,
    };
    outcome
        .inspect_err(|error| assert!(error.to_string().contains("whole numbers from 0 to 2"), "{error}"))
        .ok()
}

/// Whether a loss would be beyond the greatest `f32` at outputs of 1e20, as it grows from 1e14 to 1e17.
fn overflows(loss: &dyn Loss, labels: &[Row; 2], outputs: &[Row; 2]) -> bool {
    let at = |size: f32| {
        let outputs = outputs.map(|row| row.map(|x| x / 1e20 * size));
        let labels = labels.map(|row| row.map(|x| if x.abs() == 1e20 { x / 1e20 * size } else { x }));
        let largest = |losses: Vec<f32>| {
            let is_number = losses.iter().all(|loss| loss.is_finite());
            if is_number { f64::from(losses.into_iter().fold(f32::MIN, f32::max)) } else { f64::INFINITY }
        };
        outcome(loss, &labels, &outputs).map_or(0.0, |(losses, _)| largest(losses))
    };
    let (less, more) = (at(1e14), at(1e17));
    more.is_infinite() || more * (more / less) > f32::MAX.into()
}

#[test]
fn a_loss_is_a_number_with_slopes_or_refuses_its_labels() {
    for loss in every_loss().into_iter().filter(|loss| !OF_SEQUENCES.contains(&loss.name())) {
        let (mut numbers, mut refused) = (0, 0);
        for (labels, outputs) in
            LABELS.iter().flat_map(|labels| OUTPUTS.iter().map(move |outputs| (labels, outputs)))
        {
            let is_probable = outputs.as_flattened().iter().all(|p| (0.0..=1.0).contains(p));
            if loss.scale() == Scale::Probability && !is_probable {
                continue;
            }
            let Some((losses, slopes)) = outcome(&*loss, labels, outputs) else {
                refused += 1;
                continue;
            };
            let what = format!("{} of {labels:?} and {outputs:?}: {losses:?}, {slopes:?}", loss.name());
            // A logarithm of what is negative is none; `fit` says that the loss is not finite.
            let is_undefined = loss.name() == "Poisson" && outputs.as_flattened().iter().any(|p| *p < 0.0);
            let is_huge = [labels, outputs].iter().any(|rows| rows.as_flattened().contains(&1e20));
            if !(is_undefined || is_huge && overflows(&*loss, labels, outputs)) {
                assert!(losses.iter().chain(&slopes).all(|x| x.is_finite()), "{what}");
            }
            numbers += 1;
        }
        assert!(numbers >= 5, "{}: {numbers} of the cases have a number, {refused} are refused", loss.name());
    }
}
