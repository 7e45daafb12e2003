//! The `Model` trait: shapes, layers, weights, forward pass.

use std::path::Path;

use keras_files::names::ClassNames;
use ndarray::ArrayD;

use crate::autodiff::Tensor;
use crate::config::{Map, Value};
use crate::layer::{
    Adapter, ForwardPass, GroupMembers, Node, NodePath, Outputs, Place, VisitGroup, Weight, WeightGroup,
    find_weight,
};
#[cfg(feature = "onnx")]
use crate::model::onnx;
use crate::model::summary::Summary;
use crate::model::weights_file::{self, MergedWeight, Mismatch, Notes, SavedWeights};
use crate::model::{json, keras_file};
use crate::sealed::Sealed;
use crate::shape::{Shape, Specs};
use crate::{Error, Result};

/// Model: what `sequential!`, `graph!` and [`Sequential`](crate::model::Sequential) make, and a file.
///
/// All of them are [`Clone`]: a clone has equal weights and states, and they are its own. Keras's `clone_model` makes fresh
/// weights instead, as the `new` of a model's type does.
pub trait Model: Sealed + Send + Sync + 'static {
    /// The shape of a sample as a type, such as [`Rank1<784>`](crate::shape::Rank1); a tuple for several inputs.
    type Input;
    /// The shape of what it gives for a sample; a tuple for several outputs.
    type Output;
    /// What the last axis of the output means; a tuple for several outputs.
    type Head;

    /// The name of the model.
    fn name(&self) -> &str;

    /// The specs of the inputs.
    fn inputs(&self) -> Specs;

    /// The specs of the outputs.
    fn outputs(&self) -> Specs;

    /// The names of the inputs.
    fn input_names(&self) -> Vec<&str>;

    /// The names of the layers that give the outputs.
    fn output_names(&self) -> Vec<&str>;

    /// Shows each layer and its name, in the order in which they were written.
    fn each_node<'a>(&'a self, visit: &mut dyn FnMut(&'a str, &'a dyn Node));

    /// Shows each layer, to change.
    fn each_node_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut dyn Node));

    /// Which layer takes what from where; `None` if each takes what the one before it gives.
    fn wires(&self) -> Option<&[Wire]>;

    /// Where its outputs come from, if it has wires.
    #[doc(hidden)]
    fn gives(&self) -> &[Source];

    /// Forward pass: the outputs for a batch.
    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Outputs;

    /// The layers, in the order in which they were written.
    fn nodes(&self) -> Vec<&dyn Node> {
        let mut nodes = Vec::new();
        self.each_node(&mut |_, node| nodes.push(node));
        nodes
    }

    /// The layers, to change.
    fn nodes_mut(&mut self) -> Vec<&mut dyn Node> {
        let mut nodes = Vec::new();
        self.each_node_mut(&mut |node| nodes.push(node));
        nodes
    }

    /// The layers and their arguments as Keras writes them, and, of `graph!`, which takes what from where; as
    /// [`Model.get_config`](https://keras.io/api/models/model_saving_apis/).
    ///
    /// # Errors
    ///
    /// If an argument of a layer has no form in JSON, as a function without a name.
    fn get_config(&self) -> Result<Map> {
        json::config(self, self.name())
    }

    /// All that Keras writes of it but its weights: `keras.models.model_from_json` makes the model of its text.
    ///
    /// ```
    /// use keras::prelude::*;
    ///
    /// let model = sequential![Dense(3, activation = relu, input = 4), Dense(1)];
    /// let json = model.to_json()?;
    /// assert_eq!(json["class_name"], "Sequential");
    /// assert_eq!(json["config"]["layers"][1]["config"]["units"], 3);
    /// let text = json.to_string();
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`get_config`](Self::get_config).
    fn to_json(&self) -> Result<Value> {
        json::object(self, self.name())
    }

    /// The model as source text of [`sequential!`](https://docs.rs/keras/latest/keras/macro.sequential.html) or
    /// [`graph!`](https://docs.rs/keras/latest/keras/macro.graph.html), as rustfmt leaves it, to go on with by hand. The struct
    /// has the name of the model; of a layer whose name is no identifier, what is none of its letters is `_`.
    ///
    /// ```
    /// use keras::prelude::*;
    ///
    /// sequential! { struct Digits { Dense(32, activation = relu, input = 64), Dense(10, name = logits) } }
    /// let text = "use keras::prelude::*;
    ///
    /// sequential! {
    ///     /// The model `digits`.
    ///     pub struct Digits {
    ///         Input(64),
    ///         Dense(32, activation = relu),
    ///         Dense(10, name = logits),
    ///     }
    /// }
    /// ";
    /// assert_eq!(Digits::new().export_rust()?, text);
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`get_config`](Self::get_config), or if a value of an argument has no form in source text.
    fn export_rust(&self) -> Result<String> {
        keras_files::source::rust(&self.to_json()?).map_err(|message| Error::new("export_rust", message))
    }

    /// A table of the layers, their output shapes and numbers of weights, in Keras's look.
    #[must_use = "it prints nothing by itself: `println!(\"{}\", model.summary())`"]
    fn summary(&self) -> Summary {
        Summary::of(self)
    }

    /// A layer by its name.
    ///
    /// # Errors
    ///
    /// If there is no layer of this name.
    fn get_layer(&self, name: &str) -> Result<&dyn Node> {
        let mut nodes = Vec::new();
        self.each_node(&mut |name, node| nodes.push((name, node)));
        find(self.name(), &nodes, name)
    }

    /// Shows each weight, in Keras's order, with the path that it has where the model itself stands at `path`.
    #[doc(hidden)]
    fn each_weight<'a>(&'a self, path: &NodePath<'_>, visit: &mut dyn FnMut(&NodePath<'_>, &'a Weight)) {
        self.each_node(&mut |name, node| node.each_weight(&path.join(name), visit));
    }

    /// The number of weights, counted by element.
    fn count_params(&self) -> usize {
        weights(&self.nodes()).map(|weight| weight.variable().value().len()).sum()
    }

    /// The [paths](NodePath) of all weights, layer by layer, in Keras's order: `encoder/dense/kernel`.
    fn weight_paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.each_weight(&NodePath::ROOT, &mut |path, _| paths.push(path.to_string()));
        paths
    }

    /// A copy of a weight, by its path.
    ///
    /// # Errors
    ///
    /// If there is no weight of this path.
    fn get_weight(&self, path: &str) -> Result<ArrayD<f32>> {
        let place = format!("model `{}`", self.name());
        let weight = find_weight(place, path, |visit| self.each_weight(&NodePath::ROOT, visit))?;
        Ok(weight.variable().to_array())
    }

    /// Copies of all weights, layer by layer, in Keras's order.
    fn get_weights(&self) -> Vec<ArrayD<f32>> {
        weights(&self.nodes()).map(|weight| weight.variable().to_array()).collect()
    }

    /// Replaces all weights by those of a list in Keras's order.
    ///
    /// # Errors
    ///
    /// If the number of arrays or the shape of one differs, or a number is NaN or infinite. The model is unchanged then.
    fn set_weights(&mut self, weights: &[ArrayD<f32>]) -> Result<()> {
        let place = format!("model `{}`, set_weights", self.name());
        let paths = self.weight_paths();
        replace(place, &paths, self.nodes_mut(), weights)
    }

    /// Shows the groups that Keras's files have the weights in, where the model itself is a group at `path`.
    #[doc(hidden)]
    fn each_group(&self, path: &str, name: &str, visit: &mut VisitGroup<'_>) {
        visit(path, name, GroupMembers::default());
        let layers = if path.is_empty() { "layers".to_owned() } else { format!("{path}/layers") };
        let mut names = ClassNames::default();
        // Of a graph, its inputs are layers, too.
        if json::class(self) == json::FUNCTIONAL {
            for input in self.input_names() {
                visit(&format!("{layers}/{}", names.next("InputLayer")), input, GroupMembers::default());
            }
        }
        self.each_node(&mut |name, node| {
            node.each_group(&format!("{layers}/{}", names.next(node.class())), name, visit);
        });
    }

    /// Writes all weights to a file, in the format that its ending says; as
    /// [`Model.save_weights`](https://keras.io/api/models/model_saving_apis/weights_saving_and_loading/).
    ///
    /// | ending | |
    /// | --- | --- |
    /// | `.weights.h5` | Keras's own: in Python `model.load_weights` of the same model reads it |
    /// | `.safetensors` | [safetensors](https://huggingface.co/docs/safetensors), under their [paths](NodePath): in Python `safetensors.numpy.load_file` reads it |
    ///
    /// ```
    /// use keras::prelude::*;
    ///
    /// sequential! { struct Digits { Dense(32, activation = relu, input = 64), Dense(10) } }
    /// let (model, mut other) = (Digits::new(), Digits::new());
    /// let path = std::env::temp_dir().join("digits_to_save.weights.h5");
    /// model.save_weights(&path)?;
    /// other.load_weights(&path)?;
    /// assert_eq!(other.get_weights(), model.get_weights());
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the name has another ending, or the file cannot be written; an older one is as before then.
    fn save_weights(&self, path: impl AsRef<Path>) -> Result<()>
    where
        Self: Sized,
    {
        weights_file::write(path.as_ref(), &saved_weights(self), self.get_weights(), &Notes::new())
    }

    /// Reads all weights from a file that [`save_weights`](Self::save_weights), [`save`](Self::save), a
    /// [`ModelCheckpoint`](crate::training::callbacks::ModelCheckpoint) or Keras wrote: `.weights.h5`, `.keras`,
    /// `.safetensors`, and the older `.h5`, in which the weights of
    /// [`keras.applications`](https://keras.io/api/applications/) come.
    ///
    /// In a file of Keras's format the layers have the names of their classes, counted as they come in the model, or, in the
    /// older one, stand in their order; what they are called does not matter.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is damaged, or has not exactly the weights of this model. The model is unchanged then.
    fn load_weights(&mut self, path: impl AsRef<Path>) -> Result<()>
    where
        Self: Sized,
    {
        let own = saved_weights(self);
        let weights = weights_file::read(path.as_ref(), &own, Mismatch::Fails)?;
        let weights: Vec<_> = weights.into_iter().flatten().collect();
        self.set_weights(&weights).map_err(|error| error.within(path.as_ref().display()))
    }

    /// Reads the weights that fit from a file of another model, for transfer learning, and gives the paths of those that stay
    /// as they are; as Keras's `load_weights(path, skip_mismatch=True)`.
    ///
    /// The layers are found by class and place in Keras's format, by path in `.safetensors`, and by name in the older `.h5`, as
    /// with Keras's `by_name=True`.
    ///
    /// ```
    /// use keras::prelude::*;
    ///
    /// let path = std::env::temp_dir().join("ten_classes.weights.h5");
    /// sequential![Dense(32, activation = relu, input = 64), Dense(10)].save_weights(&path)?;
    /// let mut model = sequential![Dense(32, activation = relu, input = 64), Dense(3, name = three)];
    /// assert_eq!(model.load_matching_weights(&path)?, ["three/kernel", "three/bias"]);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is damaged. The model is unchanged then.
    #[doc(alias = "skip_mismatch")]
    fn load_matching_weights(&mut self, path: impl AsRef<Path>) -> Result<Vec<String>>
    where
        Self: Sized,
    {
        let own = saved_weights(self);
        let found = weights_file::read(path.as_ref(), &own, Mismatch::IsSkipped)?;
        let (mut weights, mut kept) = (self.get_weights(), vec![]);
        for ((weight, found), path) in weights.iter_mut().zip(found).zip(own.paths) {
            match found {
                Some(array) => *weight = array,
                None => kept.push(path),
            }
        }
        self.set_weights(&weights).map_err(|error| error.within(path.as_ref().display()))?;
        Ok(kept)
    }

    /// Writes the whole model to a file: what Keras's `load_model` makes it of again. The name ends in `.keras`.
    ///
    /// The optimizer, the loss and the metrics of a compiled model are written by
    /// [`Compiled::save`](crate::training::Compiled::save).
    ///
    /// ```
    /// use keras::prelude::*;
    ///
    /// sequential! { struct Digits { Dense(32, activation = relu, input = 64), Dense(10) } }
    /// let path = std::env::temp_dir().join("digits_to_save.keras");
    /// let model = Digits::new();
    /// model.save(&path)?;
    /// assert_eq!(Digits::load(&path)?.get_weights(), model.get_weights());
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the name has another ending, an argument of a layer has no form in a file, as a function without a name, or the
    /// file cannot be written; an older one is as before then.
    fn save(&self, path: impl AsRef<Path>) -> Result<()>
    where
        Self: Sized,
    {
        let (layers, arrays) = (saved_weights(self), self.get_weights());
        keras_file::write(path.as_ref(), self.to_json()?, &layers, &arrays, None, Notes::new())
    }

    /// Writes the model for other programs to run, in the format [ONNX](https://onnx.ai): what it computes at prediction,
    /// with its weights. The name ends in `.onnx`. As
    /// [`Model.export`](https://keras.io/api/models/model_saving_apis/export/).
    ///
    /// | | |
    /// | --- | --- |
    /// | inputs, outputs | named and shaped as those of the model, channels last; names of outputs are those of the layers that give them, counted where one gives several |
    /// | size of the batch | `batch`, any |
    /// | sizes that the data decide (`_`) | `image_1` for axis 1 of an input `image`, any |
    /// | element types | `float32`, and `int32` of ids |
    /// | operators | set 18, which onnxruntime runs from 1.14 on |
    ///
    /// Between convolutions, poolings and what stands between them there is no transposition: it happens where an image
    /// comes in and where it goes out. Layers that do nothing at prediction are left out.
    ///
    /// ```
    /// use keras::prelude::*;
    ///
    /// let model = sequential![Dense(32, activation = relu, input = 64), Dense(10)];
    /// let path = std::env::temp_dir().join("digits_to_export.onnx");
    /// model.export(&path)?;
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// In Python `onnxruntime.InferenceSession("digits.onnx").run(None, {"input_layer": x})` computes what `predict` does.
    ///
    /// # Errors
    ///
    /// If the name has another ending, a layer is your own or one that ONNX cannot say, which is named, the model has more
    /// than the 2 GB that the format can hold, or the file cannot be written; an older one is as before then.
    #[cfg(feature = "onnx")]
    fn export(&self, path: impl AsRef<Path>) -> Result<()>
    where
        Self: Sized,
    {
        onnx::write(self, path.as_ref())
    }

    /// The model with the weights of a file that [`save`](Self::save) or Keras wrote. Layers that are frozen there are frozen
    /// here.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is damaged, or is of a model with other layers: it says which.
    fn load(path: impl AsRef<Path>) -> Result<Self>
    where
        Self: Checked,
    {
        let mut model = Self::default();
        let archive = keras_file::load(path.as_ref(), &mut model)?;
        for (node, is_frozen) in model.nodes_mut().into_iter().zip(archive.frozen_layers()) {
            if is_frozen {
                node.set_trainable(false);
            }
        }
        Ok(model)
    }

    /// Lets training change the weights of all layers, or of none, whatever their argument `trainable` says.
    fn set_trainable(&mut self, trainable: bool) {
        self.each_node_mut(&mut |node| node.set_trainable(trainable));
    }

    /// The arguments `trainable` of the layers, in the order in which they were written.
    #[doc(hidden)]
    fn trainable_arguments(&self) -> Vec<bool>;

    /// Lets each layer be trained as its argument in this model says, which stands in a place: a layer that was moved here
    /// from another model may come with what was said there.
    #[doc(hidden)]
    fn settle(&mut self, place: Place) {
        let mut arguments = self.trainable_arguments().into_iter();
        self.each_node_mut(&mut |node| node.settle(place.inside(arguments.next().unwrap_or(true))));
    }

    /// How many numbers among its weights training changes, where the model stands in a place.
    #[doc(hidden)]
    fn trainable_params(&self, place: Place) -> usize {
        let nodes = self.nodes().into_iter().zip(self.trainable_arguments());
        nodes.map(|(node, argument)| node.trainable_params(place.inside(argument))).sum()
    }

    /// Lets layers that are `stateful` begin the next batch at zero.
    fn reset_state(&self) {
        self.each_node(&mut |_, node| node.reset_state());
    }
}

