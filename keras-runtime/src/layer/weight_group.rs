//! Groups of weights, as Keras's files have them.

/// Weights that stand together in a file of Keras's: those of a layer, or of a layer inside Keras's layer.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightGroup {
    /// Where it stands: `layers/bidirectional/forward_layer/cell`.
    pub path: String,
    /// The name of the layer.
    pub name: String,
    /// Which weights it has.
    pub weights: GroupMembers,
}

/// Which weights a group has: the next ones of the model. Before those it may have one again that an earlier group has, and
/// after them there may be some that are in no group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GroupMembers {
    /// How far before the next weight the one stands that an earlier group has.
    pub again: Option<usize>,
    /// How many weights of the model are the next ones.
    pub next: usize,
    /// How many of the model's weights then stand in no group: those that are merged into another one.
    pub left_out: usize,
}

impl GroupMembers {
    /// So many of the next weights.
    pub const fn next(next: usize) -> Self {
        Self { again: None, next, left_out: 0 }
    }

    /// How many weights stand in the group.
    pub fn count(self) -> usize {
        self.again.iter().len() + self.next
    }

    /// The weight of the model that comes after it, where `begin` is the next before.
    pub const fn end(self, begin: usize) -> usize {
        begin + self.next + self.left_out
    }

    /// The indices of its weights in the model, of whose weights `begin` is the next.
    pub fn indices(self, begin: usize) -> impl Iterator<Item = usize> {
        self.again.map(|back| begin - back).into_iter().chain(begin..begin + self.next)
    }
}

/// What is done with a group: where it stands, the name of the layer, which weights it has.
pub type VisitGroup<'v> = dyn FnMut(&str, &str, GroupMembers) + 'v;
