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

macro_rules! tuples {
    ($($($group:ident $position:tt)*;)*) => {$(
        /// Several groups as one.
        impl<$($group: Weights + ?Sized),*> Weights for ($(&mut $group,)*) {
            fn visit_weights(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight)) {
                $(self.$position.visit_weights(f);)*
            }

            fn visit_weights_mut(&mut self, f: &mut dyn FnMut(&mut Weight)) {
                $(self.$position.visit_weights_mut(f);)*
            }
        }
    )*};
}

tuples! {
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
}
