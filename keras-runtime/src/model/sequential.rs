//! Dynamic sequential model: layers added one at a time, at run time.

use std::collections::HashSet;
use std::fmt;

use crate::autodiff::Tensor;
use crate::config::Value;

use crate::layer::{
    AnyConfig, AnyLayer, BuildResult, CallSignature, ForwardPass, LayerConfig, LayerType, Node, Outcome,
    Outputs,
};
use crate::model::claim;
use crate::model::{Model, Source, Wire};
use crate::sealed::Sealed;
use crate::shape::{AnyHead, DType, Dynamic, Inputs, Shape, ShapeResult, Spec, Specs};
use crate::{Error, Result};

/// Sequential model built at run time: a list of layers, whose shapes are checked as each is added.
///
/// The layers and the rules are those of [`sequential!`](https://docs.rs/keras/latest/keras/macro.sequential.html);
/// what does not fit is an error of [`add`](Sequential::add), in the words that the compiler would use.
#[derive(Clone, Default)]
pub struct Sequential {
    input: Option<Spec>,
    output: Option<Spec>,
    nodes: Vec<Box<dyn Node>>,
    /// Their arguments `trainable`.
    trainable: Vec<bool>,
    names: HashSet<String>,
}

impl Sequential {
    /// A model without layers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a layer after the last one.
    ///
    /// # Errors
    ///
    /// If it does not fit what the last one gives, or is the first and has no `input`. The model is unchanged then.
    pub fn add(&mut self, layer: UnbuiltLayer) -> Result<&mut Self> {
        let class = layer.class;
        let config = layer.config.about(class)?;
        let input = self.input_of(class, layer.input, layer.dtype)?;
        let inputs = Inputs::new(std::slice::from_ref(&input));
        let spec = config.outcome(inputs).alone();
        let output = spec.about(class)?.outputs().as_slice()[0];
        let name = match layer.name {
            Some(name) if self.names.contains(&name) => {
                return Err(Error::new("", format!("another layer is already named `{name}`")));
            }
            Some(name) if name.is_empty() || name.contains('/') => {
                let error = Error::expected(
                    format!("`{class}`, name"),
                    "a name without `/`, of a letter or more",
                    format!("{name:?}"),
                );
                return Err(error.help("`/` separates the names in the path of a weight"));
            }
            Some(name) => name,
            None => self.free_name(layer.base),
        };
        self.nodes.push(config.build(&name, inputs, &spec, layer.trainable));
        self.trainable.push(layer.trainable);
        self.names.insert(name);
        self.input.get_or_insert(input);
        self.output = Some(output);
        Ok(self)
    }

    /// The spec that the next layer is given.
    fn input_of(&self, class: &str, claimed: Option<ShapeResult<Shape>>, dtype: DType) -> Result<Spec> {
        match (self.output, claimed) {
            (Some(output), None) => Ok(output),
            (Some(output), Some(claimed)) => claim(claimed, Some(output)).about(class).map(|()| output),
            (None, Some(claimed)) => {
                Ok(Outcome::input(claimed, dtype).about("input")?.outputs().as_slice()[0])
            }
            (None, None) => {
                Err(Error::new("", format!("the first layer says what it takes: `{class}(…, input = 784)`")))
            }
        }
    }

    fn free_name(&self, base: &str) -> String {
        let numbered = (1..).map(|count| format!("{base}_{count}"));
        let mut names = std::iter::once(base.to_owned()).chain(numbered);
        names.find(|name| !self.names.contains(name)).expect("the numbers do not end")
    }
}

impl fmt::Debug for Sequential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.nodes.iter().map(|node| node.name())).finish()
    }
}

#[diagnostic::do_not_recommend]
impl Sealed for Sequential {}

impl Model for Sequential {
    type Input = Dynamic;
    type Output = Dynamic;
    type Head = AnyHead;

    fn name(&self) -> &str {
        "sequential"
    }

