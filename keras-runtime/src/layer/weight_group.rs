//! Groups of weights, as Keras's files have them.

/// Weights that stand together in a file of Keras's: those of a layer, or of a layer inside Keras's layer.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightGroup {
    /// Where it stands: `layers/bidirectional/forward_layer/cell`.
    pub path: String,
    /// The name of the layer.
    pub name: String,
    /// How many weights it has: the next ones of the model.
    pub weights: usize,
}

/// What is done with a group: where it stands, the name of the layer, how many weights it has.
pub type VisitGroup<'v> = dyn FnMut(&str, &str, usize) + 'v;
