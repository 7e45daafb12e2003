//! Prediction.

use std::fmt::Display;
use std::mem::swap;
use std::path::Path;

use ndarray::{ArrayD, ArrayViewD, Ix1, Ix2, Ix3, Ix4, Ix5, Ix6};

use super::Samples;
use super::batch::Batch;
use super::callbacks::{CallbackList, Predicting, Prediction};
use super::data::{Pass, Tables, check_inputs};
use super::engine::EngineSession;
use super::examples::Examples;
use super::measure::{Pace, Predict};
use super::options::BATCH;
use super::signature::Signature;
use super::source::{Rows, Source, feed};
use crate::autodiff::{Tape, Tensor};
use crate::kernels::denormals::Flushed;
use crate::kernels::optimizer::largest;
use crate::layer::{ForwardPass, Outputs};
use crate::model::{AnyModel, Model};
use crate::shape::{Dynamic, Rank0, Rank1, Rank2, Rank3, Rank4, Rank5, each_tuple};
use crate::tensor::Dims;
use crate::{Error, ErrorKind, Result};

/// Predictor: what a model gives for inputs, one small batch after the other, [`predict`](super::Compile::predict) in
/// memory that is used again.
///
/// For data that come one at a time, and are to be answered at once: from the second time on, `f32`s that lie densely are
/// answered without a single allocation.
///
/// Its first prediction transforms the kernels of 3 × 3 that Winograd's algorithm computes with, and those after it use
/// them again. Until the predictor is dropped, they take up to four times the memory of these kernels: of `VGG16`, 172 MB.
/// The predictor borrows the model, so that its weights cannot change meanwhile.
pub struct Predictor<'m, M> {
    model: &'m M,
    workspace: Workspace,
}

impl<'m, M: Model> Predictor<'m, M> {
    pub(super) fn new(model: &'m M) -> Self {
        Self { model, workspace: Workspace::new(model, &Tape::preparing()) }
    }

    /// Predictions: the output of the model for `x`, one array for each output.
    ///
    /// # Errors
    ///
    /// As [`Compile::predict`](super::Compile::predict).
    pub fn predict<X>(&mut self, x: X) -> Result<<M::Output as Predicted>::View<'_>>
    where
        X: Samples<M::Input>,
        M::Output: Predicted,
    {
        self.workspace.fill(self.model, x.tables()?)?;
        let mut results = self.workspace.results.iter().map(Answer::view);
        let typed = M::Output::view(&mut results)?;
        if results.len() == 0 { Ok(typed) } else { Err(several(1 + results.len())) }
    }
}

/// What predicts: a model, or a part of one.
pub(super) trait Predicts {
    fn signature(&self) -> Signature;
    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Outputs;

    /// Writes the model to a file of Keras.
    fn write(&self, path: &Path) -> Result<()>;
}

impl<M: Model> Predicts for M {
    fn signature(&self) -> Signature {
        Signature::new(self, Vec::new())
    }

    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Outputs {
        Model::call(self, inputs, pass)
    }

    fn write(&self, path: &Path) -> Result<()> {
        Model::save(self, path)
    }
}

/// The outputs of a network, each with the samples along its first axis.
pub(super) fn predict(
    network: &dyn Predicts,
    inputs: Tables<'_>,
    options: Predict<'_>,
) -> Result<Vec<ArrayD<f32>>> {
    options.pace.check(PLACE)?;
    let mut workspace = Workspace::new(network, &Tape::inference());
    let examples = Examples { inputs, labels: Tables::new(), weights: Tables::new() };
    let samples = workspace.check(&PLACE, &examples)?;
    workspace.run(network, &mut Rows::new(&examples, 0..samples, options.pace.batch_size), options)?;
    workspace.into_arrays()
}

/// The same for the batches of a source.
pub(super) fn predict_source(
    network: &dyn Predicts,
    source: &mut dyn Source,
    options: Predict<'_>,
) -> Result<Vec<ArrayD<f32>>> {
    options.pace.check(PLACE)?;
    let mut workspace = Workspace::new(network, &Tape::inference());
    workspace.run(network, source, options)?;
    workspace.into_arrays()
}

const PLACE: &str = "`predict`";

