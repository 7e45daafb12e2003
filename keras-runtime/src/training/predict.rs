//! What a model gives for inputs.

use ndarray::{ArrayD, Ix1, Ix2, Ix3, Ix4, Ix5, Ix6};

use super::batch::Batch;
use super::data::{Table, check_inputs};
use super::examples::Examples;
use super::network::Network;
use crate::autodiff::Tape;
use crate::layers::Pass;
use crate::shape::{Dynamic, Rank0, Rank1, Rank2, Rank3, Rank4, Rank5};
use crate::{Error, Result};

/// The batch size of predictions and measurements, as in Keras.
pub(super) const BATCH: usize = 32;

/// The outputs of a network, each with the samples along its first axis.
pub(super) fn predict(network: &dyn Network, inputs: Vec<Table<'_>>) -> Result<Vec<ArrayD<f32>>> {
    let samples = check_inputs("`predict`", &inputs, network.inputs().as_slice(), &network.input_names())?;
    let examples = Examples { inputs, labels: Vec::new(), weights: None };
    let pass = Pass::inference(&Tape::inference());
    let mut results: Vec<(Vec<usize>, Vec<f32>)> =
        vec![Default::default(); network.outputs().as_slice().len()];
    let (rows, mut batch, mut tensors) = ((0..samples).collect::<Vec<_>>(), Batch::default(), Vec::new());
    for rows in rows.chunks(BATCH) {
        pass.reset();
        batch.gather(&examples, rows)?;
        batch.inputs(pass.tape(), &mut tensors);
        let outputs = network.call(&tensors, &pass);
        pass.tape().check()?;
        for ((shape, values), output) in results.iter_mut().zip(outputs.as_slice()) {
            *shape = output.shape().to_vec();
            output.read(|batch| values.extend_from_slice(batch));
        }
    }
    let arrays = results.into_iter().zip(network.output_names()).map(|((mut shape, values), name)| {
        if let Some(first) = shape.first_mut() {
            *first = samples;
        }
        ArrayD::from_shape_vec(shape, values).map_err(|error| {
            let message = "what it gives does not have the batch as its first axis";
            Error::new(format!("`predict`, output `{name}`"), message).caused_by(error)
        })
    });
    arrays.collect()
}

/// An output, of which a prediction is an array.
pub trait Predicted {
    /// `Array2<f32>` for an output of one axis, and so on; a tuple for several outputs.
    type Array;

    /// The next arrays of the list, typed.
    #[doc(hidden)]
    fn take(arrays: &mut dyn Iterator<Item = ArrayD<f32>>) -> Result<Self::Array>;
}

macro_rules! predicted {
    ($($rank:ident<$($size:ident),*> $axes:ident;)*) => {$(
        impl<$(const $size: usize,)* E> Predicted for $rank<$($size,)* E> {
            type Array = ndarray::Array<f32, $axes>;

            fn take(arrays: &mut dyn Iterator<Item = ArrayD<f32>>) -> Result<Self::Array> {
                Dynamic::take(arrays)?.into_dimensionality().map_err(|error| {
                    Error::new("`predict`", "an output has other axes than its shape says").caused_by(error)
                })
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

    fn take(arrays: &mut dyn Iterator<Item = ArrayD<f32>>) -> Result<ArrayD<f32>> {
        arrays.next().ok_or_else(|| Error::new("`predict`", "the model has no layers"))
    }
}

macro_rules! tuples {
    ($($($output:ident)*;)*) => {$(
        impl<$($output: Predicted),*> Predicted for ($($output,)*) {
            type Array = ($($output::Array,)*);

            fn take(arrays: &mut dyn Iterator<Item = ArrayD<f32>>) -> Result<Self::Array> {
                Ok(($($output::take(arrays)?,)*))
            }
        }
    )*};
}

tuples! {
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}
