//! The tree of a file of Keras's: groups, and the weights in them.

use std::collections::BTreeMap;

use crate::layer::WeightGroup;

/// A group with those that are in it.
#[derive(Default)]
pub(super) struct Tree {
    pub children: BTreeMap<String, Tree>,
    /// The name of the layer, if it is the group of one.
    pub name: Option<String>,
    /// Which weights of the model are its own.
    pub weights: Vec<usize>,
}

impl Tree {
    /// The tree of all groups, which are in the order of the weights.
    pub fn of(groups: &[WeightGroup]) -> Self {
        let (mut root, mut begin) = (Self::default(), 0);
        for WeightGroup { path, name, weights } in groups {
            let steps = path.split('/').filter(|step| !step.is_empty());
            let tree = steps.fold(&mut root, |tree, step| tree.children.entry(step.to_owned()).or_default());
            tree.name = Some(name.clone());
            tree.weights = weights.indices(begin).collect();
            begin = weights.end(begin);
        }
        root
    }
}
