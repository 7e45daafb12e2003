//! Dense layer whose product an equation says.

mod equation;
mod product;

use self::equation::{Ellipsis, Equation, as_text, place};
use self::product::Product;
use crate::Result;
use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::config::{Argument, Map};
use crate::layer::activated::activated;
use crate::layer::rules::known_elements;
use crate::layer::{Config, Context, Layer, LayerSpec, LowRank, WeightArguments};
use crate::regularizers::Regularizer;
use crate::shape::{Dim, Fault, Head, Inputs, MAX_RANK, OneOrMore, Shape, ShapeResult};
use crate::shape_try;

/// Dense layer by an Einstein sum: `activation(einsum(equation, x, kernel) + bias)`. A letter names an axis, the batch
/// included; axes of one letter are multiplied, and those that the output has not are summed.
///
/// ```
/// use keras::{ndarray::Array3, prelude::*};
///
/// // Each step by the same kernel, as `Dense` does; and four heads of width 2.
/// let model = sequential![
///     EinsumDense("abc,cd->abd", output_shape = (_, 8), bias_axes = "d", input = (_, 16)),
///     EinsumDense("...x,xhd->...hd", (4, 2)),
/// ];
/// assert_eq!(model.predict(&Array3::<f32>::ones((1, 5, 16)))?.dim(), (1, 5, 4, 2));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | what the first term says, without the batch |
/// | output | what the last term says, without the batch |
/// | `kernel` | what the term between says |
/// | `bias`, with `bias_axes` | the sizes of its axes of the output, 1 for others behind the first of them |
///
/// With `lora_rank` there are `lora_kernel_a`, of the shape of the kernel with the rank in the place of its last axis, and
/// `lora_kernel_b`, `(lora_rank, last axis)`.
///
/// `...` at the beginning or at the end of the first and the last term stands for any axes, which stay. The batch is the
/// first axis of the input and of the output.
///
/// As [`keras.layers.EinsumDense`](https://keras.io/api/layers/core_layers/einsum_dense/), without quantization; there a letter
/// may stand twice in a term, and the batch elsewhere. Source of `lora_rank`: Hu et al., "LoRA: low-rank adaptation of large
/// language models" (2021).
#[derive(Config, Clone, Copy, Debug)]
#[layer(neutral(quantization_config = None), written = as_keras)]
pub struct EinsumDense {
    /// Equation of the product, such as `"ab,bc->ac"`: input, kernel, output.
    equation: &'static str,
    /// The shape of the output without the batch and the axes of `...`: a size where the kernel decides it, `_` where the
    /// input does.
    output_shape: OneOrMore<Dim>,
    /// Activation function of the output.
    #[default(linear)]
    activation: Function,
    /// The axes of the output that a bias has, by their letters; no bias if left out. It is written by name.
    bias_axes: Option<&'static str>,
    /// The kernel.
    #[default(glorot_uniform)]
    kernel: WeightArguments,
    /// The bias.
    #[default(zeros)]
    bias: WeightArguments,
    /// Regularizer applied to the output, averaged over the batch.
    activity_regularizer: Option<Regularizer>,
    /// Rank of a low-rank adaptation (LoRA): the kernel is frozen, and the product of two trained weights is added to it.
    lora_rank: Option<usize>,
    /// What that product is multiplied by, times `lora_rank`, which it is if left out.
    lora_alpha: Option<f32>,
}

/// Keras writes a shape as a list, of one axis, too.
fn as_keras(this: &EinsumDense, config: &mut Map) -> Result<()> {
    config.insert("output_shape".to_owned(), this.output_shape.to_json()?);
    this.lora().write(config)
}

/// The sizes of the axes of an equation for an input.
struct Sizes {
    equation: Equation,
    /// How many axes the ellipsis stands for, the batch included if it is among them.
    elided: usize,
    input: Shape,
    output: Shape,
}