// What the methods above do is compiled once, not for each model.

fn weights<'a>(nodes: &[&'a dyn Node]) -> impl Iterator<Item = &'a Weight> {
    nodes.iter().flat_map(|node| node.weights())
}

fn find<'a>(model: &str, nodes: &[(&str, &'a dyn Node)], name: &str) -> Result<&'a dyn Node> {
    let found = nodes.iter().find(|&&(known, _)| known == name);
    found.map(|&(_, node)| node).ok_or_else(|| {
        let known: Vec<&str> = nodes.iter().map(|&(known, _)| known).collect();
        Error::expected(
            format!("model `{model}`"),
            format!("a layer of {}", known.join(", ")),
            format!("`{name}`"),
        )
    })
}

fn replace(
    place: String,
    paths: &[String],
    mut nodes: Vec<&mut dyn Node>,
    weights: &[ArrayD<f32>],
) -> Result<()> {
    let mut targets: Vec<&mut Weight> = nodes.iter_mut().flat_map(|node| node.weights_mut()).collect();
    if targets.len() != weights.len() {
        return Err(Error::expected(place, format!("{} arrays", targets.len()), weights.len()));
    }
    for ((target, path), array) in targets.iter().zip(paths).zip(weights) {
        if target.variable().shape()[..] != *array.shape() {
            let expected = format!("an array of {} for `{path}`", target.variable().shape());
            return Err(Error::expected(place, expected, format!("{:?}", array.shape())));
        }
    }
    let arrays: Vec<_> = weights.iter().map(|array| array.as_standard_layout()).collect();
    let values = || arrays.iter().map(|array| array.as_slice().expect("the layout is standard"));
    for ((target, path), values) in targets.iter().zip(paths).zip(values()) {
        target.variable().check(path, values).map_err(|error| error.within(&place))?;
    }
    targets
        .iter_mut()
        .zip(values())
        .for_each(|(target, values)| target.variable_mut().value_mut().copy_from_slice(values));
    Ok(())
}

