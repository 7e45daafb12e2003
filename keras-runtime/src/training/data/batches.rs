//! Sources of batches: data that are larger than memory.

use std::marker::PhantomData;

use super::{Kinds, Labels, Pass, SampleWeight, Samples, Tables};
use crate::training::batch::Batch;
use crate::training::examples::Examples;
use crate::{Error, Result};

/// Source of batches, for [`fit_batches`](crate::training::Compiled::fit_batches), `evaluate_batches` and
/// `predict_batches`: data that are larger than memory, or are made while they are needed.
///
/// `S` is the [`Input`](crate::model::Model::Input) of the model, `K` what its loss takes as labels; `()` where only
/// predictions are wanted. A [`Dataset`](super::Dataset) is such a source. One of your own fills the memory of a batch,
/// on a thread of its own, while the batch before is learnt:
///
/// ```
/// use keras::data::{BatchBuffer, Batches, Labels, Pass, Samples};
/// use keras::prelude::*;
///
/// /// Points on a parabola, in place of a file.
/// struct Parabola {
///     x: Vec<[f32; 1]>,
///     y: Vec<f32>,
///     batch: usize,
/// }
///
/// impl<S, K> Batches<S, K> for Parabola
/// where
///     for<'a> &'a Vec<[f32; 1]>: Samples<S>,
///     for<'a> &'a Vec<f32>: Labels<K>,
/// {
///     fn begin(&mut self, _: Pass) -> keras::Result<()> {
///         self.batch = 0;
///         Ok(())
///     }
///
///     fn fill(&mut self, batch: &mut BatchBuffer<'_, S, K>) -> keras::Result<bool> {
///         if self.batch == 20 {
///             return Ok(false);
///         }
///         for (i, (x, y)) in self.x.iter_mut().zip(&mut self.y).enumerate() {
///             x[0] = ((self.batch * 7 + i) % 16) as f32 / 16.0;
///             *y = x[0] * x[0];
///         }
///         self.batch += 1;
///         batch.set(&self.x, &self.y)?;
///         Ok(true)
///     }
/// }
///
/// let model = sequential![Dense(8, activation = relu, input = 1), Dense(1)];
/// let mut model = model.compile(Adam::new(0.01), MeanSquaredError::default(), metrics![]);
/// let source = Parabola { x: vec![[0.0]; 16], y: vec![0.0; 16], batch: 0 };
/// let history = model.fit_batches(source, Fit::epochs(5).verbose(0))?;
/// assert!(history.last("loss") < Some(history.get("loss")[0]));
/// # Ok::<(), keras::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "these are not batches for a model whose input is `{S}`, with labels `{K}`",
    label = "expected batches `(x, y)` or `(x, y, sample_weight)`, of arrays that `fit` would take",
    note = "samples become batches by `.batch(32)`; for `predict_batches` a batch is `x` alone: `.map(|(x, _)| x)`"
)]
pub trait Batches<S, K>: Send {
    /// Begins a pass over the data: from here on its batches come.
    ///
    /// # Errors
    ///
    /// Whatever keeps the source from giving batches; `fit` ends with it.
    fn begin(&mut self, pass: Pass) -> Result<()>;

    /// Puts the next batch of the pass into memory; `false` if there is none.
    ///
    /// # Errors
    ///
    /// As [`begin`](Self::begin). `fit` says in which epoch and at which batch it was.
    fn fill(&mut self, batch: &mut BatchBuffer<'_, S, K>) -> Result<bool>;

    /// Leaves out the next batches of the pass, which were learnt before the training was put down.
    ///
    /// # Errors
    ///
    /// If there are not as many, or what [`fill`](Self::fill) finds.
    fn skip(&mut self, batches: usize) -> Result<()> {
        let mut batch = Batch::default();
        for skipped in 0..batches {
            if !BatchBuffer::new(&mut batch).filled(self)? {
                return Err(too_few(batches, skipped));
            }
        }
        Ok(())
    }

    /// The number of batches in a pass, if that is known.
    fn batches(&self) -> Option<usize> {
        None
    }
}

/// A pass of fewer batches than a training has seen of it.
pub(in crate::training) fn too_few(expected: usize, found: usize) -> Error {
    Error::expected("data", format!("{expected} batches or more, as before"), found)
}

#[diagnostic::do_not_recommend]
impl<S, K, B: Batches<S, K> + ?Sized> Batches<S, K> for &mut B {
    fn begin(&mut self, pass: Pass) -> Result<()> {
        (**self).begin(pass)
    }

