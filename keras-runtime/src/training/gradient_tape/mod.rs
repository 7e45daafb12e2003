//! Gradient tape: a training step written by hand.

mod apply;
mod sources;
mod tensors;

use ndarray::{ArrayView, Dimension};
use smallvec::SmallVec;

pub use apply::ApplyGradients;
pub use sources::Sources;
pub use tensors::TensorsOf;

use super::weights::Weights;
use crate::Result;
use crate::autodiff::{RandomSource, Tape, Tensor};
use crate::backend as K;
use crate::layer::{ForwardPass, Outputs};
use crate::model::Model;

/// Records what is computed, and gives the gradient of any tensor by any other, or by the weights of models:
/// [`tf.GradientTape`](https://www.tensorflow.org/api_docs/python/tf/GradientTape).
///
/// ```
/// use keras::prelude::*;
/// use keras::training::{ApplyGradients, GradientTape};
///
/// let mut model = sequential![Dense(1, input = 2)];
/// let mut optimizer = SGD::new(0.1);
/// let tape = GradientTape::new();
/// for _ in 0..50 {
///     let (x, y) = (tape.array(&[[0.0, 1.0], [2.0, 3.0]]), tape.array(&[[1.0], [5.0]]));
///     let loss = K::mean(&K::square(&(tape.call(&model, &x) - y)));
///     let gradients = tape.gradient(&loss, &model)?;
///     optimizer.apply(&gradients, &mut model)?;
///     tape.reset();
/// }
/// # Ok::<(), keras::Error>(())
/// ```
///
/// What it records stays until [`reset`](Self::reset): gradients of several tensors, in any order, as of TensorFlow's
/// *persistent* tapes. The gradient by a tensor is a tensor on the same tape: it has gradients in turn, where TensorFlow
/// wants a second tape around the first. The memory of a step serves the next one.
///
/// The gradient of a tensor that is not a scalar is that of its sum, as in TensorFlow.
pub struct GradientTape<'p> {
    pass: Pass<'p>,
}

enum Pass<'p> {
    Own(ForwardPass),
    Lent(&'p ForwardPass),
}

impl GradientTape<'static> {
    /// A tape that has recorded nothing.
    pub fn new() -> Self {
        Self { pass: Pass::Own(ForwardPass::training(&Tape::new())) }
    }
}

impl Default for GradientTape<'static> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'p> GradientTape<'p> {
    /// The tape of a pass.
    pub(super) fn of(pass: &'p ForwardPass) -> Self {
        Self { pass: Pass::Lent(pass) }
    }

    /// The pass that models are called in: what [`Node::call`](crate::layer::Node::call) takes, to call a single layer.
    pub fn pass(&self) -> &ForwardPass {
        match &self.pass {
            Pass::Own(pass) => pass,
            Pass::Lent(pass) => pass,
        }
    }

    /// The tape of operations.
    pub fn tape(&self) -> &Tape {
        self.pass().tape()
    }

    /// The values of an array, or of a nested Rust array, as a constant.
    pub fn array<'a, D: Dimension>(&self, array: impl Into<ArrayView<'a, f32, D>>) -> Tensor {
        self.tape().array(array)
    }

    /// Watches a tensor: from the one that is returned, gradients can be asked for of all that is computed from it. The
    /// weights of models that may be trained are watched without being asked.
    ///
    /// ```
    /// use keras::prelude::*;
    /// use keras::training::GradientTape;
    ///
    /// let tape = GradientTape::new();
    /// let x = tape.watch(&tape.array(&[3.0]));
    /// let y = K::square(&x);
    /// let slope = tape.gradient(&y, &x)?;
    /// let curvature = tape.gradient(&slope, &x)?;
    /// assert_eq!((slope.item(), curvature.item()), (6.0, 2.0));
    /// # Ok::<(), keras::Error>(())
    /// ```
    pub fn watch(&self, x: &Tensor) -> Tensor {
        self.tape().watch(x)
    }

    /// Calls a model as while it learns: dropout drops, and batches are normalized by their own statistics. It takes and
    /// gives a tensor, or a tuple of tensors if it has several inputs or outputs.
    ///
    /// In a `test_step` models behave as by [`infer`](Self::infer).
    pub fn call<'a, M>(
        &self,
        model: &M,
        x: <M::Input as TensorsOf>::Given<'a>,
    ) -> <M::Output as TensorsOf>::Taken
    where
        M: Model<Input: TensorsOf, Output: TensorsOf>,
    {
        let mut inputs = SmallVec::<[Tensor; 4]>::new();
        M::Input::list(x, &mut |x| inputs.push(x.clone()));
        let outputs: Outputs = model.call(&inputs, self.pass());
        M::Output::take(
            &mut outputs.as_slice().iter().cloned().chain(std::iter::once(self.tape().placeholder())),
        )
    }

    /// Calls a model as when it is asked, Keras's `training=False`: a teacher, a discriminator that judges.
    pub fn infer<'a, M>(
        &self,
        model: &M,
        x: <M::Input as TensorsOf>::Given<'a>,
    ) -> <M::Output as TensorsOf>::Taken
    where
        M: Model<Input: TensorsOf, Output: TensorsOf>,
    {
        self.pass().inferring(|| self.call(model, x))
    }

    /// What is added to the loss besides, Keras's `model.losses`, as one number: what the layers that have been called
    /// since the last reset have added by [`add_loss`](crate::layer::Context::add_loss), and the penalties of the
    /// regularizers of `weights`.
    pub fn losses(&self, weights: &(impl Weights + ?Sized)) -> Tensor {
        let mut total = K::constant(self.tape(), 0.0, &[]);
        self.pass().each_loss(|loss| total = &total + loss);
        weights.visit_weights(&mut |_, weight| {
            if let Some(regularizer) = weight.regularizer().filter(|_| weight.variable().trainable()) {
                total = &total + regularizer.penalty(&self.tape().variable(weight.variable()));
            }
        });
        total
    }

    /// The gradients of the sum of `target` by `sources`:
    ///
    /// | `sources` | gradients |
    /// |---|---|
    /// | `&x`, a [watched](Self::watch) tensor, or one that depends on such a tensor or on weights | a tensor |
    /// | `[&x, &y]` | an array of tensors |
    /// | `&model`, or a layer of one, as [`get_layer`](Model::get_layer) gives it | [`VariableGradients`](crate::autodiff::VariableGradients), for [`apply`](ApplyGradients::apply) |
    /// | `(&encoder, &decoder)` | the same, of the weights of both |
    ///
    /// A gradient by a tensor has gradients in turn; one by the weights of a model is computed faster and has none. (That
    /// by a single weight, as a tensor, has: [`Tape::variable`].)
    ///
    /// # Errors
    ///
    /// That of the computation, if there is one; if `target` does not depend on a source; if a gradient is asked for of a
    /// gradient through an operation that is [differentiable once](crate::autodiff#second-derivatives); if weights that it
    /// needs have been updated since.
    pub fn gradient<S: Sources>(&self, target: &Tensor, sources: S) -> Result<S::Gradients> {
        sources.gradients(self.tape(), target)
    }

    /// Whether everything so far has been computed: the first error since the last reset.
    pub fn check(&self) -> Result<()> {
        self.tape().check()
    }

    /// Ends the step, to begin the next: forgets all tensors. Inside of `fit` it is done after each step.
    pub fn reset(&self) {
        self.pass().reset();
    }
}

impl RandomSource for GradientTape<'_> {
    fn tape(&self) -> &Tape {
        self.pass().tape()
    }

    fn random_seed(&self) -> u64 {
        self.pass().random_seed()
    }
}
