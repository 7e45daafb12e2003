//! What a layer's rule answers: its outputs, its weights, its cost; and what becomes of the answer in a model.

use super::{Inner, Wrapped};
use crate::constraints::Constraint;
use crate::initializers::Initializer;
use crate::regularizers::Regularizer;
use crate::shape::{Dim, Fault, Rule, Shape, Spec, Specs};

/// The most weights that one layer has.
pub const MAX_WEIGHTS: usize = 16;

/// More elements than any weight has: over it, an argument is a mistake.
const TOO_LARGE: usize = 1 << 36;

/// A weight before it exists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightSpec {
    /// Its name in the layer: `kernel`, `bias`.
    pub name: &'static str,
    /// Its shape.
    pub shape: Shape,
    /// How it begins.
    pub initializer: Initializer,
    /// What its size costs.
    pub regularizer: Option<Regularizer>,
    /// What is done to it after each update.
    pub constraint: Option<Constraint>,
    /// Which of its elements, from one up to another, begin as 1 whatever the initializer says.
    pub ones: [usize; 2],
    /// Whether training changes it.
    pub trainable: bool,
}

impl WeightSpec {
    /// A trainable weight.
    pub const fn new(name: &'static str, shape: Shape, initializer: Initializer) -> Self {
        Self { name, shape, initializer, regularizer: None, constraint: None, ones: [0, 0], trainable: true }
    }

    /// Adds a penalty on its size.
    pub const fn regularizer(mut self, regularizer: Option<Regularizer>) -> Self {
        self.regularizer = regularizer;
        self
    }

    /// Adds what is done to it after each update.
    pub const fn constraint(mut self, constraint: Option<Constraint>) -> Self {
        self.constraint = constraint;
        self
    }

    /// Lets some elements, from one up to another, begin as 1.
    pub const fn ones(mut self, ones: [usize; 2]) -> Self {
        self.ones = ones;
        self
    }

    /// A weight that training leaves alone, such as a moving average.
    pub const fn not_trainable(mut self) -> Self {
        self.trainable = false;
        self
    }

    const fn elements(&self) -> usize {
        match self.shape.size() {
            Dim::Known(size) => size,
            Dim::Unknown => TOO_LARGE,
        }
    }
}

/// What a layer does with its inputs: the specs of its outputs, the weights it needs, and what a sample costs.
///
/// ```
/// use keras_runtime::initializers::glorot_uniform;
/// use keras_runtime::layers::{Plan, WeightSpec};
/// use keras_runtime::shape::{Shape, Spec};
///
/// let plan = Plan::new(Spec::new(Shape::known(&[10])))
///     .weight(WeightSpec::new("kernel", Shape::known(&[784, 10]), glorot_uniform))
///     .flops(2 * 784 * 10);
/// assert_eq!(plan.params(), 7840);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    outputs: Specs,
    weights: [Option<WeightSpec>; MAX_WEIGHTS],
    len: usize,
    inner: Cost,
    flops: u64,
    direction: Option<Direction>,
}

/// Which way a recurrent layer goes along a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the first step to the last.
    Forwards,
    /// From the last step to the first.
    Backwards,
}

/// What the layers inside a layer add, or those of a nested model.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    pub params: usize,
    pub trainable_params: usize,
    pub activation_bytes: usize,
}

impl Plan {
    /// A plan with one output, no weights and no cost.
    pub const fn new(output: Spec) -> Self {
        Self::with_outputs(Specs::new(&[output]))
    }

    /// A plan with several outputs.
    pub const fn with_outputs(outputs: Specs) -> Self {
        let inner = Cost { params: 0, trainable_params: 0, activation_bytes: 0 };
        Self { outputs, weights: [None; MAX_WEIGHTS], len: 0, inner, flops: 0, direction: None }
    }

    /// Adds a weight.
    ///
    /// # Panics
    ///
    /// With more than [`MAX_WEIGHTS`].
    #[track_caller]
    pub const fn weight(mut self, weight: WeightSpec) -> Self {
        assert!(self.len < MAX_WEIGHTS, "a layer has at most 16 weights");
        self.weights[self.len] = Some(weight);
        self.len += 1;
        self
    }

    /// Says how many floating point operations a sample costs, a multiplication and an addition counting as two.
    pub const fn flops(mut self, flops: u64) -> Self {
        self.flops = flops;
        self
    }