/// The weights of a model as files have them.
pub(crate) fn saved_weights<M: Model + ?Sized>(model: &M) -> SavedWeights {
    let mut weights = SavedWeights { paths: model.weight_paths(), ..SavedWeights::default() };
    model.each_group("", model.name(), &mut |path, name, weights_of_group| {
        let (path, name) = (path.to_owned(), name.to_owned());
        weights.groups.push(WeightGroup { path, name, weights: weights_of_group });
    });
    model.each_weight(&NodePath::ROOT, &mut |_, weight| {
        let index = weights.shapes.len();
        if let Some(Adapter { back, is_first: false, scale }) = weight.adapter {
            weights.merged.push(MergedWeight { weight: index - back, last: index, scale });
        }
        weights.shapes.push(weight.variable().shape().to_vec());
        weights.may_train.push(weight.may_train);
    });
    weights
}

/// Statically checked model, whose shapes rustc has checked: what it costs is known before the program runs.
pub trait Checked: Model + Clone + Default {
    /// The specs of the inputs.
    const INPUTS: Specs;
    /// The specs of the outputs.
    const OUTPUTS: Specs;
    /// The number of weights, counted by element.
    const PARAMS: usize;
    /// The number of weights that training changes.
    const TRAINABLE_PARAMS: usize;
    /// Floating point operations for one sample, a multiplication and an addition counting as two.
    const FLOPS: u64;
    /// The bytes that the outputs of all layers take for one sample; an axis of unknown size counts once.
    const ACTIVATION_BYTES: usize;

    /// The shape of the first input, for use where a shape or size is written: `Input(shape = Encoder::INPUT)`.
    const INPUT: Shape = Self::INPUTS.as_slice()[0].shape();
    /// The shape of the first output: `Dense(Encoder::OUTPUT.at(0))`.
    const OUTPUT: Shape = Self::OUTPUTS.as_slice()[0].shape();
}

/// Source of a tensor in a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// An input of the model, by position.
    Input(usize),
    /// An output of a call, by position.
    Call(usize, usize),
}

/// Wire of a model's graph: a call of a layer.
#[derive(Clone, Copy, Debug)]
pub struct Wire {
    /// Which layer.
    pub node: usize,
    /// On what.
    pub inputs: &'static [Source],
}

/// The type of the field for the layer at a position: how a named model refers to types out of sight.
pub trait Field<const POSITION: usize>: Sealed {
    /// What the layer is built as.
    type Built;
}
