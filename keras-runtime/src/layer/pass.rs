//! The forward pass of a batch.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::Error;
use crate::autodiff::{RandomSource, Tape, Tensor};
use crate::collective::Share;
use crate::kernels::random::Stream;
use crate::layer::recurrent_state::RecurrentState;
use crate::layer::{Outputs, promise};
use crate::random::{GeneratorState, next_seed};
use crate::shape::Specs;

/// Forward pass: one run of a batch through a model: the tape, whether the model is learning, and what layers add to
/// the loss.
pub struct ForwardPass {
    pub(super) tape: Tape,
    pub(super) training: Cell<bool>,
    pub(super) seed: u64,
    /// How many batches came before, and how many random choices this one has made.
    pub(super) step: Cell<u64>,
    pub(super) calls: Cell<u64>,
    /// The samples of the batch that are computed here, of a batch that is shared between ranks.
    pub(super) share: Cell<Share>,
    pub(super) losses: RefCell<Vec<Tensor>>,
    /// The memories of layers that this batch has something for.
    pub(super) memories: RefCell<Vec<Arc<RecurrentState>>>,
}

impl ForwardPass {
    /// A forward pass in training mode: dropout drops, moving statistics are updated.
    pub fn training(tape: &Tape) -> Self {
        Self::new(tape, true, next_seed())
    }

    /// A forward pass in inference mode.
    pub fn inference(tape: &Tape) -> Self {
        Self::new(tape, false, 0)
    }

    /// A pass of training whose random choices go on from where those of another were.
    pub(crate) fn resumed(tape: &Tape, GeneratorState { seed, position }: GeneratorState) -> Self {
        let pass = Self::new(tape, true, seed);
        pass.step.set(position);
        pass
    }

    /// Where its random choices are.
    pub(crate) fn generator(&self) -> GeneratorState {
        GeneratorState { seed: self.seed, position: self.step.get() }
    }

    fn new(tape: &Tape, training: bool, seed: u64) -> Self {
        let (step, calls, share, losses, memories) = Default::default();
        Self { tape: tape.clone(), training: training.into(), seed, step, calls, share, losses, memories }
    }

    /// The tape on which everything is computed.
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// Whether layers behave as while learning.
    pub fn is_training(&self) -> bool {
        self.training.get()
    }

    /// Lets layers behave as when asked, while `call` runs.
    pub(crate) fn inferring<R>(&self, call: impl FnOnce() -> R) -> R {
        let training = self.training.replace(false);
        let result = call();
        self.training.set(training);
        result
    }

    /// Says which samples of the batch the inputs are.
    pub(crate) fn share(&self, share: Share) {
        self.share.set(share);
    }

    /// Whether layers keep something of this batch for the next.
    pub(crate) fn keeps(&self) -> bool {
        !self.memories.borrow().is_empty()
    }

    /// The random numbers of a seed for a tensor of samples, of so many elements: for a sample they are the same, whichever
    /// rank has it.
    pub(super) fn stream(&self, seed: u64, elements: usize) -> Stream {
        Stream { seed, from: self.share.get().position(elements) }
    }

    /// What the layers have added to the loss so far.
    pub fn losses(&self) -> Vec<Tensor> {
        self.losses.borrow().clone()
    }

    /// Shows what the layers have added to the loss so far.
    pub(crate) fn each_loss(&self, f: impl FnMut(&Tensor)) {
        self.losses.borrow().iter().for_each(f);
    }

    /// Ends the batch, to run the next; random choices go on. What layers keep for the next batch they have from here on,
    /// unless something failed.
    pub fn reset(&self) {
        self.end();
        self.losses.borrow_mut().clear();
        self.step.set(self.step.get() + 1);
        self.calls.set(0);
        self.tape.reset();
    }

    fn end(&self) {
        let went_well = !std::thread::panicking() && !self.tape.has_failed();
        self.memories.borrow_mut().drain(..).for_each(|memory| memory.end(went_well));
    }

    /// The seed for the next random choice; with `own`, a layer's `seed` argument, of that sequence.
    pub(super) fn next_seed(&self, own: Option<u64>) -> u64 {
        let call = self.calls.get() + 1;
        self.calls.set(call);
        let seed = own.map_or(self.seed.wrapping_add(call), |own| own);
        let seed = seed.wrapping_add(self.step.get().wrapping_mul(0x9E37_79B9_7F4A_7C15));
        // SplitMix64's finalizer (Steele, Lea, Flood 2014): neighbouring states give unrelated seeds.
        let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// The output of a layer that does not compile.
    #[doc(hidden)]
    pub fn unknown(&self) -> Tensor {
        self.tape.fail(Error::new("", "a layer of this model does not compile"))
    }

    /// Whether a model of these inputs can be called on these tensors; if not, that is noted on the tape.
    #[doc(hidden)]
    pub fn accepts(&self, model: &str, takes: &Specs, inputs: &[Tensor]) -> bool {
        let accepted = promise::are_inputs(takes, inputs);
        accepted.map_err(|error| self.tape.fail(error.within(format!("model `{model}`")))).is_ok()
    }

    /// What stands for the outputs of a layer or model that has not been called, because something failed before.
    #[doc(hidden)]
    pub fn nothing(&self, outputs: usize) -> Outputs {
        Outputs::repeat(&self.tape.placeholder(), outputs)
    }
}

impl RandomSource for ForwardPass {
    fn tape(&self) -> &Tape {
        &self.tape
    }

    fn random_seed(&self) -> u64 {
        self.next_seed(None)
    }

    /// What has as many rows as the batch has samples is a row for each.
    fn random_position(&self, shape: &[usize]) -> usize {
        let share = self.share.get();
        let is_of_samples = shape.first() == Some(&share.own);
        if is_of_samples { share.position(shape.iter().product()) } else { 0 }
    }
}

impl Drop for ForwardPass {
    fn drop(&mut self) {
        self.end();
    }
}