    fn inputs(&self) -> Specs {
        Specs::new(self.input.as_slice())
    }

    fn outputs(&self) -> Specs {
        Specs::new(self.output.as_slice())
    }

    fn input_names(&self) -> Vec<&str> {
        self.input.iter().map(|_| "input_layer").collect()
    }

    fn output_names(&self) -> Vec<&str> {
        self.nodes.last().into_iter().map(|node| node.name()).collect()
    }

    fn each_node<'a>(&'a self, visit: &mut dyn FnMut(&'a str, &'a dyn Node)) {
        self.nodes.iter().for_each(|node| visit(node.name(), &**node));
    }

    fn each_node_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut dyn Node)) {
        self.nodes.iter_mut().for_each(|node| visit(&mut **node));
    }

    fn trainable_arguments(&self) -> Vec<bool> {
        self.trainable.clone()
    }

    fn wires(&self) -> Option<&[Wire]> {
        None
    }

    fn gives(&self) -> &[Source] {
        &[]
    }

    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Outputs {
        let ([input], true) = (inputs, pass.accepts(self.name(), &self.inputs(), inputs)) else {
            return pass.nothing(1);
        };
        let output = self.nodes.iter().fold(input.clone(), |x, node| node.call(&[x], pass).tensor(0));
        Outputs::new([output])
    }
}

/// Unbuilt layer, to be added: what `layer!` makes.
pub struct UnbuiltLayer {
    pub(super) class: &'static str,
    base: &'static str,
    pub(super) config: ShapeResult<Box<dyn AnyConfig>>,
    pub(super) dtype: DType,
    pub(super) name: Option<String>,
    pub(super) trainable: bool,
    input: Option<ShapeResult<Shape>>,
}

impl UnbuiltLayer {
    /// A layer of these arguments; `base` is the beginning of its automatic name.
    pub fn new<T: LayerType<Config: LayerConfig>>(
        class: &'static str,
        base: &'static str,
        config: BuildResult<T>,
        dtype: DType,
    ) -> Self {
        let config: ShapeResult<Box<dyn AnyConfig>> = match config {
            ShapeResult::Ok(config) => ShapeResult::Ok(Box::new(config)),
            ShapeResult::Err(fault) => ShapeResult::Err(fault),
        };
        Self { class, base, config, dtype, name: None, trainable: true, input: None }
    }

    /// A layer that was read, and its name if it has one.
    pub(crate) fn of(layer: AnyLayer, name: Option<String>) -> Self {
        let (class, base, dtype) = (layer.class(), layer.word(), layer.dtype());
        let config = ShapeResult::Ok(layer.into_config());
        Self { class, base, config, dtype, name, trainable: true, input: None }
    }

    /// What its calls take by name.
    pub(super) fn signature(&self) -> CallSignature {
        match &self.config {
            ShapeResult::Ok(config) => config.signature(),
            ShapeResult::Err(_) => CallSignature::UNNAMED,
        }
    }

    /// The layer under a name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The layer as Keras writes it.
    ///
    /// # Errors
    ///
    /// If an argument has no form in JSON, as a function without a name.
    pub fn to_json(&self) -> Result<Value> {
        match &self.config {
            ShapeResult::Ok(config) => config.object(self.name.as_deref(), self.trainable),
            ShapeResult::Err(fault) => ShapeResult::Err(*fault).about(self.class),
        }
    }

    /// The layer, to be trained or not.
    #[must_use]
    pub fn trainable(mut self, trainable: bool) -> Self {
        self.trainable = trainable;
        self
    }

    /// The layer with the shape that it takes, as the first of a model says it.
    #[must_use]
    pub fn input(mut self, shape: impl Into<ShapeResult<Shape>>) -> Self {
        self.input = Some(shape.into());
        self
    }
}

impl fmt::Debug for UnbuiltLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(…)", self.class)
    }
}
