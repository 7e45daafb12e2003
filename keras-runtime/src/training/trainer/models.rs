//! The models of a training.

use ndarray::ArrayD;

use crate::layer::recurrent_state::RecurrentState;
use crate::layer::{NodePath, Weight};
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

    /// Shows what layers keep from batch to batch.
    #[doc(hidden)]
    fn each_state(&self, f: &mut dyn FnMut(&NodePath<'_>, &RecurrentState));

    /// Takes the weights of each model off a list and replaces them.
    #[doc(hidden)]
    fn set_weights(&mut self, weights: &mut &[ArrayD<f32>]) -> Result<()>;

    /// Lets each layer be trained or not as its place in the model says.
    #[doc(hidden)]
    fn settle_trainable(&mut self);
}

impl<M: Model> Models for M {
    fn each_weight(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight)) {
        Model::each_weight(self, &NodePath::ROOT, &mut |path, weight| f(path, weight));
    }

    fn each_weight_mut(&mut self, f: &mut dyn FnMut(&mut Weight)) {
        self.each_node_mut(&mut |node| node.each_weight_mut(&mut |weight| f(weight)));
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

    fn settle_trainable(&mut self) {
        Model::settle_trainable(self, true);
    }
}

macro_rules! tuples {
    ($($($model:ident $position:tt)*;)*) => {$(
        impl<$($model: Model),*> Models for ($($model,)*) {
            fn each_weight(&self, f: &mut dyn FnMut(&NodePath<'_>, &Weight)) {
                let names = [$(self.$position.name()),*];
                $(
                    let path = NodePath::ROOT.join(names[$position]);
                    let numbered = path.join(stringify!($position));
                    let is_other = names[..$position].contains(&names[$position]);
                    let path = if is_other { &numbered } else { &path };
                    Model::each_weight(&self.$position, path, &mut |path, weight| f(path, weight));
                )*
            }

            fn each_weight_mut(&mut self, f: &mut dyn FnMut(&mut Weight)) {
                $(Models::each_weight_mut(&mut self.$position, f);)*
            }

            fn each_state(&self, f: &mut dyn FnMut(&NodePath<'_>, &RecurrentState)) {
                let names = [$(self.$position.name()),*];
                $(
                    let path = NodePath::ROOT.join(names[$position]);
                    let numbered = path.join(stringify!($position));
                    let is_other = names[..$position].contains(&names[$position]);
                    let path = if is_other { &numbered } else { &path };
                    self.$position.each_node(&mut |name, node| node.each_state(&path.join(name), f));
                )*
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

            fn settle_trainable(&mut self) {
                $(Models::settle_trainable(&mut self.$position);)*
            }
        }
    )*};
}

tuples! {
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
}
