//! One model on samples of many sizes.

use crate::failures::{Failures, caught};
use keras::layers::UnbuiltLayer;
use keras::prelude::*;
use keras::shape::{DType, Dim, Shape, ShapeResult, Spec};
use ndarray::{ArrayD, IxDyn};

/// What makes a layer: it is built anew for each model.
pub type Maker = fn() -> UnbuiltLayer;

/// Sizes that the data decides.
const SIZES: [usize; 5] = [0, 1, 2, 3, 5];

/// Builds the layers on samples of a shape, where none is a size that the data decides, and asks and trains them with
/// samples of many sizes. Gives whether the layers fit.
pub fn travel(layers: &[Maker], shape: &[Option<usize>], failures: &mut Failures) -> bool {
    let dims: Vec<Dim> = shape.iter().map(|size| size.map_or(Dim::Unknown, Dim::Known)).collect();
    let built = caught(|| -> keras::Result<Sequential> {
        let mut model = Sequential::new();
        for (i, layer) in layers.iter().enumerate() {
            let layer = layer();
            model.add(if i == 0 { layer.input(ShapeResult::Ok(Shape::new(&dims))) } else { layer })?;
        }
        Ok(model)
    });
    let names = || format!("{:?} on {dims:?}", layers.iter().map(|layer| layer()).collect::<Vec<_>>());
    let model = match built {
        Ok(Ok(model)) => model,
        Ok(Err(_)) => return false,
        Err(panic) => {
            failures.note(panic, &names());
            return false;
        }
    };
    let (input, output) = (model.inputs().as_slice()[0], model.outputs().as_slice()[0]);
    let mut model = model.compile(SGD::new(1e-3), MeanSquaredError::default(), metrics![]);
    for sizes in sizes(shape) {
        for batch in [1, 3, 0] {
            let x = samples(&input, batch, &sizes);
            let what = || format!("{}, samples of {:?}", names(), x.shape());
            let answer = caught(|| model.predict(&x));
            let mut shape = vec![batch];
            shape.extend(
                output.shape().dims().iter().map(|dim| if let Dim::Known(size) = dim { *size } else { 1 }),
            );
            match answer {
                Ok(Ok(y)) => {
                    check(&output, batch, &y).unwrap_or_else(|wrong| failures.note(wrong, &what()));
                    shape = y.shape().to_vec();
                }
                Ok(Err(_)) => {}
                Err(panic) => failures.note(format!("predict: {panic}"), &what()),
            }
            let y = ArrayD::from_elem(shape, 0.5_f32);
            let learnt = caught(|| model.fit(&x, &y, Fit::epochs(1).batch_size(2).verbose(0)).map(drop));
            learnt.map(drop).unwrap_or_else(|panic| failures.note(format!("fit: {panic}"), &what()));
            let measured = caught(|| model.evaluate(&x, &y).map(drop));
            measured.map(drop).unwrap_or_else(|panic| failures.note(format!("evaluate: {panic}"), &what()));
        }
    }
    true
}

/// The shapes of samples that a shape allows: all, or where the data decides many sizes, some.
fn sizes(shape: &[Option<usize>]) -> Vec<Vec<usize>> {
    let open = shape.iter().filter(|size| size.is_none()).count();
    let chosen: Vec<Vec<usize>> = if open < 3 {
        let all = (0..SIZES.len().pow(open as u32))
            .map(|i| (0..open).map(|axis| SIZES[i / SIZES.len().pow(axis as u32) % SIZES.len()]).collect());
        all.collect()
    } else {
        let equal = SIZES.map(|size| vec![size; open]);
        let odd =
            [[2, 0, 3, 5], [3, 1, 2, 1], [5, 3, 0, 2], [1, 5, 5, 0]].map(|sizes| sizes[..open].to_vec());
        equal.into_iter().chain(odd).collect()
    };
    let filled = chosen.into_iter().map(|sizes| {
        let mut sizes = sizes.into_iter();
        shape
            .iter()
            .map(|size| size.unwrap_or_else(|| sizes.next().expect("there is one for each")))
            .collect()
    });
    filled.collect()
}

/// Numbers of both signs, or ids of which some are 0.
fn samples(input: &Spec, batch: usize, sizes: &[usize]) -> ArrayD<f32> {
    let shape = [&[batch], sizes].concat();
    let mut i = 0;
    ArrayD::from_shape_simple_fn(IxDyn(&shape), || {
        i += 1;
        match input.dtype() {
            DType::Int => (i * 7 % 5) as f32,
            DType::Float => (i * 7 % 13) as f32 / 5.0 - 1.0,
        }
    })
}

/// Whether an answer is finite and of the shape that was promised.
fn check(promised: &Spec, batch: usize, y: &ArrayD<f32>) -> Result<(), String> {
    let promised = promised.shape();
    let fits = y.ndim() == 1 + promised.rank()
        && y.shape()[0] == batch
        && promised.dims().iter().zip(&y.shape()[1..]).all(|(dim, &size)| dim.fits(Dim::Known(size)));
    if !fits {
        return Err(format!("predict gives {:?} instead of {promised}", y.shape()));
    }
    if y.iter().all(|y| y.is_finite()) { Ok(()) } else { Err("predict gives what is not finite".to_owned()) }
}
