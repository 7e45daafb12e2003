//! Outcome of shape inference for one call in a model.

use crate::layer::{CallSignature, LayerSpec};
use crate::shape::{DType, Dim, Fault, Origin, Shape, ShapeResult, Spec};

/// What a rule may answer with: a [`Spec`], or a [`LayerSpec`].
#[derive(Clone, Copy, Debug)]
pub struct RuleAnswer<T>(pub T);

impl RuleAnswer<ShapeResult<Spec>> {
    /// What becomes of the answer in a model, where `outputs` tensors are expected, or any number if it is 0.
    pub const fn outcome(self, outputs: usize) -> Outcome {
        match self.0 {
            ShapeResult::Ok(spec) => Outcome::of(LayerSpec::new(spec), outputs),
            ShapeResult::Err(fault) => Outcome::Wrong(fault),
        }
    }
}

impl RuleAnswer<ShapeResult<LayerSpec>> {
    /// What becomes of the answer in a model, where `outputs` tensors are expected, or any number if it is 0.
    pub const fn outcome(self, outputs: usize) -> Outcome {
        match self.0 {
            ShapeResult::Ok(spec) => Outcome::of(spec, outputs),
            ShapeResult::Err(fault) if fault.is_said() => Outcome::Poisoned,
            ShapeResult::Err(fault) => Outcome::Wrong(fault),
        }
    }
}

/// The two. Nothing is known of any other answer: so rustc says nothing more about it.
#[diagnostic::on_unimplemented(
    message = "the shape rule of a layer returns `ShapeResult<Spec>` or `ShapeResult<LayerSpec>`, this one `{Self}`",
    label = "its `rule` returns `{Self}`"
)]
pub trait RuleResult {
    /// The answer.
    #[doc(hidden)]
    type Answer;
}

#[diagnostic::do_not_recommend]
impl RuleResult for ShapeResult<Spec> {
    type Answer = RuleAnswer<Self>;
}

#[diagnostic::do_not_recommend]
impl RuleResult for ShapeResult<LayerSpec> {
    type Answer = RuleAnswer<Self>;
}

/// What a rule has answered.
pub const fn answered<T: RuleResult<Answer = RuleAnswer<T>>>(answer: T) -> T::Answer {
    RuleAnswer(answer)
}

/// Outcome of shape inference for a call in a model.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::large_enum_variant, reason = "a constant cannot be boxed")]
pub enum Outcome {
    /// It fits.
    Known(LayerSpec),
    /// It does not, and this is the place to say so.
    Wrong(Fault),
    /// Something before it is wrong, which is said there.
    Poisoned,
    /// It is no call, but an argument that is written like a layer: `RandomNormal(stddev = 0.1)`.
    Value,
}

impl Outcome {
    /// The outcome of a spec where `outputs` tensors are expected; 0 of a layer inside another, which knows what it does.
    const fn of(spec: LayerSpec, outputs: usize) -> Outcome {
        let given = spec.outputs.as_slice().len();
        if outputs == 1 && given > 1 {
            let fault = Fault::new("gives ").number(given).text(" tensors where one is expected");
            return Outcome::Wrong(fault.help(spec.one_output));
        }
        if outputs != given && outputs > 1 {
            let fault = Fault::new("gives ").number(given).text(if given == 1 {
                " tensor, but "
            } else {
                " tensors, but "
            });
            return Outcome::Wrong(fault.number(outputs).text(" names wait for them"));
        }
        match spec.check() {
            ShapeResult::Ok(()) => Outcome::Known(spec),
            ShapeResult::Err(fault) => Outcome::Wrong(fault),
        }
    }

    /// This outcome of a call with so many tensors of a layer that declares them by name.
    pub const fn counted(self, signature: &CallSignature, tensors: usize) -> Outcome {
        match (&self, signature.count(tensors)) {
            (Outcome::Known(_), ShapeResult::Err(fault)) => Outcome::Wrong(fault),
            _ => self,
        }
    }

    /// This outcome where one tensor is expected.
    pub const fn alone(self) -> Outcome {
        match self {
            Outcome::Known(spec) => Outcome::of(spec, 1),
            outcome => outcome,
        }
    }

    /// What is left of this outcome of a call on [`Inputs::UNKNOWN`](crate::shape::Inputs::UNKNOWN): what is wrong with the value
    /// of an argument.
    pub const fn without_inputs(self) -> Outcome {
        match &self {
            Outcome::Wrong(fault) if fault.is_of_argument() => self,
            _ => Outcome::Poisoned,
        }
    }

    /// What is known of a layer from its arguments alone: what is wrong with them.
    pub const fn of_arguments<L>(made: &ShapeResult<L>) -> Outcome {
        match made {
            ShapeResult::Err(fault) if !fault.is_said() => Outcome::Wrong(*fault),
            ShapeResult::Ok(_) | ShapeResult::Err(_) => Outcome::Poisoned,
        }
    }