/// The memory of predictions, which the next ones use again.
struct Workspace {
    pass: ForwardPass,
    signature: Signature,
    batch: Batch,
    rows: Vec<usize>,
    tensors: Vec<Tensor>,
    samples: usize,
    results: Vec<Answer>,
}

/// What one output gives for all samples.
#[derive(Clone)]
struct Answer {
    dims: Dims,
    values: Vec<f32>,
}

impl Answer {
    fn view(&self) -> (&[usize], &[f32]) {
        (&self.dims, &self.values)
    }

    /// The outputs of the last batch, which came after so many samples.
    fn batch(&self, before: usize) -> Result<ArrayViewD<'_, f32>> {
        let width: usize = self.dims[1..].iter().product();
        Dynamic::view(&mut std::iter::once((&self.dims[..], &self.values[before * width..])))
    }
}

impl Workspace {
    fn new(network: &(impl Predicts + ?Sized), tape: &Tape) -> Self {
        let answer = Answer { dims: Dims::SCALAR, values: Vec::new() };
        let signature = network.signature();
        Self {
            pass: ForwardPass::inference(tape),
            batch: Batch::default(),
            rows: Vec::new(),
            tensors: Vec::new(),
            samples: 0,
            results: vec![answer; signature.output_names.len()],
            signature,
        }
    }

    /// Checks inputs; how many samples they are.
    fn check(&self, place: &dyn Display, examples: &Examples<'_>) -> Result<usize> {
        let Signature { inputs, input_names, .. } = &self.signature;
        check_inputs(place, &examples.inputs, inputs.as_slice(), input_names)
    }

    fn begin(&mut self) {
        self.samples = 0;
        self.results.iter_mut().for_each(|answer| answer.values.clear());
    }

    /// Puts the answers for `inputs` into the results.
    fn fill(&mut self, network: &dyn Predicts, inputs: Tables<'_>) -> Result<()> {
        let _flushed = Flushed::begin();
        let examples = Examples { inputs, labels: Tables::new(), weights: Tables::new() };
        let samples = self.check(&PLACE, &examples)?;
        self.begin();
        self.rows.clear();
        self.rows.extend(0..samples);
        for start in (0..samples).step_by(BATCH) {
            self.batch.gather(&examples, &self.rows[start..samples.min(start + BATCH)])?;
            self.answer(network, None)?;
        }
        self.end()
    }

    /// Puts the answers for the batches of a source into the results.
    fn run(&mut self, network: &dyn Predicts, source: &mut dyn Source, options: Predict<'_>) -> Result<()> {
        let _flushed = Flushed::begin();
        self.begin();
        let Predict { pace: Pace { steps, verbose, .. }, callbacks, engine } = options;
        let mut session = match engine {
            Some(engine) => {
                let started = engine.start(None, &mut |path| network.write(path));
                Some(started.map_err(|error| error.within(PLACE))?)
            }
            None => None,
        };
        let mut callbacks = CallbackList::new(PLACE, verbose, callbacks)?;
        let of_callback = |error: Error| error.within(PLACE);
        let batches = steps.or_else(|| source.batches());
        let predicting = &mut Predicting { batch: 0, batches, stopped: false };
        callbacks
            .on_predict_begin(&mut Prediction { predicting, outputs: Vec::new() })
            .map_err(of_callback)?;
        feed(source, |feed| {
            let (mut next, mut number) = (Batch::default(), 0);
            let within = |number: usize| {
                move |error: Error| error.within(format_args!("{PLACE}, batch {}", number + 1))
            };
            feed.begin(Pass::MEASURED, 0)?;
            let mut filled = feed.fill(&mut next);
            while filled.map_err(within(number))? {
                swap(&mut self.batch, &mut next);
                if !feed.is_checked() {
                    self.check(&format_args!("{PLACE}, batch {}", number + 1), &self.batch.examples()?)?;
                }
                callbacks
                    .on_predict_batch_begin(&mut Prediction { predicting, outputs: Vec::new() })
                    .map_err(of_callback)?;
                let before = self.samples;
                number += 1;
                let answered;
                (answered, filled) = if steps == Some(number) {
                    (self.answer(network, session.as_deref_mut()), Ok(false))
                } else {
                    feed.fill_during(&mut next, || self.answer(network, session.as_deref_mut()))
                };
                answered?;
                predicting.batch = number;
                let outputs =
                    self.results.iter().map(|answer| answer.batch(before)).collect::<Result<_>>()?;
                callbacks
                    .on_predict_batch_end(&mut Prediction { predicting, outputs })
                    .map_err(of_callback)?;
                if predicting.stopped {
                    break;
                }
            }
            if number < steps.unwrap_or(1) && !predicting.stopped {
                let place = format!("{PLACE}, data");
                return Err(Error::expected(place, format!("{} batches", steps.unwrap_or(1)), number));
            }
            callbacks.on_predict_end(&mut Prediction { predicting, outputs: Vec::new() }).map_err(of_callback)
        })?;
        self.end()
    }

