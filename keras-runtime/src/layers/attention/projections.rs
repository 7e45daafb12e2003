//! Projections of queries, keys and values to heads, and of what the heads find to the output.

use crate::autodiff::Tensor;
use crate::autodiff::ops::{AttentionMask, linear};
use crate::backend as K;
use crate::kernels::matmul::Pointwise;
use crate::layer::activated::add_penalty;
use crate::layer::masks::of_steps;
use crate::layer::{Context, LayerSpec, WeightArguments};
use crate::regularizers::Regularizer;
use crate::shape::{Dim, Fault, Inputs, Shape, ShapeResult, Spec};

/// The names of a projection's weights.
pub type Projection = [&'static str; 2];

pub const QUERY: Projection = ["query_kernel", "query_bias"];
pub const KEY: Projection = ["key_kernel", "key_bias"];
pub const GATE: Projection = ["gate_kernel", "gate_bias"];
pub const VALUE: Projection = ["value_kernel", "value_bias"];
pub const OUTPUT: Projection = ["output_kernel", "output_bias"];
pub const PROJECTIONS: [Projection; 5] = [QUERY, KEY, GATE, VALUE, OUTPUT];

/// What all projections of a layer have.
#[derive(Clone, Copy)]
pub struct Projections {
    pub kernel: WeightArguments,
    /// The biases, if there are any.
    pub bias: Option<WeightArguments>,
    pub activity_regularizer: Option<Regularizer>,
}

impl Projections {
    /// Adds the weights of a projection from some axes to others.
    pub const fn add(
        self,
        spec: LayerSpec,
        [kernel, bias]: Projection,
        from: &Shape,
        to: &Shape,
    ) -> LayerSpec {
        let (mut shape, mut i) = (*from, 0);
        while i < to.rank() {
            shape = shape.push(to.dim(i));
            i += 1;
        }
        let fans = match (from.size(), to.size()) {
            (Dim::Known(inputs), Dim::Known(outputs)) => [inputs, outputs],
            _ => [1, 1],
        };
        let spec = spec.weight(self.kernel.weight(kernel, shape).fans(fans[0], fans[1]));
        match self.bias {
            Some(arguments) => spec.weight(arguments.weight(bias, *to)),
            None => spec,
        }
    }

    /// `function` of the projection of the last axis of `x`, the heads side by side.
    pub fn apply(
        self,
        x: &Tensor,
        [kernel, bias]: Projection,
        function: Pointwise,
        context: &Context<'_>,
    ) -> Tensor {
        let kernel = K::reshape(&context.weight(kernel), &[x.dim(-1) as isize, -1]);
        let bias = context.find_weight(bias).map(|bias| K::flatten(&bias));
        let y = linear(x, &kernel, bias.as_ref(), function);
        add_penalty(self.activity_regularizer, &y, context);
        y
    }
}

/// What stands in front of the mask of all pairs, and that, if there is one.
pub const fn before_mask(inputs: Inputs<'_>) -> ShapeResult<(&[Spec], Option<&Spec>)> {
    match inputs.as_slice() {
        [sequences @ .., mask] if sequences.len() == 3 => ShapeResult::Ok((sequences, Some(mask))),
        all if all.len() < 4 => ShapeResult::Ok((all, None)),
        all => ShapeResult::Err(
            Fault::new("takes a query, a value, a key and an attention mask, was given ")
                .number(all.len())
                .text(" tensors"),
        ),
    }
}

/// What the masks of query, value and key hide, and that of all pairs.
pub fn masks(inputs: &[Tensor]) -> AttentionMask {
    let of_keys = [of_steps(&inputs[1]), inputs.get(2).and_then(of_steps)];
    AttentionMask {
        queries: of_steps(&inputs[0]),
        keys: of_keys.into_iter().flatten().reduce(|a, b| K::logical_and(&a, b)),
        pairs: inputs.get(3).cloned(),
        ..AttentionMask::default()
    }
}