    /// An input of a model.
    pub const fn input(shape: ShapeResult<Shape>, dtype: DType) -> Outcome {
        let shape = match shape {
            ShapeResult::Ok(shape) => shape,
            ShapeResult::Err(fault) => return Outcome::Wrong(fault),
        };
        let mut axis = 0;
        while axis < shape.rank() {
            if let Dim::Known(0) = shape.dim(axis) {
                let fault = Fault::new("has an axis of size 0: ").shape(&shape);
                return Outcome::Wrong(fault.help("write `_` for a size that only the data decides"));
            }
            axis += 1;
        }
        Outcome::Known(LayerSpec::new(Spec::new(shape).with_dtype(dtype).with_origin(Origin::Input)))
    }

    /// The input of a model whose first layer has these arguments, and may say what it takes.
    pub const fn declared<L>(input: Option<Spec>, made: &ShapeResult<L>) -> Outcome {
        match (input, made) {
            (Some(spec), _) => Outcome::Known(LayerSpec::new(spec)),
            (None, ShapeResult::Err(_)) => Outcome::Poisoned,
            (None, ShapeResult::Ok(_)) => {
                let fault = Fault::new("is the first layer, which says what it takes");
                Outcome::Wrong(fault.help("write `input = 784` or `input = (28, 28, 1)` among its arguments"))
            }
        }
    }

    /// Another call of a layer: it must fit the weights that the first one made. What is wrong with an argument is said there.
    pub const fn sharing(self, first: &Outcome) -> Outcome {
        if let (Outcome::Wrong(fault), Outcome::Wrong(_)) = (&self, first)
            && fault.is_of_argument()
        {
            return Outcome::Poisoned;
        }
        let (Outcome::Known(spec), Outcome::Known(made)) = (&self, first) else { return self };
        let mut i = 0;
        while i < spec.len {
            if let (Some(now), Some(then)) = (&spec.weights[i], &made.weights[i])
                && !(now.shape.fits(&then.shape))
            {
                let fault =
                    Fault::new("is shared, and its `").text(now.name).text("` is ").shape(&then.shape);
                let fault = fault.text(" since the first call, but this call needs ").shape(&now.shape);
                return Outcome::Wrong(fault.help("share a layer between tensors of one shape"));
            }
            i += 1;
        }
        self
    }

    /// The spec of an output, if it is known.
    pub const fn tensor(&self, index: usize) -> Option<Spec> {
        self.output(index).copied()
    }

    /// The same where it stands.
    pub(crate) const fn output(&self, index: usize) -> Option<&Spec> {
        match self {
            Outcome::Known(spec) if index < spec.outputs.as_slice().len() => {
                Some(&spec.outputs.as_slice()[index])
            }
            _ => None,
        }
    }

    /// Whether it does not fit, and this is the place to say so.
    pub const fn is_wrong(&self) -> bool {
        matches!(self, Outcome::Wrong(_))
    }

    /// Tells rustc what is wrong with `layer`, if something is.
    ///
    /// # Panics
    ///
    /// If it does not fit: this is how rustc is told.
    #[track_caller]
    pub const fn check(&self, layer: &str) {
        if let Outcome::Wrong(fault) = self {
            fault.raise(layer)
        }
    }

    /// The answer of a rule that the running program has asked, as a `Result` about `layer`.
    pub fn about(self, layer: &str) -> crate::Result<LayerSpec> {
        match self {
            Outcome::Known(spec) => Ok(spec),
            Outcome::Wrong(fault) => ShapeResult::Err(fault).about(layer),
            Outcome::Poisoned | Outcome::Value => {
                Err(crate::Error::new("", format!("`{layer}` follows a layer that does not fit")))
            }
        }
    }

    /// The [`LayerSpec`], if it is known.
    pub const fn spec(&self) -> Option<&LayerSpec> {
        match self {
            Outcome::Known(spec) => Some(spec),
            _ => None,
        }
    }

    /// The number of weights, counted by element.
    pub const fn params(&self) -> usize {
        match self {
            Outcome::Known(spec) => spec.params(),
            _ => 0,
        }
    }

    /// The number of weights that training changes, if it may change any.
    pub const fn trainable_params(&self, trainable: bool) -> usize {
        match self {
            Outcome::Known(spec) if trainable => spec.trainable_params(),
            _ => 0,
        }
    }

    /// Floating point operations for a sample.
    pub const fn flops(&self) -> u64 {
        match self {
            Outcome::Known(spec) => spec.flops,
            _ => 0,
        }
    }

    /// The bytes that the outputs of a sample take; an axis of unknown size counts once.
    pub const fn activation_bytes(&self) -> usize {
        let Outcome::Known(spec) = self else { return 0 };
        let mut bytes = spec.inner.activation_bytes;
        let outputs = spec.outputs.as_slice();
        let mut i = 0;
        while i < outputs.len() {
            let shape = outputs[i].shape();
            let (mut size, mut axis) = (size_of::<f32>(), 0);
            while axis < shape.rank() {
                if let Dim::Known(dim) = shape.dim(axis) {
                    size = size.saturating_mul(dim);
                }
                axis += 1;
            }
            bytes += size;
            i += 1;
        }
        bytes
    }
}
