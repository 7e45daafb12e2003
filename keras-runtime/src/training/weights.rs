//! Groups of weights: what a gradient is by, and what an optimizer updates.

use crate::layer::{Node, NodePath, Weight};
use crate::model::Model;

/// The weights of a model or of a layer.
pub trait Weights {
    /// Shows each weight and its path.
    #[doc(hidden)]
    fn visit_weights(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight));

    /// Shows each weight, to change.
    #[doc(hidden)]
    fn visit_weights_mut(&mut self, f: &mut dyn FnMut(&mut Weight));
}

impl<M: Model> Weights for M {
    fn visit_weights(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight)) {
        Model::each_weight(self, &NodePath::ROOT, &mut |path, weight| f(path, weight));
    }

    fn visit_weights_mut(&mut self, f: &mut dyn FnMut(&mut Weight)) {
        self.each_node_mut(&mut |node| node.each_weight_mut(&mut |weight| f(weight)));
    }
}

impl Weights for dyn Node + '_ {
    fn visit_weights(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight)) {
        self.each_weight(&NodePath::ROOT.join(self.name()), &mut |path, weight| f(path, weight));
    }

    fn visit_weights_mut(&mut self, f: &mut dyn FnMut(&mut Weight)) {
        self.each_weight_mut(&mut |weight| f(weight));
    }
}

/// What an optimizer [updates](crate::training::ApplyGradients::apply): `&mut model`, or a tuple of such.
pub trait WeightsMut {
    /// Lends the weights as one group.
    #[doc(hidden)]
    fn lend<R>(self, f: impl FnOnce(&mut dyn Weights) -> R) -> R;
}

/// A group behind a reference.
struct Lent<'a, W: ?Sized>(&'a mut W);

impl<W: Weights + ?Sized> Weights for Lent<'_, W> {
    fn visit_weights(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight)) {
        self.0.visit_weights(f);
    }

    fn visit_weights_mut(&mut self, f: &mut dyn FnMut(&mut Weight)) {
        self.0.visit_weights_mut(f);
    }
}

impl<W: Weights + ?Sized> WeightsMut for &mut W {
    fn lend<R>(self, f: impl FnOnce(&mut dyn Weights) -> R) -> R {
        f(&mut Lent(self))
    }
}

macro_rules! tuples {
    ($($($group:ident $position:tt)*;)*) => {$(
        impl<$($group: Weights + ?Sized),*> Weights for ($(&mut $group,)*) {
            fn visit_weights(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight)) {
                $(self.$position.visit_weights(f);)*
            }

            fn visit_weights_mut(&mut self, f: &mut dyn FnMut(&mut Weight)) {
                $(self.$position.visit_weights_mut(f);)*
            }
        }

        impl<$($group: Weights + ?Sized),*> WeightsMut for ($(&mut $group,)*) {
            fn lend<R>(mut self, f: impl FnOnce(&mut dyn Weights) -> R) -> R {
                f(&mut self)
            }
        }
    )*};
}

tuples! {
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
}
