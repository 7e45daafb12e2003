//! Training steps on batches of other sizes than 128.

use keras::prelude::*;
use ndarray::{Array1, Array2, Array4};

use super::cnn::{self, Cnn};
use super::mlp::{self, Wide};
use super::wave;
use crate::table::Table;

const SIZES: [usize; 5] = [1, 8, 32, 512, 4096];

pub fn rows(table: &Table) -> keras::Result<()> {
    for size in SIZES {
        let name = format!("784-512-512-10, Adam, step of {size}");
        if table.wants(&name) {
            let steps = (8192 / size).clamp(2, 64);
            let samples = (steps + 1) * size;
            let x = Array2::from_shape_fn((samples, mlp::WIDTH), |(i, j)| wave(i + j));
            let y = Array1::from_shape_fn(samples, |i| (i % 10) as u8);
            mlp::train(table, &name, Wide::new(), Adam::default(), (size, steps), &x, &y, vec![])?;
        }
    }
    for size in SIZES {
        let name = format!("CNN 28x28, Adam, step of {size}");
        if table.wants(&name) {
            let steps = (512 / size).clamp(1, 64);
            let shape = ((steps + 1) * size, cnn::SIZE, cnn::SIZE, 1);
            let x = Array4::from_shape_fn(shape, |(i, y, x, _)| wave(i + y * x));
            cnn::train(table, &name, Cnn::new(), (size, steps), &x, vec![])?;
        }
    }
    Ok(())
}
