//! Specification of a weight: name, shape, initializer, regularizer, constraint.

use crate::constraints::Constraint;
use crate::initializers::Initializer;
use crate::layer::Adapter;
use crate::regularizers::Regularizer;
use crate::shape::{Dim, Shape};

/// More elements than any weight has: over it, an argument is a mistake.
pub(super) const TOO_LARGE: usize = 1 << if usize::BITS > 36 { 36 } else { 29 };

/// Weight specification: a weight before it is built.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightSpec {
    /// Its name in the layer: `kernel`, `bias`.
    pub name: &'static str,
    /// Its shape.
    pub shape: Shape,
    /// Initializer of it.
    pub initializer: Initializer,
    /// Regularizer applied to it.
    pub regularizer: Option<Regularizer>,
    /// Constraint applied to it after each update.
    pub constraint: Option<Constraint>,
    /// How many inputs an output sees and how many outputs an input reaches, if its shape alone does not tell.
    pub fans: Option<[usize; 2]>,
    /// Which of its elements, from one up to another, begin as 1 whatever the initializer says.
    pub ones: [usize; 2],
    /// Whether training changes it.
    pub trainable: bool,
    /// What it adds to another weight, if it is there for that.
    pub adapter: Option<Adapter>,
}

impl WeightSpec {
    /// A trainable weight.
    pub const fn new(name: &'static str, shape: Shape, initializer: Initializer) -> Self {
        Self {
            name,
            shape,
            initializer,
            regularizer: None,
            constraint: None,
            fans: None,
            ones: [0, 0],
            trainable: true,
            adapter: None,
        }
    }

    /// Adds a regularizer.
    pub const fn regularizer(mut self, regularizer: Option<Regularizer>) -> Self {
        self.regularizer = regularizer;
        self
    }

    /// Adds a constraint, applied after each update.
    pub const fn constraint(mut self, constraint: Option<Constraint>) -> Self {
        self.constraint = constraint;
        self
    }

    /// Says how many inputs an output sees and how many outputs an input reaches, for initializers whose variance depends
    /// on them.
    pub const fn fans(mut self, inputs: usize, outputs: usize) -> Self {
        self.fans = Some([inputs, outputs]);
        self
    }

    /// Lets some elements, from one up to another, begin as 1.
    pub const fn ones(mut self, ones: [usize; 2]) -> Self {
        self.ones = ones;
        self
    }

    /// Makes the weight non-trainable, such as a moving average.
    pub const fn not_trainable(mut self) -> Self {
        self.trainable = false;
        self
    }

    /// The number of its elements.
    pub(crate) const fn elements(&self) -> usize {
        match self.shape.size() {
            Dim::Known(size) => size,
            Dim::Unknown => TOO_LARGE,
        }
    }
}
