//! The models of a training.

use ndarray::ArrayD;

use crate::layer::recurrent_state::RecurrentState;
use crate::layer::{Node, NodePath, Place, Weight};
use crate::model::Model;
use crate::{Error, Result};

/// What a [`Trainer`](super::Trainer) trains: a model, or a tuple of up to four.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a model, or a tuple of models")]
pub trait Models: 'static {
    /// Shows each weight, with its path: that of a model in a tuple begins with the name of the model.
    #[doc(hidden)]
    fn each_weight(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight));

    /// Shows each weight, to change.
    #[doc(hidden)]
    fn each_weight_mut(&mut self, f: &mut dyn FnMut(&mut Weight));

    /// Shows each layer, with its path.
    #[doc(hidden)]
    fn each_layer(&self, f: &mut dyn FnMut(&NodePath<'_>, &dyn Node));

    /// Shows what layers keep from batch to batch.
    #[doc(hidden)]
    fn each_state(&self, f: &mut dyn FnMut(&NodePath<'_>, &RecurrentState));

    /// Takes the weights of each model off a list and replaces them.
    #[doc(hidden)]
    fn set_weights(&mut self, weights: &mut &[ArrayD<f32>]) -> Result<()>;

    /// Lets each layer be trained or not as its place in the model says.
    #[doc(hidden)]
    fn settle(&mut self);
}

impl<M: Model> Models for M {
    fn each_weight(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight)) {
        Model::each_weight(self, &NodePath::ROOT, &mut |path, weight| f(path, weight));
    }

    fn each_weight_mut(&mut self, f: &mut dyn FnMut(&mut Weight)) {
        self.each_node_mut(&mut |node| node.each_weight_mut(&mut |weight| f(weight)));
    }

    fn each_layer(&self, f: &mut dyn FnMut(&NodePath<'_>, &dyn Node)) {
        self.each_node(&mut |name, node| f(&NodePath::ROOT.join(name), node));
    }

    fn each_state(&self, f: &mut dyn FnMut(&NodePath<'_>, &RecurrentState)) {
        self.each_node(&mut |name, node| node.each_state(&NodePath::ROOT.join(name), f));
    }

    fn set_weights(&mut self, weights: &mut &[ArrayD<f32>]) -> Result<()> {
        let count = self.weight_paths().len();
        let Some((own, rest)) = weights.split_at_checked(count) else {
            let place = format!("model `{}`, set_weights", self.name());
            return Err(Error::expected(place, format!("{count} arrays"), weights.len()));
        };
        *weights = rest;
        Model::set_weights(self, own)
    }

    fn settle(&mut self) {
        Model::settle(self, Place::of::<M>());
    }
}

/// Does something with each model of a tuple and its path, which has the position of a model that has the name of one before.
macro_rules! each_path {
    ($models:ident, [$($position:tt)*], |$path:ident, $model:ident| $body:block) => {{
        let names = [$($models.$position.name()),*];
        $({
            let path = NodePath::ROOT.join(names[$position]);
            let numbered = path.join(stringify!($position));
            let is_other = names[..$position].contains(&names[$position]);
            let ($path, $model) = (if is_other { &numbered } else { &path }, &$models.$position);
            $body
        })*
    }};
}

macro_rules! tuples {
    ($($($model:ident $position:tt)*;)*) => {$(
        impl<$($model: Model),*> Models for ($($model,)*) {
            fn each_weight(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight)) {
                each_path!(self, [$($position)*], |path, model| {
                    Model::each_weight(model, path, &mut |path, weight| f(path, weight));
                });
            }

            fn each_weight_mut(&mut self, f: &mut dyn FnMut(&mut Weight)) {
                $(Models::each_weight_mut(&mut self.$position, f);)*
            }

            fn each_layer(&self, f: &mut dyn FnMut(&NodePath<'_>, &dyn Node)) {
                each_path!(self, [$($position)*], |path, model| {
                    model.each_node(&mut |name, node| f(&path.join(name), node));
                });
            }

            fn each_state(&self, f: &mut dyn FnMut(&NodePath<'_>, &RecurrentState)) {
                each_path!(self, [$($position)*], |path, model| {
                    model.each_node(&mut |name, node| node.each_state(&path.join(name), f));
                });
            }

            fn set_weights(&mut self, weights: &mut &[ArrayD<f32>]) -> Result<()> {
                let before = ($(self.$position.get_weights(),)*);
                let mut result = Ok(());
                $(result = result.and_then(|()| Models::set_weights(&mut self.$position, weights));)*
                if result.is_err() {
                    $(Model::set_weights(&mut self.$position, &before.$position)?;)*
                }
                result
            }

            fn settle(&mut self) {
                $(Models::settle(&mut self.$position);)*
            }
        }
    )*};
}

tuples! {
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
}