    fn fill(&mut self, batch: &mut BatchBuffer<'_, S, K>) -> Result<bool> {
        (**self).fill(batch)
    }

    fn skip(&mut self, batches: usize) -> Result<()> {
        (**self).skip(batches)
    }

    fn batches(&self) -> Option<usize> {
        (**self).batches()
    }
}

/// Memory of a batch, which the batch after the next uses again.
pub struct BatchBuffer<'a, S, K> {
    batch: &'a mut Batch,
    is_set: bool,
    types: PhantomData<fn(S, K)>,
}

impl<'a, S, K> BatchBuffer<'a, S, K> {
    pub(in crate::training) fn new(batch: &'a mut Batch) -> Self {
        Self { batch, is_set: false, types: PhantomData }
    }

    /// Lets a source put the next batch here: an error if it says that there is one, and puts none.
    pub(in crate::training) fn filled(mut self, source: &mut (impl Batches<S, K> + ?Sized)) -> Result<bool> {
        let is_there = source.fill(&mut self)?;
        if is_there && !self.is_set {
            let message = "`fill` says that there is a batch, and has put none into memory";
            return Err(Error::new("data", message).help("call `batch.set(&x, &y)` before `Ok(true)`"));
        }
        Ok(is_there)
    }

    fn put<'t>(
        &mut self,
        inputs: &'t impl Samples<S>,
        labels: Tables<'t>,
        weights: Tables<'t>,
    ) -> Result<()> {
        self.is_set = true;
        self.batch.copy(&Examples { inputs: inputs.tables()?, labels, weights })
    }
}

impl<S, K> BatchBuffer<'_, S, K> {
    /// Becomes these samples with these labels.
    ///
    /// # Errors
    ///
    /// If an array has too many axes.
    pub fn set(&mut self, x: impl Samples<S>, y: impl Labels<K>) -> Result<()> {
        self.put(&x, y.tables()?, Tables::new())
    }

    /// Becomes these samples with these labels, each of which counts in the loss by its weight: see [`SampleWeight`].
    ///
    /// # Errors
    ///
    /// As [`set`](Self::set).
    pub fn set_weighted(
        &mut self,
        x: impl Samples<S>,
        y: impl Labels<K>,
        sample_weight: impl SampleWeight,
    ) -> Result<()> {
        self.put(&x, y.tables()?, sample_weight.tables()?)
    }
}

impl<S> BatchBuffer<'_, S, ()> {
    /// Becomes these samples.
    ///
    /// # Errors
    ///
    /// If an array has too many axes.
    pub fn set_inputs(&mut self, x: impl Samples<S>) -> Result<()> {
        self.put(&x, Tables::new(), Tables::new())
    }
}

/// A batch as a value: `(x, y)`, or `(x, y, sample_weight)`, or `x` alone where labels are `()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a batch for a model whose input is `{S}`, with labels `{K}`",
    label = "expected `(x, y)` or `(x, y, sample_weight)`, of arrays that `fit` would take",
    note = "samples become batches by `.batch(32)`",
    note = "for `predict_batches` it is `x` alone: `.map(|(x, _)| x)`"
)]
pub trait BatchOf<S, K> {
    /// Copies it.
    ///
    /// # Errors
    ///
    /// If an array has too many axes.
    fn put(&self, batch: &mut BatchBuffer<'_, S, K>) -> Result<()>;
}

impl<S, K: Kinds, X: Samples<S>, Y: Labels<K>> BatchOf<S, K> for (X, Y) {
    fn put(&self, batch: &mut BatchBuffer<'_, S, K>) -> Result<()> {
        batch.put(&self.0, self.1.tables()?, Tables::new())
    }
}

impl<S, K: Kinds, X: Samples<S>, Y: Labels<K>, W: SampleWeight> BatchOf<S, K> for (X, Y, W) {
    fn put(&self, batch: &mut BatchBuffer<'_, S, K>) -> Result<()> {
        batch.put(&self.0, self.1.tables()?, self.2.tables()?)
    }
}

impl<S, X: Samples<S>> BatchOf<S, ()> for X {
    fn put(&self, batch: &mut BatchBuffer<'_, S, ()>) -> Result<()> {
        batch.put(self, Tables::new(), Tables::new())
    }
}
