//! By the largest singular value of the weights.

use crate::autodiff::Tensor;
use crate::autodiff::ops::unit_length;
use crate::backend as K;
use crate::initializers::Initializer;
use crate::layer::rules::at_least_one;
use crate::layer::{Config, Context, Inner, InnerLayer, Layer, LayerSpec, WeightSpec};
use crate::shape::{Dim, Fault, Inputs, Shape, ShapeResult, Specs, is_same};
use crate::shape_try;

/// Spectral normalization: before each step of training, divides the kernel of a layer by its spectral norm, which is its
/// largest singular value. So no direction of the input is stretched, which keeps the discriminator of a GAN steady.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![SpectralNormalization(Conv2D(2, 2), input = (10, 10, 1))];
/// let x = Array4::<f32>::zeros((1, 10, 10, 1));
/// assert_eq!(model.predict(&x)?.dim(), (1, 9, 9, 2));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input | what the layer inside takes |
/// | output | what the layer inside gives |
/// | `vector_u` | `(1, n)`, where `n` is the last axis of the kernel |
///
/// The kernel is a matrix of as many columns as its last axis has places. While learning, it is assigned itself over its
/// norm, of which `vector_u` is what the step before has found: `power_iterations` steps of the power method, from there on.
/// The gradient is that by the new kernel, and the update starts from it. When asked, the layer is what training has left. A
/// kernel of zeros stays.
///
/// The layer is one whose first weight is a `kernel`, as of [`Dense`](crate::layers::Dense) and the convolutions, or
/// `embeddings`.
///
/// As [`keras.layers.SpectralNormalization`](https://keras.io/api/layers/normalization_layers/spectral_normalization/) does
/// with TensorFlow; with JAX, the kernel that it keeps is the one that is not normalized. There the output of an `Embedding`
/// is rounded, as its input is whole numbers. Source: Miyato et al., "Spectral normalization for generative adversarial
/// networks" (2018).
#[doc(alias = "spectral_norm")]
#[derive(Config, Clone, Copy, Debug)]
pub struct SpectralNormalization {
    /// The layer whose kernel is normalized.
    layer: InnerLayer,
    /// Number of steps of the power method in each step of training.
    #[default(1)]
    power_iterations: usize,
}

impl SpectralNormalization {
    /// The layer inside is called on the same tensor.
    pub const fn given(&self, inputs: Inputs<'_>, _: Inner<'_>) -> ShapeResult<Specs> {
        ShapeResult::Ok(Specs::new(&[shape_try!(inputs.one())]))
    }

    /// What the layer inside gives.
    pub const fn rule(&self, _: Inputs<'_>, inner: Inner<'_>) -> ShapeResult<LayerSpec> {
        shape_try!(at_least_one("power_iterations", self.power_iterations));
        let layer = self.layer.spec(inner);
        let columns = match &layer.weights[0] {
            Some(weight) if layer.direction().is_none() && has_spectrum(weight) => weight.shape.last(),
            _ => None,
        };
        let Some(columns @ Dim::Known(_)) = columns else {
            return ShapeResult::Err(
                Fault::new(
                    "takes a layer that has a `kernel` or `embeddings`, and was given one that has not",
                )
                .help("such as `Dense`, a convolution or `Embedding`"),
            );
        };
        let shape = Shape::new(&[Dim::Known(1), columns]);
        let vector = WeightSpec::new("vector_u", shape, INITIALIZER).not_trainable();
        let spec = LayerSpec::with_outputs(layer.outputs()).weight(vector).sharing_inner_weight();
        ShapeResult::Ok(spec.with_inner(&self.layer, inner, 1))
    }

    /// The largest singular value of a matrix, and where the power method is after some steps from `u` on.
    fn norm(&self, matrix: &Tensor, mut u: Tensor) -> [Tensor; 2] {
        let transposed = K::transpose(matrix);
        let mut v = u.clone();
        for _ in 0..self.power_iterations {
            v = unit_length(&K::matmul(&u, &transposed));
            u = unit_length(&K::matmul(&v, matrix));
        }
        [K::matmul(&K::matmul(&v, matrix), &K::transpose(&u)), u]
    }
}

const INITIALIZER: Initializer = Initializer::TruncatedNormal(0.0, 0.02);

/// Whether a weight is one that is normalized.
const fn has_spectrum(weight: &WeightSpec) -> bool {
    is_same(weight.name, "kernel") || is_same(weight.name, "embeddings")
}

impl Layer for SpectralNormalization {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        if let Some(variable) = context.first_inner_weight(0).filter(|_| context.training()) {
            let kernel = K::stop_gradient(&context.tape().variable(variable));
            if !kernel.read(|values| values.iter().all(|&value| value == 0.0)) {
                let matrix = K::reshape(&kernel, &[-1, kernel.dim(-1) as isize]);
                let [norm, u] = self.norm(&matrix, context.weight("vector_u"));
                context.update("vector_u", &u);
                context.tape().assign(variable, &(kernel / K::squeeze(&norm, 0)));
            }
        }
        context.call_inner(0, inputs).tensor(0)
    }
}
