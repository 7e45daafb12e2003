//! A loss whose type a file decides.

use std::fmt;
use std::sync::Arc;

use super::{AnyLabels, AnyOutput, Direction, LabelForm, LabelRange, Loss, LossKind, Reduction, Scale};
use crate::Result;
use crate::autodiff::Tensor;
use crate::config::{Value, with_name};
use crate::shape::Spec;

/// A loss of whatever type, with the name that a file has given it.
///
/// What it takes is looked at when training starts, and not by rustc.
#[derive(Clone)]
pub struct AnyLoss {
    loss: Arc<dyn Loss + Sync>,
    name: Option<String>,
}

impl AnyLoss {
    /// A loss, its type erased.
    pub fn new(loss: impl Loss + Sync + 'static) -> Self {
        Self { loss: Arc::new(loss), name: None }
    }

    /// The same under a name of a file.
    pub(super) fn named(self, name: Option<String>) -> Self {
        Self { name, ..self }
    }
}

impl Loss for AnyLoss {
    fn name(&self) -> &'static str {
        self.loss.name()
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        self.loss.call(y_true, y_pred)
    }

    fn labels(&self) -> LabelRange {
        self.loss.labels()
    }

    fn label_form(&self) -> LabelForm {
        self.loss.label_form()
    }

    fn scale(&self) -> Scale {
        self.loss.scale()
    }

    fn check(&self, output: &Spec) -> Result<()> {
        self.loss.check(output)
    }

    fn to_json(&self) -> Result<Value> {
        let written = self.loss.to_json()?;
        Ok(match &self.name {
            Some(name) => with_name(written, name),
            None => written,
        })
    }

    fn weight(&self) -> f32 {
        self.loss.weight()
    }

    fn ignored_class(&self) -> Option<isize> {
        self.loss.ignored_class()
    }

    fn reduction(&self) -> Reduction {
        self.loss.reduction()
    }

    fn direction(&self) -> Option<Direction> {
        self.loss.direction()
    }
}

#[diagnostic::do_not_recommend]
impl LossKind for AnyLoss {
    type Takes = AnyOutput;
    type Labels<O> = AnyLabels;
}

impl fmt::Debug for AnyLoss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(…)", self.name())
    }
}