    /// Says that the layer goes along the steps of a sequence.
    pub const fn going(mut self, backwards: bool) -> Self {
        self.direction = Some(if backwards { Direction::Backwards } else { Direction::Forwards });
        self
    }

    /// Which way the layer goes along a sequence, if it does.
    pub const fn direction(&self) -> Option<Direction> {
        self.direction
    }

    /// Adds what a layer inside this one needs, and `times` what it costs.
    pub const fn containing(mut self, layer: &Wrapped, inner: Inner<'_>, times: usize) -> Self {
        let plan = layer.plan(inner);
        self.inner.params += plan.params();
        if layer.may_train() {
            self.inner.trainable_params += plan.trainable_params();
        }
        let bytes = Outcome::Known(*plan).activation_bytes();
        self.inner.activation_bytes += bytes.saturating_mul(times);
        self.flops = self.flops.saturating_add(plan.flops.saturating_mul(times as u64));
        self
    }

    pub(super) const fn inner(mut self, inner: Cost) -> Self {
        self.inner = inner;
        self
    }

    /// The specs of the outputs.
    pub const fn outputs(&self) -> Specs {
        self.outputs
    }

    /// The weights, in Keras's order.
    pub fn weights(&self) -> impl Iterator<Item = &WeightSpec> {
        self.weights.iter().flatten()
    }

    /// The number of weights, counted by element.
    pub const fn params(&self) -> usize {
        let mut params = self.inner.params;
        let mut i = 0;
        while i < self.len {
            if let Some(weight) = &self.weights[i] {
                params += weight.elements();
            }
            i += 1;
        }
        params
    }

    const fn trainable_params(&self) -> usize {
        let mut params = self.inner.trainable_params;
        let mut i = 0;
        while i < self.len {
            if let Some(weight) = &self.weights[i]
                && weight.trainable
            {
                params += weight.elements();
            }
            i += 1;
        }
        params
    }

    /// What is wrong with the weights, whatever the layer.
    const fn check(&self) -> Rule<()> {
        let mut i = 0;
        while i < self.len {
            if let Some(weight) = &self.weights[i] {
                if weight.elements() >= TOO_LARGE {
                    return Rule::Fails(
                        Fault::new("would need a `")
                            .text(weight.name)
                            .text("` of ")
                            .shape(&weight.shape)
                            .text(", which is more than memory holds"),
                    );
                }
                let rank = weight.shape.rank();
                crate::tri!(weight.initializer.check(rank));
                if let Some(regularizer) = &weight.regularizer {
                    crate::tri!(regularizer.check(rank));
                }
                if let Some(constraint) = &weight.constraint {
                    crate::tri!(constraint.check(rank));
                }
            }
            i += 1;
        }
        Rule::Fits(())
    }
}

/// What a rule may answer with: a [`Spec`], or a [`Plan`].
#[derive(Clone, Copy, Debug)]
pub struct Answer<T>(pub T);

impl Answer<Rule<Spec>> {
    /// What becomes of the answer in a model, where `outputs` tensors are expected.
    pub const fn outcome(self, outputs: usize) -> Outcome {
        match self.0 {
            Rule::Fits(spec) => Outcome::of(Plan::new(spec), outputs),
            Rule::Fails(fault) => Outcome::Wrong(fault),
        }
    }
}

impl Answer<Rule<Plan>> {
    /// What becomes of the answer in a model, where `outputs` tensors are expected.
    pub const fn outcome(self, outputs: usize) -> Outcome {
        match self.0 {
            Rule::Fits(plan) => Outcome::of(plan, outputs),
            Rule::Fails(fault) => Outcome::Wrong(fault),
        }
    }
}

/// What is known of a call in a model.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::large_enum_variant, reason = "a constant cannot be boxed")]
pub enum Outcome {
    /// It fits.
    Known(Plan),
    /// It does not, and this is the place to say so.
    Wrong(Fault),
    /// Something before it is wrong, which is said there.
    Silent,
}

impl Outcome {
    const fn of(plan: Plan, outputs: usize) -> Outcome {
        let given = plan.outputs.as_slice().len();
        // One name for several outputs is the first of them, as in `graph!`'s `let (y, state) = …`.
        if outputs != given && outputs > 1 {
            let fault = Fault::new("gives ").number(given).text(if given == 1 {
                " tensor, but "
            } else {
                " tensors, but "
            });
            return Outcome::Wrong(fault.number(outputs).text(" names wait for them"));
        }
        match plan.check() {
            Rule::Fits(()) => Outcome::Known(plan),
            Rule::Fails(fault) => Outcome::Wrong(fault),
        }
    }

