//! Checks of tensors against the specs that a rule promises.

use crate::autodiff::Tensor;
use crate::layer::{ForwardPass, Outputs};
use crate::shape::{DType, Dim, Inputs, MAX_RANK, Shape, Spec, Specs};
use crate::tensor::Dims;
use crate::{Error, Result};

/// What a rule answers to these inputs, if they fit.
type ShapeResult<'a> = &'a dyn Fn(Inputs<'_>) -> Option<Specs>;

/// The outputs of a layer if they are what its rule promises, and otherwise an error on the tape: what comes next relies
/// on it.
///
/// `promised` is the answer of the rule to the first call of the layer. A layer that is shared may have promised
/// something else to this one.
pub(crate) fn kept(
    layer: &str,
    inputs: &[Tensor],
    outputs: Outputs,
    promised: &Specs,
    rule: ShapeResult<'_>,
    pass: &ForwardPass,
) -> Outputs {
    if pass.tape().has_failed() {
        pass.tape().locate(format_args!("layer `{layer}`"));
        return pass.nothing(promised.as_slice().len());
    }
    let batch = inputs.first().and_then(|input| input.shape().first().copied());
    if fit(&outputs, batch, promised) {
        return outputs;
    }
    let answer = |dtype| rule(Inputs::new(&specs(inputs, dtype)?));
    let answers = [DType::Float, DType::Int].map(answer);
    if answers.iter().flatten().any(|answer| fit(&outputs, batch, answer)) {
        return outputs;
    }
    let promised = answers.iter().flatten().next().unwrap_or(promised);
    pass.tape().fail(broken(layer, outputs.as_slice(), batch, promised));
    pass.nothing(promised.as_slice().len())
}

/// Whether there are as many tensors as specs, each with this batch in front of its sample.
fn fit(tensors: &Outputs, batch: Option<usize>, specs: &Specs) -> bool {
    let (tensors, specs) = (tensors.as_slice(), specs.as_slice());
    tensors.len() == specs.len()
        && tensors.iter().zip(specs).all(|(tensor, spec)| is_batch(&tensor.shape(), batch, &spec.shape()))
}

/// Whether a shape is that of a batch of samples.
fn is_batch(dims: &Dims, batch: Option<usize>, sample: &Shape) -> bool {
    let Some((&first, sizes)) = dims.split_first() else { return false };
    batch.is_none_or(|batch| batch == first)
        && sizes.len() == sample.rank()
        && (0..sizes.len()).all(|axis| match sample.dim(axis) {
            Dim::Known(size) => size == sizes[axis],
            Dim::Unknown => true,
        })
}

/// The specs of the samples in these batches, if a rule knows such samples.
fn specs(batches: &[Tensor], dtype: DType) -> Option<Vec<Spec>> {
    let sample = |batch: &Tensor| {
        let dims = batch.shape();
        let sizes = dims.get(1..).filter(|sizes| sizes.len() <= MAX_RANK)?;
        // Rules know of no axis without elements.
        let size = |&size: &usize| if size == 0 { Dim::Unknown } else { Dim::Known(size) };
        let sizes = sizes.iter().map(size).collect::<Vec<_>>();
        Some(Spec::new(Shape::new(&sizes)).with_dtype(dtype))
    };
    batches.iter().map(sample).collect()
}

fn broken(layer: &str, outputs: &[Tensor], batch: Option<usize>, promised: &Specs) -> Error {
    let place = format!("layer `{layer}`");
    let (given, promised) = (outputs.len(), promised.as_slice());
    if given != promised.len() {
        return Error::expected(place, format!("{} outputs, as its rule says", promised.len()), given);
    }
    let wrong = outputs.iter().zip(promised).find(|(y, spec)| !is_batch(&y.shape(), batch, &spec.shape()));
    let (output, spec) = wrong.expect("one of them does not fit");
    Error::expected(place, format!("{}, as its rule says", samples(batch, spec)), output.shape())
}

/// Whether a model that takes these specs can be called on these tensors.
pub(crate) fn are_inputs(takes: &Specs, inputs: &[Tensor]) -> Result<()> {
    let takes = takes.as_slice();
    if takes.len() != inputs.len() {
        return Err(Error::expected("", format!("{} inputs", takes.len()), inputs.len()));
    }
    let batch = inputs.first().and_then(|input| input.shape().first().copied());
    let wrong = takes.iter().zip(inputs).find(|(spec, x)| !is_batch(&x.shape(), batch, &spec.shape()));
    wrong.map_or(Ok(()), |(spec, x)| Err(Error::expected("", samples(batch, spec), x.shape())))
}

fn samples(batch: Option<usize>, spec: &Spec) -> String {
    let number = batch.map_or("a batch".to_owned(), |batch| format!("{batch} samples"));
    format!("{number} of {}", spec.shape())
}