    /// Adds the answers for a batch to the results.
    fn answer(
        &mut self,
        network: &dyn Predicts,
        session: Option<&mut (dyn EngineSession + '_)>,
    ) -> Result<()> {
        let Self { pass, signature, batch, tensors, samples, results, .. } = self;
        let mut wrong = None;
        let mut note = |position: usize, dims: Dims, values: &[f32]| {
            if largest(values).is_nan() {
                let before = values.iter().take_while(|value| !value.is_nan()).count();
                let sample = *samples + before * batch.len() / values.len();
                let place = || format!("output `{}`, sample {sample}", signature.output_names[position]);
                wrong = wrong.take().or_else(|| Some(Error::expected(place(), "numbers", f32::NAN)));
            }
            results[position].dims = dims;
            results[position].values.extend_from_slice(values);
        };
        if let Some(session) = session {
            let [inputs, ..] = batch.arrays();
            let outputs = session.predict(&inputs).map_err(|error| error.within(PLACE))?;
            if outputs.len() != signature.output_names.len() {
                let expected = format!("{} outputs", signature.output_names.len());
                return Err(Error::expected(PLACE, expected, outputs.len()));
            }
            for (position, (sizes, values)) in outputs.iter().enumerate() {
                let dims = Dims::new(sizes)?;
                if sizes.first() != Some(&batch.len()) || dims.elements() != values.len() {
                    let expected = format!("an output for each of {} samples", batch.len());
                    return Err(Error::expected(PLACE, expected, format!("the shape {sizes:?}")));
                }
                note(position, dims, values);
            }
        } else {
            batch.inputs(pass.tape(), tensors);
            let outputs = network.call(tensors, pass);
            for (position, output) in outputs.as_slice().iter().enumerate() {
                output.read(|values| note(position, output.shape(), values));
            }
        }
        // Noted on the tape, so that no layer keeps a state of this batch.
        if let Some(error) = wrong {
            pass.tape().fail(error.within(PLACE).with_kind(ErrorKind::NotFinite));
        }
        *samples += batch.len();
        let computed = pass.tape().check();
        pass.reset();
        computed
    }

    fn end(&mut self) -> Result<()> {
        for answer in &mut self.results {
            answer.dims = answer.dims.resized(0, self.samples)?;
        }
        Ok(())
    }

    fn into_arrays(self) -> Result<Vec<ArrayD<f32>>> {
        let arrays = self.results.into_iter().map(|Answer { dims, values }| {
            ArrayD::from_shape_vec(&*dims, values).map_err(|error| misshapen().caused_by(error))
        });
        arrays.collect()
    }
}

fn misshapen() -> Error {
    Error::new("`predict`", "an output has other axes than its shape says")
}

/// An output, of which a prediction is an array.
pub trait Predicted {
    /// `Array2<f32>` for an output of one axis, and so on; a tuple for several outputs.
    type Array;

    /// The same, borrowed: `ArrayView2<f32>` for an output of one axis, and so on.
    type View<'a>;

    /// The next arrays of the list, typed.
    #[doc(hidden)]
    fn take(arrays: &mut dyn Iterator<Item = ArrayD<f32>>) -> Result<Self::Array>;

