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

impl WeightGroup {
    /// A group that is known to have no weights so far.
    pub(crate) fn new(path: impl Into<String>, name: &str) -> Self {
        Self { path: path.into(), name: name.to_owned(), weights: 0 }
    }
}
