//! Validation of data, of what only the data can show: sizes, and numbers that make no sense.

use std::fmt::Display;

use super::table::{GREATEST_ID, ValueConstraint};
use super::{Kind, Table};
use crate::shape::{DType, Dim, Shape, Spec};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Checks the inputs of a model and gives the number of samples.
pub(crate) fn check_inputs(
    place: &dyn Display,
    tables: &[Table<'_>],
    specs: &[Spec],
    names: &[String],
) -> Result<usize> {
    if specs.is_empty() {
        return Err(Error::new(place.to_string(), "the model has no layers"));
    }
    check_count(place, "inputs", specs.len(), tables.len())?;
    for (position, (table, spec)) in tables.iter().zip(specs).enumerate() {
        let place = || format!("{place}, input `{}`", names[position]);
        if !fits(table.dims(), &spec.shape()) {
            let expected = format!("an array of {}", Batch(&spec.shape()));
            return Err(Error::expected(place(), expected, table.dims()));
        }
        check_samples(&place, tables[0].samples(), table.samples())?;
        let constraint = match spec.dtype() {
            DType::Float => ValueConstraint::Finite,
            DType::Int => ValueConstraint::Below(GREATEST_ID + 1),
        };
        table.check(&place, constraint)?;
    }
    match tables.first().map_or(0, Table::samples) {
        0 => Err(Error::new(place.to_string(), "there are no samples")),
        samples => Ok(samples),
    }
}

/// Checks the labels of so many samples, of which for each output one may stand for no class.
pub(crate) fn check_labels(
    place: &dyn Display,
    tables: &[Table<'_>],
    kinds: &[Kind],
    specs: &[Spec],
    names: &[String],
    (ignored, samples): (&[Option<isize>], usize),
) -> Result<()> {
    if kinds.len() != specs.len() {
        let expected = format!("a loss and a `metrics![…]` for each of {} outputs", specs.len());
        return Err(Error::expected(place.to_string(), expected, kinds.len()));
    }
    check_count(place, "arrays of labels", specs.len(), tables.len())?;
    let tables = tables.iter().zip(ignored);
    for ((((table, ignored), kind), spec), name) in tables.zip(kinds).zip(specs).zip(names) {
        let place = || format!("{place}, labels for `{name}`");
        let (shape, constraint) = match (kind, spec.shape().last()) {
            (Kind::Any, _) => {
                check_samples(&place, samples, table.samples())?;
                table.check(&place, ValueConstraint::Finite)?;
                continue;
            }
            (Kind::Classes, Some(last)) => {
                let classes = if let Dim::Known(classes) = last { classes } else { GREATEST_ID + 1 };
                (spec.shape().without(spec.shape().rank() - 1), ValueConstraint::Classes(classes, *ignored))
            }
            _ => (spec.shape(), ValueConstraint::Finite),
        };
        let single = *kind == Kind::Same && shape == Shape::known(&[1]) && table.dims().rank() == 1;
        if !single && !fits(table.dims(), &shape) {
            let expected = format!("an array of {}", Batch(&shape));
            return Err(Error::expected(place(), expected, table.dims()));
        }
        check_samples(&place, samples, table.samples())?;
        table.check(&place, constraint)?;
    }
    Ok(())
}

/// Checks arrays of which nothing is known but that they go together, and gives the number of samples.
pub(crate) fn check_together(
    place: &dyn Display,
    inputs: &[Table<'_>],
    labels: &[Table<'_>],
    weights: &[Table<'_>],
) -> Result<usize> {
    let samples = inputs.first().map_or(0, Table::samples);
    let groups = [
        ("`x`", inputs, ValueConstraint::Finite),
        ("`y`", labels, ValueConstraint::Finite),
        ("sample_weight", weights, ValueConstraint::Weight),
    ];
    for (name, tables, constraint) in groups {
        for table in tables {
            let place = || format!("{place}, {name}");
            check_samples(&place, samples, table.samples())?;
            table.check(&place, constraint)?;
        }
    }
    if samples == 0 { Err(Error::new(place.to_string(), "there are no samples")) } else { Ok(samples) }
}

/// Checks how much the samples and their time steps count, beside outputs of these specs.
pub(crate) fn check_weights(
    place: &dyn Display,
    tables: &[Table<'_>],
    specs: &[Spec],
    samples: usize,
) -> Result<()> {
    let place = || format!("{place}, sample_weight");
    if tables.len() > 1 && tables.len() != specs.len() {
        let of_outputs =
            if specs.len() == 1 { "" } else { &format!(", or one for each of {} outputs", specs.len()) };
        return Err(Error::expected(place(), format!("one array{of_outputs}"), tables.len()));
    }
    let single = tables.first().filter(|_| tables.len() == 1);
    for (table, spec) in single.into_iter().cycle().chain(tables).zip(specs) {
        if table.samples() != samples {
            return Err(Error::expected(
                place(),
                format!("a weight for each of {samples} samples"),
                table.samples(),
            ));
        }
        let shape = spec.shape();
        let steps = if shape.rank() > 0 { shape.without(shape.rank() - 1) } else { shape };
        let of_steps = &table.dims()[1..];
        let fits = of_steps.iter().enumerate().all(|(axis, &size)| {
            size == 1 || steps.dims().get(axis).is_some_and(|dim| dim.fits(Dim::Known(size)))
        });
        if !fits {
            let of_steps = if steps.rank() == 0 { String::new() } else { format!(" or {}", Batch(&steps)) };
            return Err(Error::expected(place(), format!("an array of (n,){of_steps}"), table.dims()));
        }
        table.check(&place, ValueConstraint::Weight)?;
    }
    Ok(())
}

fn check_count(place: &dyn Display, what: &str, expected: usize, found: usize) -> Result<()> {
    if expected == found {
        Ok(())
    } else {
        Err(Error::expected(place.to_string(), format!("{expected} {what}"), found))
    }
}

fn check_samples(place: &dyn Fn() -> String, expected: usize, found: usize) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(Error::expected(place(), format!("{expected} samples, as many as the first input has"), found))
}

/// Whether an array can hold samples of a shape.
fn fits(dims: Dims, shape: &Shape) -> bool {
    dims.rank() == 1 + shape.rank()
        && dims[1..].iter().zip(shape.dims()).all(|(&size, dim)| dim.fits(Dim::Known(size)))
}

/// The shape of samples in an array, as `(n, 28, 28, 1)`.
struct Batch<'a>(&'a Shape);

impl std::fmt::Display for Batch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.rank() == 0 { "(n,)" } else { "(n" })?;
        for dim in self.0.dims() {
            match dim {
                Dim::Known(size) => write!(f, ", {size}")?,
                Dim::Unknown => f.write_str(", _")?,
            }
        }
        f.write_str(if self.0.rank() == 0 { "" } else { ")" })
    }
}
