//! What denormal numbers cost: nothing, if they are flushed. The others of a row are ours, on ordinary numbers.

use keras::optimizers::{Optimizer, Parameters, Visitor};
use keras::prelude::*;
use ndarray::Array2;

use crate::table::{Table, Work, repeat};

const WEIGHTS: usize = 200_000;
const ROWS: usize = 256;
const WIDTH: usize = 512;

sequential! {
    struct Two {
        Dense(512, input = WIDTH),
        Dense(512),
    }
}

pub fn rows(table: &Table) -> keras::Result<()> {
    let name = "Adam, gradients ended 1500 steps ago";
    if table.wants(name) {
        let work = Work { name, flops: 12 * WEIGHTS as u64, single: false, memory: None };
        let [early, late] = [0.01, 0.0].map(|gradient| Box::new(steps(gradient)));
        table.row(&work, vec![("ours", late), ("of 0.01", early)]);
    }
    let name = "512-512-512, 256 samples of 1e-40";
    if table.wants(name) {
        let model = Two::new();
        let work = Work { name, flops: Two::FLOPS * ROWS as u64, single: false, memory: None };
        let [ordinary, tiny] = [0.5, 1e-40].map(|value| Box::new(answers(&model, value)));
        table.row(&work, vec![("ours", tiny), ("of 0.5", ordinary)]);
    }
    Ok(())
}

/// Turns of a step with gradients that have been `gradient` ever since the first.
fn steps(gradient: f32) -> impl FnMut() -> f64 {
    let (mut optimizer, mut weights) = (Adam::default(), Weights([vec![1.0; WEIGHTS], vec![0.01; WEIGHTS]]));
    let mut step = move |weights: &mut Weights| optimizer.step(weights).expect("the arguments make sense");
    step(&mut weights);
    weights.0[1].fill(gradient);
    (0..1500).for_each(|_| step(&mut weights));
    repeat(move || step(&mut weights))
}

/// Values, and their gradients.
struct Weights([Vec<f32>; 2]);

impl Parameters for Weights {
    fn visit(&mut self, visitor: &mut Visitor<'_>) -> keras::Result<()> {
        let [values, gradient] = &mut self.0;
        visitor(0, values, gradient)
    }
}

/// Turns of an answer to inputs that are all `value`.
fn answers(model: &Two, value: f32) -> impl FnMut() -> f64 {
    let x = Array2::from_elem((ROWS, WIDTH), value);
    let mut predictor = model.predictor();
    repeat(move || _ = std::hint::black_box(predictor.predict(&x).map(drop)))
}
