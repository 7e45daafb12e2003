//! Pictures of models: boxes and arrows, as SVG and for Graphviz.

mod calls;
mod dot;
mod graph;
mod layout;
mod svg;

use std::path::Path;

use self::graph::Graph;
use crate::Result;
use crate::files::{not_written, write_whole};
use crate::model::Model;
use crate::pictures::{ending, other_ending, write_svg_or_png};

/// Options of [`plot_model`] and [`model_to_dot`], with the names and defaults of
/// [`keras.utils.plot_model`](https://keras.io/api/utils/model_plotting_utils/).
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct PlotModel {
    show_shapes: bool,
    show_dtype: bool,
    show_layer_names: bool,
    rankdir: Rankdir,
    expand_nested: bool,
    show_layer_activations: bool,
    show_trainable: bool,
    dpi: u32,
}

impl Default for PlotModel {
    fn default() -> Self {
        Self {
            show_shapes: false,
            show_dtype: false,
            show_layer_names: false,
            rankdir: Rankdir::TB,
            expand_nested: false,
            show_layer_activations: false,
            show_trainable: false,
            dpi: 200,
        }
    }
}

/// Direction of a picture of a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rankdir {
    /// From top to bottom, Keras's `"TB"`.
    #[default]
    TB,
    /// From left to right, Keras's `"LR"`.
    LR,
}

impl PlotModel {
    /// The defaults of Keras: the classes of the layers, from top to bottom.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the shapes of inputs and outputs are shown.
    pub fn show_shapes(mut self, show_shapes: bool) -> Self {
        self.show_shapes = show_shapes;
        self
    }

    /// Whether the element type of the outputs is shown.
    pub fn show_dtype(mut self, show_dtype: bool) -> Self {
        self.show_dtype = show_dtype;
        self
    }

    /// Whether the names of the layers are shown beside their classes.
    pub fn show_layer_names(mut self, show_layer_names: bool) -> Self {
        self.show_layer_names = show_layer_names;
        self
    }

    /// The direction.
    pub fn rankdir(mut self, rankdir: Rankdir) -> Self {
        self.rankdir = rankdir;
        self
    }

    /// Whether models inside are drawn with their layers, rather than as one box.
    pub fn expand_nested(mut self, expand_nested: bool) -> Self {
        self.expand_nested = expand_nested;
        self
    }

    /// Whether the activations of layers are shown.
    pub fn show_layer_activations(mut self, show_layer_activations: bool) -> Self {
        self.show_layer_activations = show_layer_activations;
        self
    }

    /// Whether it is shown which layers train.
    pub fn show_trainable(mut self, show_trainable: bool) -> Self {
        self.show_trainable = show_trainable;
        self
    }

    /// The dots per inch of a picture as PNG.
    pub fn dpi(mut self, dpi: u32) -> Self {
        self.dpi = dpi;
        self
    }
}

/// Picture of a model in a file: a box for each call of a layer, an arrow for each tensor, as
/// [`keras.utils.plot_model`](https://keras.io/api/utils/model_plotting_utils/). Nothing else is needed on the machine.
///
/// A path that ends in `.svg` gets the picture, for a browser or a page, and with the feature `plot` one that ends in `.png` too;
/// one that ends in `.dot` gets what [`model_to_dot`] says, for [Graphviz](https://graphviz.org). A layer that is called several times has a box for each call; Keras has one.
///
/// ```
/// use keras::prelude::*;
/// use keras::utils::{PlotModel, plot_model};
///
/// let model = graph!({
///     let x = Input(4);
///     let y = Dense(4, activation = relu)(x);
///     Dense(1)(x + y)
/// });
/// let path = std::env::temp_dir().join("picture_of_a_model.svg");
/// plot_model(&model, &path, PlotModel::new().show_shapes(true))?;
/// let svg = std::fs::read_to_string(&path).unwrap();
/// assert!(svg.starts_with("<svg") && svg.contains("Dense") && svg.contains("(None, 4)"));
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// If the path has another ending, or cannot be written; for a `.png`, if the machine has no font, or the dots are too many.
pub fn plot_model<M: Model>(model: &M, to_file: impl AsRef<Path>, options: PlotModel) -> Result<()> {
    let path = to_file.as_ref();
    match &*ending(path) {
        "dot" => {
            let text = model_to_dot(model, options);
            write_whole(path, |file| {
                std::io::Write::write_all(file, text.as_bytes()).map_err(|error| not_written(path, error))
            })
        }
        "svg" | "png" => write_svg_or_png(path, options.dpi.into(), || {
            Ok(svg::document(&Graph::of(model, &options), options.rankdir))
        }),
        _ => Err(other_ending(path, "a path that ends in `.svg`, `.png` or `.dot`")),
    }
}

/// The model as a graph in the language DOT of [Graphviz](https://graphviz.org), as
/// [`keras.utils.model_to_dot`](https://keras.io/api/utils/model_plotting_utils/).
///
/// ```
/// use keras::prelude::*;
/// use keras::utils::{PlotModel, model_to_dot};
///
/// let model = sequential![Dense(3, input = 4), Dense(1)];
/// let dot = model_to_dot(&model, PlotModel::new().show_layer_names(true));
/// assert!(dot.starts_with("digraph") && dot.contains("dense_1 (Dense)") && dot.contains("->"));
/// ```
pub fn model_to_dot<M: Model>(model: &M, options: PlotModel) -> String {
    dot::document(&Graph::of(model, &options), options.rankdir)
}
