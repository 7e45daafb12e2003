//! What an activation function is as a value: its formula and its arguments, and what its output means.

use std::fmt;

use crate::Error;
use crate::autodiff::Tensor;
use crate::kernels::pointwise::Pointwise;
use crate::shape::Head;

/// The arguments of a formula, in Keras's order; those that it does not have are 0.
pub(super) type Arguments = [f32; 3];

/// An activation function: the value of a layer's `activation`.
#[derive(Clone, Copy)]
pub struct Function {
    name: &'static str,
    arguments: Arguments,
    formula: Formula,
    pub(super) along: Along,
    pub(super) head: Head,
    pub(super) epilogue: Option<Pointwise>,
    pub(super) fault: Option<&'static str>,
}

#[derive(Clone, Copy)]
enum Formula {
    Plain(fn(&Tensor) -> Tensor),
    WithArguments(fn(&Tensor, Arguments) -> Tensor),
    Custom(fn(&Tensor) -> Tensor),
}

/// What an element of the output depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Along {
    /// The element in its place.
    Elements,
    /// Those along the last axis, of which one alone would tell nothing.
    Classes,
    /// The element in its place in either half of the last axis.
    Halves,
}

impl Function {
    /// A function without arguments, of each element, to any real numbers.
    pub(super) const fn new(name: &'static str, formula: fn(&Tensor) -> Tensor) -> Self {
        Self::of(name, [0.0; 3], Formula::Plain(formula))
    }

    /// As [`new`](Self::new), with arguments.
    pub(super) const fn with(
        name: &'static str,
        arguments: Arguments,
        formula: fn(&Tensor, Arguments) -> Tensor,
    ) -> Self {
        Self::of(name, arguments, Formula::WithArguments(formula))
    }

    /// A function with arguments that gives no number below 0.
    pub(super) const fn positive(
        name: &'static str,
        arguments: Arguments,
        formula: fn(&Tensor, Arguments) -> Tensor,
    ) -> Self {
        Self::with(name, arguments, formula).with_head(Head::Positive)
    }

    const fn of(name: &'static str, arguments: Arguments, formula: Formula) -> Self {
        let (along, head) = (Along::Elements, Head::Logits);
        Self { name, arguments, formula, along, head, epilogue: None, fault: None }
    }

    /// Says what an element of the output depends on.
    pub(super) const fn along(mut self, along: Along) -> Self {
        self.along = along;
        self
    }

    /// Says what the last axis of the output means.
    pub(super) const fn with_head(mut self, head: Head) -> Self {
        self.head = head;
        self
    }

    /// Says as what the function can be fused with a product of matrices.
    pub(super) const fn epilogue(mut self, epilogue: Pointwise) -> Self {
        self.epilogue = Some(epilogue);
        self
    }

    /// Says what is wrong with the arguments unless they are right.
    pub(super) const fn requires(mut self, right: bool, fault: &'static str) -> Self {
        if !right {
            self.fault = Some(fault);
        }
        self
    }

    /// Keras's name of the function and its arguments, which tell it from the others of the library.
    pub(crate) const fn parts(&self) -> (&'static str, Arguments) {
        (self.name, self.arguments)
    }

    /// Applies the function: the output is shaped as `x`, whose first axis is the batch; only [`glu`](super::glu)
    /// halves the last axis.
    ///
    /// As everywhere in a computation, what does not fit is noted on the tape.
    pub fn apply(&self, x: &Tensor) -> Tensor {
        if let Some(fault) = self.fault {
            return x.tape().fail(Error::new(format!("activation `{}`", self.name), fault));
        }
        match self.formula {
            Formula::Plain(formula) => formula(x),
            Formula::WithArguments(formula) => formula(x, self.arguments),
            Formula::Custom(formula) => {
                let y = formula(x);
                // Inside a recurrent layer another shape would be broadcast.
                if y.shape() == x.shape() {
                    return y;
                }
                x.tape().fail(Error::expected("custom activation", x.shape(), y.shape()))
            }
        }
    }
}

/// Activation function of your own, composed of operations of the [backend](crate::backend).
///
/// ```
/// use keras::activations::{Function, custom};
/// use keras::autodiff::Tensor;
/// use keras::{ndarray::array, prelude::*};
///
/// fn halve(x: &Tensor) -> Tensor {
///     x * 0.5
/// }
/// const HALVE: Function = custom(halve);
///
/// let model = sequential![Activation(HALVE, input = 2)];
/// assert_eq!(model.predict(&array![[-2.0, 4.0]])?, array![[-1.0, 2.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const fn custom(function: fn(&Tensor) -> Tensor) -> Function {
    Function::of("custom", [0.0; 3], Formula::Custom(function)).with_head(Head::Unknown)
}

/// Functions are the same if they have the same name and arguments; those of your own, if they are the same function.
impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        let same = match (self.formula, other.formula) {
            (Formula::Custom(one), Formula::Custom(other)) => std::ptr::fn_addr_eq(one, other),
            _ => true,
        };
        same && self.parts() == other.parts()
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        match self.formula {
            Formula::WithArguments(_) => write!(f, "{:?}", self.arguments),
            _ => Ok(()),
        }
    }
}
