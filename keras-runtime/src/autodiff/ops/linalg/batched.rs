//! Functions of matrices, one matrix for each place of the leading axes.

use smallvec::SmallVec;

use crate::autodiff::ops::slice::part;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::linalg::Dense;
use crate::tensor::Dims;
use crate::{Error, Result};

/// What stands at one place of the leading axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Core {
    Number,
    Vector(usize),
    Matrix(usize, usize),
}

impl Core {
    /// As a matrix: a vector is a column.
    fn sizes(self) -> [usize; 2] {
        match self {
            Core::Number => [1, 1],
            Core::Vector(size) => [size, 1],
            Core::Matrix(rows, cols) => [rows, cols],
        }
    }

    /// The shape with the leading axes before it.
    fn under(self, leading: Dims) -> Result<Dims> {
        let rank = leading.rank();
        match self {
            Core::Number => Ok(leading),
            Core::Vector(size) => leading.with(rank, size),
            Core::Matrix(rows, cols) => leading.with(rank, rows)?.with(rank + 1, cols),
        }
    }
}

/// A differentiable function of one matrix or several.
pub trait MatrixFunction: Copy + Send + 'static {
    /// Its name, such as `K::inv`.
    const NAME: &'static str;
    /// The axes of each input that are not leading axes.
    fn ranks(&self) -> &'static [usize] {
        &[2]
    }

    /// What comes of inputs of these sizes; an error says what they should be.
    fn outputs(&self, x: &[Core]) -> Result<SmallVec<[Core; 3]>, &'static str>;

    /// The outputs; an error says what is wrong with the numbers.
    fn forward(&self, x: &[Dense]) -> Result<Vec<Dense>, &'static str>;

    /// The gradients by the inputs.
    fn backward(&self, x: &[Dense], y: &[Dense], dy: &[Dense]) -> Vec<Dense>;
}

/// Applies a function of `N` outputs.
pub fn apply<F: MatrixFunction, const N: usize>(function: F, x: &[&Tensor]) -> [Tensor; N] {
    let packed = x[0].tape().apply(Batched { function }, x);
    if N == 1 {
        return std::array::from_fn(|_| packed.clone());
    }
    let dims: Option<SmallVec<[Dims; 2]>> = x.iter().map(|x| x.tape().dims(x)).collect();
    let plan = dims.and_then(|dims| plan(&function, &dims).ok());
    let Some(Plan { leading, outputs, .. }) = plan else { return std::array::from_fn(|_| packed.clone()) };
    let mut offset = 0;
    std::array::from_fn(|output| match outputs[output].under(leading) {
        Ok(dims) => {
            let part = part(&packed, offset, &dims);
            offset += dims.elements();
            part
        }
        Err(error) => packed.tape().fail(error),
    })
}

/// Shapes of a function's inputs and outputs.
struct Plan {
    leading: Dims,
    inputs: SmallVec<[Core; 2]>,
    outputs: SmallVec<[Core; 3]>,
}

fn plan<F: MatrixFunction>(function: &F, dims: &[Dims]) -> Result<Plan> {
    let error = |expected: &str| {
        let found = dims.iter().map(Dims::to_string).collect::<Vec<_>>().join(" and ");
        Error::expected(F::NAME, expected, found)
    };
    let (mut leading, mut inputs) = (None, SmallVec::new());
    for (dims, &rank) in dims.iter().zip(function.ranks()) {
        let Some(count) = dims.rank().checked_sub(rank) else {
            return Err(error(if rank == 2 { "at least two axes" } else { "at least one axis" }));
        };
        let own = Dims::new(&dims[..count])?;
        if leading.is_some_and(|leading| leading != own) {
            return Err(error("the same leading axes"));
        }
        leading = Some(own);
        let core = match dims[count..] {
            [] => Core::Number,
            [size] => Core::Vector(size),
            [rows, cols, ..] => Core::Matrix(rows, cols),
        };
        if core.sizes().contains(&0) {
            return Err(error("at least one row and column"));
        }
        inputs.push(core);
    }
    let outputs = function.outputs(&inputs).map_err(error)?;
    Ok(Plan { leading: leading.unwrap_or(Dims::SCALAR), inputs, outputs })
}

/// All outputs one after the other.
struct Batched<F> {
    function: F,
}

impl<F: MatrixFunction> Batched<F> {
    fn plan(&self, x: &Inputs<'_>) -> Result<Plan> {
        let dims: SmallVec<[Dims; 2]> = (0..x.len()).map(|input| x.dims(input)).collect();
        plan(&self.function, &dims)
    }
}

/// The matrices at one of so many places.
fn at(values: &[f32], cores: &[Core], count: usize, place: usize) -> Vec<Dense> {
    let mut offset = 0;
    let each = cores.iter().map(|core| {
        let [rows, cols] = core.sizes();
        let dense = Dense::of(rows, cols, &values[offset + place * rows * cols..][..rows * cols]);
        offset += count * rows * cols;
        dense
    });
    each.collect()
}

impl<F: MatrixFunction> Operation for Batched<F> {
    fn name(&self) -> &'static str {
        F::NAME
    }

    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let Plan { leading, outputs, .. } = self.plan(x)?;
        if let [output] = *outputs {
            return output.under(leading);
        }
        let sizes = outputs.iter().map(|output| Ok(output.under(leading)?.elements()));
        Dims::new(&[sizes.sum::<Result<usize>>()?])
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let Plan { leading, inputs, outputs } = self.plan(x)?;
        let count = leading.elements();
        for place in 0..count {
            let matrices: Vec<Dense> =
                (inputs.iter().enumerate()).flat_map(|(i, core)| at(&x[i], &[*core], count, place)).collect();
            let results = self.function.forward(&matrices).map_err(|message| {
                let where_ =
                    if leading.rank() > 0 { format!("{}, matrix {place}", F::NAME) } else { F::NAME.into() };
                Error::new(where_, message)
            })?;
            let mut offset = 0;
            for (core, result) in outputs.iter().zip(results) {
                let len = core.sizes().iter().product::<usize>();
                let y = &mut y[offset + place * len..][..len];
                y.iter_mut().zip(&result.values).for_each(|(y, value)| *y = *value as f32);
                offset += count * len;
            }
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let Plan { leading, inputs, outputs } = self.plan(x).expect("the values have been computed");
        let count = leading.elements();
        for place in 0..count {
            let matrices: Vec<Dense> =
                (inputs.iter().enumerate()).flat_map(|(i, core)| at(&x[i], &[*core], count, place)).collect();
            let [y, dy] = [y, &*dy].map(|values| at(values, &outputs, count, place));
            let gradients = self.function.backward(&matrices, &y, &dy);
            for (input, gradient) in gradients.iter().enumerate() {
                let len = gradient.values.len();
                dx.add(input, |g| {
                    let g = &mut g[place * len..][..len];
                    g.iter_mut().zip(&gradient.values).for_each(|(g, value)| *g += *value as f32);
                });
            }
        }
    }
}

/// The size of one square matrix.
pub fn square(x: &[Core]) -> Result<usize, &'static str> {
    match x {
        &[Core::Matrix(rows, cols)] if rows == cols => Ok(rows),
        _ => Err("square matrices"),
    }
}
