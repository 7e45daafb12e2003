//! Place of a layer in a model, as far as training goes.

use std::any::TypeId;

/// Which model trains a layer, and whether the layer's place in it lets that be.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    model: TypeId,
    trainable: bool,
}

impl Place {
    /// That of a whole model.
    pub(crate) fn of<M: ?Sized + 'static>() -> Self {
        Self { model: TypeId::of::<M>(), trainable: true }
    }

    /// That of a part of what stands here, whose argument `trainable` this is.
    pub(crate) fn inside(self, argument: bool) -> Self {
        self.of_part(self.trainable && argument)
    }

    /// That of a part which is let be trained, or not.
    pub(crate) fn of_part(self, trainable: bool) -> Self {
        Self { trainable, ..self }
    }
}

/// What `set_trainable` has said of a layer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    trainable: bool,
    /// The model that it was said in, as the next training shows.
    model: Option<TypeId>,
}

impl Said {
    pub fn new(trainable: bool) -> Self {
        Self { trainable, model: None }
    }

    /// Whether it holds in a place. It goes with a layer, as the attribute does in Keras; but what was frozen by the
    /// argument of another model was not thawed by what was said before.
    fn holds(self, place: Place) -> bool {
        !self.trainable || place.trainable || self.model.is_none_or(|model| model == place.model)
    }

    /// Whether training changes a layer in a place.
    pub fn trains(said: Option<Self>, place: Place) -> bool {
        said.filter(|said| said.holds(place)).map_or(place.trainable, |said| said.trainable)
    }

    /// What is said of a layer from here on, when it is trained in a place.
    pub fn settled(self, place: Place) -> Option<Self> {
        let model = self.model.or(Some(place.model));
        self.holds(place).then_some(Self { model, ..self })
    }
}
