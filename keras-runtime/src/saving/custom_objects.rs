//! Custom objects: what a file may name besides the library's classes.

use std::any::{Any, TypeId};
use std::fmt;

use crate::config::{Class, ClassEntry, ClassName, Classes};
use crate::constraints::{self, Constraint};
use crate::initializers::{self, Initializer};
use crate::layer::AnyLayer;
use crate::layers;
use crate::losses::{self, AnyLoss};
use crate::metrics::{self, Metric};
use crate::model;
use crate::optimizers::{self, Optimizer};
use crate::regularizers::{self, Regularizer};
use crate::schedules::{self, LearningRate};

/// Custom objects, the classes that a configuration may name: those of the library, and those of your own that are
/// registered here. Of two with one name it is yours, unless the configuration says that it is Keras's.
///
/// As Keras's `custom_objects`.
///
/// ```
/// use keras::autodiff::Tensor;
/// use keras::layers::{self, Context, Layer};
/// use keras::prelude::*;
/// use keras::saving::CustomObjects;
/// use keras::shape::{Inputs, ShapeResult, Spec};
///
/// /// Multiplies by a number.
/// #[derive(Config, Clone, Copy)]
/// struct Scale {
///     /// The number.
///     factor: f32,
/// }
///
/// impl Scale {
///     /// The output is shaped as the input.
///     const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
///         inputs.one()
///     }
/// }
///
/// impl Layer for Scale {
///     fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
///         &inputs[0] * self.factor
///     }
/// }
///
/// let model = sequential![Scale(0.5, input = 3, name = half)];
/// let written = model.get_layer("half")?.to_json()?;
/// assert_eq!(written["registered_name"], "Custom>Scale"); // where `@register_keras_serializable()` puts it in Python
///
/// let objects = CustomObjects::new().with::<Scale>();
/// let mut read = Sequential::new();
/// read.add(layer!(Dense(3, input = 3)))?.add(layers::deserialize(&written, &objects)?)?;
/// assert_eq!(read.get_layer("half")?.to_json()?, written);
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Default)]
pub struct CustomObjects(Vec<Registered>);

/// A [`ClassEntry`], whatever it makes.
struct Registered {
    made: TypeId,
    entry: Box<dyn Any + Send + Sync>,
    is: fn(&dyn Any, &ClassName<'_>) -> bool,
}

impl CustomObjects {
    /// The library's classes only.
    pub fn new() -> Self {
        Self::default()
    }

    /// These classes and one of your own, with `#[derive(Config)]`: a layer, an initializer, a regularizer, a constraint, a
    /// loss, a metric, a schedule, or the [`Descent`](crate::optimizers::Descent) by a rule.
    #[must_use]
    pub fn with<C: Class>(mut self) -> Self {
        self.0.push(Registered {
            made: TypeId::of::<C::Made>(),
            entry: Box::new(ClassEntry::of::<C>()),
            is: |entry, name| entry.downcast_ref::<ClassEntry<C::Made>>().is_some_and(|entry| entry.is(name)),
        });
        self
    }
}

impl Classes for CustomObjects {
    fn find(&self, made: TypeId, name: &ClassName<'_>) -> Option<&dyn Any> {
        let own = self.0.iter().find(|own| own.made == made && (own.is)(&*own.entry, name));
        own.map(|own| &*own.entry as &dyn Any)
            .or_else(|| among::<AnyLayer>(made, layers::CLASSES, name))
            .or_else(|| among::<AnyLayer>(made, model::CLASSES, name))
            .or_else(|| among::<Initializer>(made, initializers::CLASSES, name))
            .or_else(|| among::<Regularizer>(made, regularizers::CLASSES, name))
            .or_else(|| among::<Constraint>(made, constraints::CLASSES, name))
            .or_else(|| among::<AnyLoss>(made, losses::CLASSES, name))
            .or_else(|| among::<Box<dyn Metric>>(made, metrics::CLASSES, name))
            .or_else(|| among::<LearningRate>(made, schedules::CLASSES, name))
            .or_else(|| among::<Box<dyn Optimizer>>(made, optimizers::CLASSES, name))
    }
}

/// The class of this name in a list of the library, if the list is of those that make such values.
fn among<M: 'static>(
    made: TypeId,
    list: &'static [ClassEntry<M>],
    name: &ClassName<'_>,
) -> Option<&'static dyn Any> {
    let mut list = list.iter().filter(|_| made == TypeId::of::<M>());
    list.find(|entry| entry.is(name)).map(|entry| entry as &dyn Any)
}

impl fmt::Debug for CustomObjects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CustomObjects({} of one's own)", self.0.len())
    }
}