impl EinsumDense {
    /// What the equation makes of the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let x = shape_try!(inputs.one_float());
        let sizes = shape_try!(self.sizes(x.shape()));
        let (kernel, [inputs, outputs]) = shape_try!(sizes.kernel());
        let output = x.with_shape(sizes.output).with_head(Head::Logits);
        let mut spec = LayerSpec::new(shape_try!(self.activation.rule(output)))
            .weight(self.lora().frozen(self.kernel.weight("kernel", kernel).fans(inputs, outputs)))
            .flops(sizes.flops(inputs));
        if let Some(axes) = self.bias_axes {
            spec = spec.weight(self.bias.weight("bias", shape_try!(sizes.bias(axes))));
        }
        self.lora().weights(spec)
    }

    const fn lora(&self) -> LowRank {
        LowRank { rank: self.lora_rank, alpha: self.lora_alpha, names: ["lora_kernel_a", "lora_kernel_b"] }
    }

    /// The sizes of all axes.
    const fn sizes(&self, input: Shape) -> ShapeResult<Sizes> {
        let equation = shape_try!(Equation::read(self.equation));
        let (axes, letters) = (input.rank() + 1, equation.input.len());
        if letters > axes || (letters < axes && matches!(equation.ellipsis, Ellipsis::None)) {
            let fault = Fault::new("names ").number(letters).text(" axes of its input in `");
            let fault = fault.text(as_text(equation.input)).text("`, the batch included, was given ");
            return ShapeResult::Err(fault.shape(&input).text(", with the batch ").number(axes));
        }
        let elided = axes - letters;
        let by_letter = !(matches!(equation.ellipsis, Ellipsis::Before) && elided > 0);
        if by_letter {
            let batch = equation.input[0];
            if equation.output[0] != batch || place(batch, equation.kernel).is_some() {
                let fault = Fault::new("needs the batch, `").text(as_text(equation.input.split_at(1).0));
                let fault = fault.text("`, first in its output and not in its kernel, was given ");
                return ShapeResult::Err(fault.name(self.equation));
            }
        }
        let named = equation.output.len() - by_letter as usize;
        if self.output_shape.len() != named {
            let fault = Fault::new("needs ").number(named).text(" sizes in `output_shape`, for the axes `");
            let fault = fault.text(as_text(equation.output.split_at(by_letter as usize).1));
            return ShapeResult::Err(
                fault.text("` of its output, was given ").number(self.output_shape.len()),
            );
        }
        if elided + equation.output.len() > MAX_RANK + 1 {
            return ShapeResult::Err(Fault::new("gives more axes than 5, the most that a sample has"));
        }
        if equation.kernel.len() > MAX_RANK {
            return ShapeResult::Err(Fault::new("has a kernel of more than 5 axes"));
        }
        let mut sizes = Sizes { equation, elided, input, output: Shape::SCALAR };
        sizes.output = shape_try!(sizes.output(&self.output_shape, by_letter));
        ShapeResult::Ok(sizes)
    }
}

impl Sizes {
    /// The size of an axis of the input by its letter; the batch is none.
    const fn of_input(&self, letter: u8) -> Option<Dim> {
        let Some(place) = place(letter, self.equation.input) else { return None };
        let axis = match self.equation.ellipsis {
            Ellipsis::Before => place + self.elided,
            _ => place,
        };
        if axis == 0 { None } else { Some(self.input.dim(axis - 1)) }
    }

    /// The size of an axis of the output by its letter; the batch is none.
    const fn of_output(&self, letter: u8) -> Option<Dim> {
        let Some(place) = place(letter, self.equation.output) else { return None };
        let axis = match self.equation.ellipsis {
            Ellipsis::Before => place + self.elided,
            _ => place,
        };
        if axis == 0 { None } else { Some(self.output.dim(axis - 1)) }
    }

    /// The shape of the output, by the sizes that are given for its letters but the batch.
    const fn output(&self, given: &OneOrMore<Dim>, by_letter: bool) -> ShapeResult<Shape> {
        let Self { equation, elided, input, .. } = self;
        let mut output = Shape::SCALAR;
        if let Ellipsis::Before = equation.ellipsis {
            let mut axis = 1;
            while axis < *elided {
                output = output.push(input.dim(axis - 1));
                axis += 1;
            }
        }
        let (letters, mut i) = (equation.output.split_at(by_letter as usize).1, 0);
        while i < letters.len() {
            let letter = as_text(letters.split_at(i).1.split_at(1).0);
            output = output.push(match (given.get(i), self.of_input(letters[i])) {
                (size, Some(of_input)) if size.fits(of_input) => size.or(of_input),
                (size, Some(of_input)) => {
                    let fault = Fault::new("has ").dim(size).text(" for the axis `").text(letter);
                    let fault = fault.text("` in `output_shape`, and its input has ").dim(of_input);
                    return ShapeResult::Err(fault.text(": ").shape(input));
                }
                (Dim::Known(size), None) if size > 0 => Dim::Known(size),
                (_, None) => {
                    let fault = Fault::new("needs the size of the axis `").text(letter);
                    return ShapeResult::Err(fault.text("` in `output_shape`: its input does not have it"));
                }
            });
            i += 1;
        }
        if let Ellipsis::Behind = equation.ellipsis {
            let mut axis = equation.input.len();
            while axis <= input.rank() {
                output = output.push(input.dim(axis - 1));
                axis += 1;
            }
        }
        ShapeResult::Ok(output)
    }

