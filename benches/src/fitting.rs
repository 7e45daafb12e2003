//! What is around a step: a step of one's own beside that of `compile`, and a source of batches that takes its time beside
//! arrays. The others of a row are ours, the plain way.

use std::thread;
use std::time::{Duration, Instant};

use keras::data::{BatchBuffer, Batches, Labels, Pass, Samples};
use keras::prelude::*;
use keras::training::{ApplyGradients, Trainer};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, s};

use crate::networks::{fitting, wave};
use crate::table::{Table, Work};

const BATCH: usize = 128;
const STEPS: usize = 40;
const WIDTH: usize = 784;

sequential! {
    struct Wide {
        Dense(512, activation = relu, input = WIDTH),
        Dense(512, activation = relu),
        Dense(10, activation = softmax),
    }
}

pub fn rows(table: &Table) -> keras::Result<()> {
    let samples = (STEPS + 1) * BATCH;
    let x = Array2::from_shape_fn((samples, WIDTH), |(i, j)| wave(i + j));
    let y = Array1::from_shape_fn(samples, |i| (i % 10) as u8);
    let data = Data { x: &x, y: &y };
    let work = |name| Work { name, flops: 3 * Wide::FLOPS * BATCH as u64, single: false, memory: None };

    let name = "Trainer, 784-512-512-10, Adam";
    if table.wants(name) {
        table.row(&work(name), vec![("ours", data.by_trainer()), ("fit", data.in_memory())]);
    }
    for (name, share, pause) in [
        ("source that sleeps for 1/2 of a step", 0.5, thread::sleep as fn(Duration)),
        ("source that sleeps for 9/10 of a step", 0.9, thread::sleep),
        ("source that computes for 1/2 of a step", 0.5, compute),
    ] {
        if table.wants(name) {
            let slow = data.from_source(share, pause);
            table.row(&work(name), vec![("ours", slow), ("in memory", data.in_memory())]);
        }
    }
    Ok(())
}

/// Keeps a thread busy.
fn compute(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        std::hint::spin_loop();
    }
}

/// The samples, and their classes.
#[derive(Clone, Copy)]
struct Data<'a> {
    x: &'a Array2<f32>,
    y: &'a Array1<u8>,
}

impl<'a> Data<'a> {
    /// The first of them.
    fn first(self, samples: usize) -> (ArrayView2<'a, f32>, ArrayView1<'a, u8>) {
        (self.x.slice(s![..samples, ..]), self.y.slice(s![..samples]))
    }

    /// Turns of a step of `fit` on arrays.
    fn in_memory(self) -> Box<dyn FnMut() -> f64 + 'a> {
        let loss = SparseCategoricalCrossentropy::default();
        let mut model = Wide::new().compile(Adam::default(), loss, metrics![]);
        fitting(BATCH, STEPS, move |samples| {
            let (x, y) = self.first(samples);
            model.fit(x, y, Fit::epochs(1).batch_size(BATCH).shuffle(false).verbose(0))
        })
    }

    /// Turns of the same step, written by hand.
    fn by_trainer(self) -> Box<dyn FnMut() -> f64 + 'a> {
        let loss = SparseCategoricalCrossentropy::default();
        let mut trainer = Trainer::new(
            Wide::new(),
            Adam::default(),
            ["loss"],
            move |batch, tape, model: &mut Wide, optimizer: &mut Adam| {
                let loss = K::mean(&loss.call(&batch.y(), &tape.call(&*model, &batch.x())));
                optimizer.apply(&tape.gradient(&loss, &*model)?, model)?;
                Ok([loss])
            },
        );
        fitting(BATCH, STEPS, move |samples| {
            let (x, y) = self.first(samples);
            trainer.fit(x, y, Fit::epochs(1).batch_size(BATCH).shuffle(false).verbose(0))
        })
    }

    /// Turns of the same step on the batches of a source, which takes this share of the time of a step for each.
    fn from_source(self, share: f64, pause: fn(Duration)) -> Box<dyn FnMut() -> f64 + 'a> {
        let loss = SparseCategoricalCrossentropy::default();
        let mut model = Wide::new().compile(Adam::default(), loss, metrics![]);
        let mut step = self.in_memory();
        // The first is slower.
        step();
        let pause_of = Duration::from_secs_f64(share * step());
        fitting(BATCH, STEPS, move |samples| {
            let source = Slow { data: self, samples, next: 0, pause: (pause, pause_of) };
            model.fit_batches(source, Fit::epochs(1).verbose(0))
        })
    }
}

/// Batches that take their time.
struct Slow<'a> {
    data: Data<'a>,
    samples: usize,
    next: usize,
    pause: (fn(Duration), Duration),
}

impl<S, K> Batches<S, K> for Slow<'_>
where
    for<'v> ArrayView2<'v, f32>: Samples<S>,
    for<'v> ArrayView1<'v, u8>: Labels<K>,
{
    fn begin(&mut self, _: Pass) -> keras::Result<()> {
        self.next = 0;
        Ok(())
    }

    fn fill(&mut self, batch: &mut BatchBuffer<'_, S, K>) -> keras::Result<bool> {
        let rows = self.next..self.next + BATCH;
        if rows.end > self.samples {
            return Ok(false);
        }
        let (pause, time) = self.pause;
        pause(time);
        self.next = rows.end;
        batch.set(self.data.x.slice(s![rows.clone(), ..]), self.data.y.slice(s![rows]))?;
        Ok(true)
    }
}
