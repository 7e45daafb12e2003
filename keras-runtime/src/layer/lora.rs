//! Low-rank adaptation (LoRA): a frozen weight, and what is trained in its place.

use ndarray::{ArrayD, Ix2};

use crate::autodiff::Tensor;
use crate::autodiff::ops::linear;
use crate::config::{Map, Value};
use crate::initializers::{he_uniform, zeros};
use crate::kernels::pointwise::Pointwise;
use crate::layer::rules::{at_least_one, positive};
use crate::layer::{Context, LayerSpec, WeightSpec};
use crate::random::{Random, next_seed};
use crate::shape::{Dim, Fault, Shape, ShapeResult};
use crate::{Result, shape_try};

/// The arguments `lora_rank` and `lora_alpha` of a layer, if it has them.
#[derive(Clone, Copy)]
pub(crate) struct LowRank {
    pub rank: Option<usize>,
    pub alpha: Option<f32>,
    /// The names of both factors.
    pub names: [&'static str; 2],
}

/// A weight that is one of two factors, whose product is added to another weight of the layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adapter {
    /// How far before it that weight stands.
    pub back: usize,
    /// Whether it is the first factor; the second stands right behind it.
    pub is_first: bool,
    /// What the product is multiplied by.
    pub scale: f32,
}

impl LowRank {
    /// The weight that is adapted, frozen where there is something to adapt it by.
    pub const fn frozen(self, weight: WeightSpec) -> WeightSpec {
        if self.rank.is_some() { weight.not_trainable() } else { weight }
    }

    /// Adds both factors to the weights of a layer, of which the first is the one that is adapted.
    pub const fn weights(self, spec: LayerSpec) -> ShapeResult<LayerSpec> {
        let Some(rank) = self.rank else {
            if self.alpha.is_some() {
                return ShapeResult::Err(Fault::new("has no use for `lora_alpha` without a `lora_rank`"));
            }
            return ShapeResult::Ok(spec);
        };
        let rank = shape_try!(at_least_one("lora_rank", rank));
        if let Some(alpha) = self.alpha {
            shape_try!(positive("lora_alpha", alpha));
        }
        let Some(weight) = spec.weights[0] else { unreachable!() };
        if weight.constraint.is_some() {
            let fault = Fault::new("cannot have `lora_rank` and a `").text(weight.name).text("_constraint`");
            return ShapeResult::Err(
                fault.help("the weight is frozen, and so stays as it is: leave the constraint out"),
            );
        }
        let (scale, last) = (self.scale(rank), weight.shape.rank() - 1);
        let shapes = [
            weight.shape.with(last, Dim::Known(rank)),
            Shape::new(&[Dim::Known(rank), weight.shape.dim(last)]),
        ];
        let mut a = WeightSpec::new(self.names[0], shapes[0], he_uniform).regularizer(weight.regularizer);
        a.adapter = Some(Adapter { back: spec.len, is_first: true, scale });
        let mut b = WeightSpec::new(self.names[1], shapes[1], zeros).regularizer(weight.regularizer);
        b.adapter = Some(Adapter { back: spec.len + 1, is_first: false, scale });
        ShapeResult::Ok(spec.weight(a).weight(b))
    }

    const fn scale(self, rank: usize) -> f32 {
        match self.alpha {
            Some(alpha) => alpha / rank as f32,
            None => 1.0,
        }
    }

    /// The weight and the product of both factors, if there are any.
    pub fn adapted(self, weight: Tensor, context: &Context<'_>) -> Tensor {
        match self.rank {
            None => weight,
            Some(rank) => {
                let [a, b] = self.names.map(|name| context.weight(name));
                weight + linear(&a, &b, None, Pointwise::Linear) * self.scale(rank)
            }
        }
    }

    /// Keras writes both arguments or none.
    pub fn write(self, config: &mut Map) -> Result<()> {
        if self.rank.is_none() {
            config.retain(|name, _| !["lora_rank", "lora_alpha"].contains(&&**name));
        } else if self.alpha.is_none() {
            config.insert("lora_alpha".to_owned(), Value::from(self.rank));
        }
        Ok(())
    }
}

/// A weight, and the product of two factors times a number.
pub(crate) fn merged(weight: &ArrayD<f32>, a: &ArrayD<f32>, b: &ArrayD<f32>, scale: f32) -> ArrayD<f32> {
    let rank = b.shape()[0];
    let matrix = |array: &ArrayD<f32>, columns: usize| {
        let shape = (array.len() / columns.max(1), columns);
        let values = array.as_standard_layout().into_owned().into_shape_with_order(shape);
        values
            .and_then(|values| values.into_dimensionality::<Ix2>())
            .expect("factors have the shapes of their rule")
    };
    let product = matrix(a, rank).dot(&matrix(b, b.shape()[1])) * scale;
    let product =
        product.into_shape_with_order(weight.raw_dim()).expect("the product has the shape of the weight");
    weight + product
}

/// Fills the first factor as a layer begins, the second being zeros.
pub(crate) fn begin(shape: &[usize], factor: &mut [f32]) {
    he_uniform.fill(shape, &mut Random::from_seed(next_seed()), factor).expect("a matrix can begin so");
}