    /// The next arrays of the list, of which there are the shapes and the values, typed.
    #[doc(hidden)]
    fn view<'a>(arrays: &mut dyn Iterator<Item = (&'a [usize], &'a [f32])>) -> Result<Self::View<'a>>;
}

macro_rules! predicted {
    ($($rank:ident<$($size:ident),*> $axes:ident;)*) => {$(
        impl<$(const $size: usize,)* E> Predicted for $rank<$($size,)* E> {
            type Array = ndarray::Array<f32, $axes>;
            type View<'a> = ndarray::ArrayView<'a, f32, $axes>;

            fn take(arrays: &mut dyn Iterator<Item = ArrayD<f32>>) -> Result<Self::Array> {
                Dynamic::take(arrays)?.into_dimensionality().map_err(|error| misshapen().caused_by(error))
            }

            fn view<'a>(arrays: &mut dyn Iterator<Item = (&'a [usize], &'a [f32])>) -> Result<Self::View<'a>> {
                Dynamic::view(arrays)?.into_dimensionality().map_err(|error| misshapen().caused_by(error))
            }
        }
    )*};
}

predicted! {
    Rank0<> Ix1;
    Rank1<A> Ix2;
    Rank2<A, B> Ix3;
    Rank3<A, B, C> Ix4;
    Rank4<A, B, C, D> Ix5;
    Rank5<A, B, C, D, F> Ix6;
}

impl Predicted for Dynamic {
    type Array = ArrayD<f32>;
    type View<'a> = ArrayViewD<'a, f32>;

    fn take(arrays: &mut dyn Iterator<Item = ArrayD<f32>>) -> Result<ArrayD<f32>> {
        arrays.next().ok_or_else(no_layers)
    }

    fn view<'a>(arrays: &mut dyn Iterator<Item = (&'a [usize], &'a [f32])>) -> Result<ArrayViewD<'a, f32>> {
        let (shape, values) = arrays.next().ok_or_else(no_layers)?;
        ArrayViewD::from_shape(shape, values).map_err(|error| misshapen().caused_by(error))
    }
}

/// The arrays of all outputs, typed.
pub(super) fn taken<O: Predicted>(arrays: Vec<ArrayD<f32>>) -> Result<O::Array> {
    let mut arrays = arrays.into_iter();
    let typed = O::take(&mut arrays)?;
    if arrays.len() == 0 { Ok(typed) } else { Err(several(1 + arrays.len())) }
}

/// The error for a model that gives more than its type says.
fn several(outputs: usize) -> Error {
    let error = Error::expected("`predict`", "a model of one output", format_args!("one of {outputs}"));
    error.help("`predict_outputs` gives an array for each")
}

impl AnyModel {
    /// Predictions of a model of several outputs: an array for each, in their order.
    ///
    /// ```
    /// use keras::models::load_model;
    /// use keras::ndarray::array;
    /// use keras::prelude::*;
    ///
    /// let path = std::env::temp_dir().join("two_outputs.keras");
    /// let model = graph!({
    ///     let x = Input(3);
    ///     (Dense(1, name = angle)(x), Dense(2, activation = softmax, name = label)(x))
    /// });
    /// model.save(&path)?;
    /// let outputs = load_model(&path)?.predict_outputs(&array![[0.1, 0.2, 0.3]])?;
    /// assert_eq!(outputs.iter().map(|output| output.shape()).collect::<Vec<_>>(), [[1, 1], [1, 2]]);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`predict`](super::Compile::predict).
    pub fn predict_outputs(&self, x: impl Samples<Dynamic>) -> Result<Vec<ArrayD<f32>>> {
        predict(self, x.tables()?, Predict::new())
    }
}

fn no_layers() -> Error {
    Error::new("`predict`", "the model has no layers")
}

macro_rules! tuples {
    ($($($output:ident $_1:ident $_2:ident $_3:tt),*;)*) => {$(
        impl<$($output: Predicted),*> Predicted for ($($output,)*) {
            type Array = ($($output::Array,)*);
            type View<'a> = ($($output::View<'a>,)*);

            fn take(arrays: &mut dyn Iterator<Item = ArrayD<f32>>) -> Result<Self::Array> {
                Ok(($($output::take(arrays)?,)*))
            }

            fn view<'a>(arrays: &mut dyn Iterator<Item = (&'a [usize], &'a [f32])>) -> Result<Self::View<'a>> {
                Ok(($($output::view(arrays)?,)*))
            }
        }
    )*};
}

each_tuple! { tuples! }
