//! Networks as they are used: ResNet-20 and VGG-16.

use keras::applications::{ResNet20, VGG16};
use keras::prelude::*;
use ndarray::Array4;

use super::{cnn, wave};
use crate::machine::memory;
use crate::table::{Table, Work, repeat};

const STEPS: usize = 2;

pub fn rows(table: &Table) -> keras::Result<()> {
    let name = "ResNet-20, Adam, step of 128";
    if table.wants(name) {
        let x = Array4::from_shape_fn(((STEPS + 1) * cnn::BATCH, 32, 32, 3), |(i, y, x, _)| wave(i + y * x));
        cnn::train(table, name, ResNet20::new(), (cnn::BATCH, STEPS), &x, vec![])?;
    }
    let name = "VGG-16, one image";
    if table.wants(name) {
        let image = Array4::from_shape_fn((1, 224, 224, 3), |(_, y, x, _)| wave(y * x));
        let model = VGG16::new();
        let mut predictor = model.predictor();
        let memory = Some(memory::most(|| predictor.predict(&image).map(drop))?);
        let ours = Box::new(repeat(|| _ = std::hint::black_box(predictor.predict(&image).map(drop))));
        table.row(&Work { name, flops: VGG16::FLOPS, single: false, memory }, vec![("ours", ours)]);
    }
    Ok(())
}
