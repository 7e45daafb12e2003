//! Operations of `K` as they are called by hand, one by one.

use std::hint::black_box;

use keras::autodiff::{Tape, Tensor, Variable};
use keras::backend::{self as K, Filter};

use crate::table::{Table, Work, repeat};

pub fn rows(table: &Table) -> keras::Result<()> {
    let images = || Ok(vec![numbers(&[32, 256, 256, 3])?]);
    // Two weights along each axis.
    let flops = 8 * 32 * 128 * 128 * 3;
    row(table, "resize 256x256x3 to 128x128, 32 images", flops, images, |x| {
        K::resize(&x[0], [128, 128], Filter::Linear)
    })?;

    let heads = || Ok(vec![numbers(&[8, 128, 8, 64])?, numbers(&[8, 128, 8, 64])?]);
    let flops = 2 * 8 * 8 * 128 * 128 * 64;
    row(table, "einsum bqhd,bkhd->bhqk, 8x128x8x64", flops, heads, |x| {
        K::einsum("bqhd,bkhd->bhqk", &[&x[0], &x[1]])
    })?;

    let vectors = || Ok(vec![numbers(&[1000, 1000])?]);
    row(table, "sort 1000 vectors of 1000", 0, vectors, |x| K::sort(&x[0], -1))?;

    let sequence = || Ok(vec![numbers(&[100, 32, 64])?, numbers(&[64, 64])?, numbers(&[32, 64])?]);
    let flops = 2 * 100 * 32 * 64 * 64;
    row(table, "scan of 100 steps, tanh(x + h w), 32x64", flops, sequence, |x| {
        let step = |h: Tensor, at: &Tensor| {
            let h = K::tanh(&(at + K::matmul(&h, &x[1])));
            (h.clone(), h)
        };
        K::scan(step, x[2].clone(), &x[0], false).1
    })?;

    ctc(table)
}

/// A row of a formula of tensors, without gradients.
fn row(
    table: &Table,
    name: &str,
    flops: u64,
    variables: impl FnOnce() -> keras::Result<Vec<Variable>>,
    formula: impl Fn(&[Tensor]) -> Tensor,
) -> keras::Result<()> {
    if !table.wants(name) {
        return Ok(());
    }
    let (tape, variables) = (Tape::inference(), variables()?);
    let ours = repeat(|| {
        let x: Vec<Tensor> = variables.iter().map(|variable| tape.variable(variable)).collect();
        formula(&x).read(|values| _ = black_box(values.first()));
        tape.check().expect("the shapes fit");
        tape.reset();
    });
    table.row(&Work { name, flops, single: false, memory: None }, vec![("ours", Box::new(ours))]);
    Ok(())
}

/// The loss and its gradient.
fn ctc(table: &Table) -> keras::Result<()> {
    let name = "CTC loss, 32 of 150 steps, 40 labels";
    if !table.wants(name) {
        return Ok(());
    }
    let (tape, logits) = (Tape::new(), numbers(&[32, 150, 64])?);
    let ours = repeat(|| {
        // No label is the one before.
        let target = tape.constant(&[32, 40], |labels| {
            labels.iter_mut().enumerate().for_each(|(i, label)| *label = (1 + i * 7 % 63) as f32);
        });
        let length = |length: f32| K::constant(&tape, length, &[32]);
        let loss = K::ctc_loss(&target, &tape.variable(&logits), &length(40.0), &length(150.0), 0);
        tape.backward(&K::mean(&loss)).expect("there are enough steps");
        tape.release();
        tape.reset();
    });
    table.row(&Work { name, flops: 0, single: false, memory: None }, vec![("ours", Box::new(ours))]);
    Ok(())
}

/// Numbers from -1 to 1, in no order.
fn numbers(shape: &[usize]) -> keras::Result<Variable> {
    Variable::new("numbers", shape, |values| {
        values.iter_mut().enumerate().for_each(|(i, value)| *value = (12.9898 * (i as f32).sin()).sin());
    })
}