    /// The shape of the kernel, and how many inputs an output sees and how many outputs an input reaches.
    const fn kernel(&self) -> ShapeResult<(Shape, [usize; 2])> {
        let (letters, mut shape) = (self.equation.kernel, Shape::SCALAR);
        let [mut inputs, mut outputs] = [1_usize; 2];
        while shape.rank() < letters.len() {
            let letter = letters[shape.rank()];
            let of_output = self.of_output(letter);
            let dim = if of_output.is_some() { of_output } else { self.of_input(letter) };
            let Some(Dim::Known(size)) = dim else {
                let letter = as_text(letters.split_at(shape.rank()).1.split_at(1).0);
                let fault = Fault::new("needs the axis `").text(letter).text("` of known size, was given ");
                return ShapeResult::Err(
                    fault.shape(&self.input).help("its kernel has that size: write a number instead of `_`"),
                );
            };
            if of_output.is_some() {
                outputs = outputs.saturating_mul(size);
            } else {
                inputs = inputs.saturating_mul(size);
            }
            shape = shape.push(Dim::Known(size));
        }
        ShapeResult::Ok((shape, [inputs, outputs]))
    }

    /// The shape of the bias along axes of the output.
    const fn bias(&self, axes: &str) -> ShapeResult<Shape> {
        let (axes, letters) = (axes.as_bytes(), self.equation.output);
        let (mut first, mut i) = (letters.len(), 0);
        while i < axes.len() {
            match place(axes[i], letters) {
                Some(place) if self.of_output(axes[i]).is_some() => {
                    first = if place < first { place } else { first };
                }
                _ => {
                    let fault =
                        Fault::new("has a bias along `").text(as_text(axes)).text("`, and its output `");
                    return ShapeResult::Err(
                        fault.text(as_text(letters)).text("` has no such axis but the batch"),
                    );
                }
            }
            i += 1;
        }
        if axes.is_empty() {
            return ShapeResult::Err(
                Fault::new("needs an axis in `bias_axes`").help("without a bias, leave it out"),
            );
        }
        let mut shape = Shape::SCALAR;
        let mut i = first;
        while i < letters.len() {
            let size = if place(letters[i], axes).is_some() { self.of_output(letters[i]) } else { None };
            shape = shape.push(match size {
                Some(Dim::Unknown) => {
                    let fault = Fault::new("needs the axes of its bias of known size, was given ");
                    return ShapeResult::Err(fault.shape(&self.input).help("write a number instead of `_`"));
                }
                Some(size) => size,
                None => Dim::Known(1),
            });
            i += 1;
        }
        if let Ellipsis::Behind = self.equation.ellipsis {
            let mut i = 0;
            while i < self.elided {
                shape = shape.push(Dim::Known(1));
                i += 1;
            }
        }
        ShapeResult::Ok(shape)
    }

    /// A multiplication and an addition for each value of the output and each of the inputs that it sees.
    const fn flops(&self, inputs: usize) -> u64 {
        known_elements(&self.output).saturating_mul(inputs as u64).saturating_mul(2)
    }
}

impl Layer for EinsumDense {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let kernel = self.lora().adapted(context.weight("kernel"), context);
        let bias = context.find_weight("bias");
        let ShapeResult::Ok(equation) = Equation::read(self.equation) else {
            unreachable!("the rule has read the equation");
        };
        activated(self.activation, self.activity_regularizer, context, |function| {
            Product::of(&equation, inputs[0].rank()).apply(&inputs[0], &kernel, bias.as_ref(), function)
        })
    }
}
