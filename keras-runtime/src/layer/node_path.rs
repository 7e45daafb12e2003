//! Path of a layer or a weight.

use std::fmt;

/// Where a layer or a weight stands in a model: `encoder/dense/kernel`, Keras's
/// [`path`](https://keras.io/api/layers/base_layer/) without the name of the model itself.
///
/// Each step is the name of a place: of a layer in its model, of the argument that holds a layer inside another, of a
/// weight. So a path is unique in a model, and a layer that is moved has the path of its new place.
///
/// It is a list along the stack of whoever walks the model, and allocates nothing until it is written with `{}`.
#[derive(Clone, Copy, Debug)]
pub struct NodePath<'a> {
    owner: Option<&'a NodePath<'a>>,
    name: &'a str,
    /// Whether it is that of a model, in which paths in Python begin.
    is_model: bool,
}

impl NodePath<'static> {
    /// That of the model that is asked, which has no name.
    pub const ROOT: Self = Self { owner: None, name: "", is_model: true };
}

impl<'a> NodePath<'a> {
    /// That of a layer or weight in this one.
    pub fn join(&'a self, name: &'a str) -> NodePath<'a> {
        NodePath { owner: Some(self), name, is_model: false }
    }

    /// The same of a model.
    pub(crate) fn of_model(self) -> NodePath<'a> {
        NodePath { is_model: true, ..self }
    }

    /// The path in Python, where a model has been read from a file: without the models that it is in.
    pub(crate) fn in_python(&self) -> String {
        match self.owner {
            Some(owner) if !owner.is_model => format!("{}/{}", owner.in_python(), self.name),
            _ => self.name.to_owned(),
        }
    }
}

impl fmt::Display for NodePath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.owner {
            Some(owner) if owner.owner.is_some() => write!(f, "{owner}/{}", self.name),
            _ => f.write_str(self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_the_names_of_all_places_but_the_root() {
        let (encoder, root) = ("encoder".to_owned(), NodePath::ROOT);
        let encoder = root.join(&encoder);
        let dense = encoder.join("dense");
        assert_eq!(dense.join("kernel").to_string(), "encoder/dense/kernel");
        assert_eq!(encoder.to_string(), "encoder");
        assert_eq!(root.to_string(), "");
        let dense = dense.of_model();
        assert_eq!(dense.join("kernel").to_string(), "encoder/dense/kernel");
        assert_eq!(dense.join("cell").join("kernel").in_python(), "cell/kernel");
    }
}