    /// What is known of a layer from its arguments alone: what is wrong with them.
    pub const fn of_arguments<L>(made: &Rule<L>) -> Outcome {
        match made {
            Rule::Fits(_) => Outcome::Silent,
            Rule::Fails(fault) => Outcome::Wrong(*fault),
        }
    }

    /// An input of a model.
    pub const fn input(shape: Rule<Shape>, dtype: crate::shape::DType) -> Outcome {
        let shape = match shape {
            Rule::Fits(shape) => shape,
            Rule::Fails(fault) => return Outcome::Wrong(fault),
        };
        let mut axis = 0;
        while axis < shape.rank() {
            if let Dim::Known(0) = shape.dim(axis) {
                let fault = Fault::new("has an axis of size 0: ").shape(&shape);
                return Outcome::Wrong(fault.help("write `_` for a size that only the data decides"));
            }
            axis += 1;
        }
        Outcome::Known(Plan::new(Spec::new(shape).with_dtype(dtype)))
    }

    /// Another call of a layer: it must fit the weights that the first one made.
    pub const fn sharing(self, first: &Outcome) -> Outcome {
        let (Outcome::Known(plan), Outcome::Known(made)) = (&self, first) else { return self };
        let mut i = 0;
        while i < plan.len {
            if let (Some(now), Some(then)) = (&plan.weights[i], &made.weights[i])
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
        match self {
            Outcome::Known(plan) if index < plan.outputs.as_slice().len() => {
                Some(plan.outputs.as_slice()[index])
            }
            _ => None,
        }
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
    pub fn about(self, layer: &str) -> crate::Result<Plan> {
        match self {
            Outcome::Known(plan) => Ok(plan),
            Outcome::Wrong(fault) => Rule::Fails(fault).about(layer),
            Outcome::Silent => {
                Err(crate::Error::new("", format!("`{layer}` follows a layer that does not fit")))
            }
        }
    }

    /// The plan, if it is known.
    pub const fn plan(&self) -> Option<&Plan> {
        match self {
            Outcome::Known(plan) => Some(plan),
            _ => None,
        }
    }

    /// The number of weights, counted by element.
    pub const fn params(&self) -> usize {
        match self {
            Outcome::Known(plan) => plan.params(),
            _ => 0,
        }
    }

    /// The number of weights that training changes, if it may change any.
    pub const fn trainable_params(&self, trainable: bool) -> usize {
        match self {
            Outcome::Known(plan) if trainable => plan.trainable_params(),
            _ => 0,
        }
    }

    /// Floating point operations for a sample.
    pub const fn flops(&self) -> u64 {
        match self {
            Outcome::Known(plan) => plan.flops,
            _ => 0,
        }
    }

    /// The bytes that the outputs of a sample take; an axis of unknown size counts once.
    pub const fn activation_bytes(&self) -> usize {
        let Outcome::Known(plan) = self else { return 0 };
        let mut bytes = plan.inner.activation_bytes;
        let outputs = plan.outputs.as_slice();
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

/// The specs of a model's inputs or outputs. What is not known is a scalar here; the model does not compile anyway.
pub const fn gather_or_unknown(tensors: &[Option<Spec>]) -> Specs {
    let (mut specs, mut i) = (Specs::new(&[]), 0);
    while i < tensors.len() && i < crate::shape::MAX_TENSORS {
        specs = specs.push(match tensors[i] {
            Some(spec) => spec,
            None => Spec::new(Shape::SCALAR),
        });
        i += 1;
    }
    specs
}

/// Whether the `input` of a later layer agrees with what it is given.
pub const fn claim(claimed: Rule<Shape>, given: Option<Spec>) -> Rule<()> {
    let claimed = crate::tri!(claimed);
    match given {
        Some(given) if !given.shape().fits(&claimed) => Rule::Fails(
            Fault::new("says `input` is ")
                .shape(&claimed)
                .text(", but the layer before it gives ")
                .shape(&given.shape())
                .help("only the first layer needs `input`: leave it out here"),
        ),
        _ => Rule::Fits(()),
    }
}
