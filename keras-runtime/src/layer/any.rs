//! The arguments of a layer whatever its type, to and from JSON.

use keras_files::graph::take_back;

use crate::config::{
    Argument, Classes, Map, Object, Value, object, single_precision, unexpected, with_layer_arguments,
};
use crate::layer::{CallSignature, LayerConfig, Node, Outcome};
use crate::shape::{DType, Fault, Inputs};
use crate::{Error, Result};

/// A configuration of any layer.
pub(crate) trait AnyConfig: Send + Sync {
    /// What its calls take by name.
    fn signature(&self) -> CallSignature;
    fn outcome(&self, inputs: Inputs<'_>) -> Outcome;
    fn build(&self, name: &str, inputs: Inputs<'_>, outcome: &Outcome, trainable: bool) -> Box<dyn Node>;
    /// The layer as Keras writes it.
    fn object(&self, name: Option<&str>, trainable: bool) -> Result<Value>;
}

impl<L: LayerConfig> AnyConfig for L {
    fn signature(&self) -> CallSignature {
        L::SIGNATURE
    }

    fn outcome(&self, inputs: Inputs<'_>) -> Outcome {
        LayerConfig::outcome(self, inputs)
    }

    fn build(&self, name: &str, inputs: Inputs<'_>, outcome: &Outcome, trainable: bool) -> Box<dyn Node> {
        Box::new(LayerConfig::build(self.copied(), name, inputs, outcome, trainable))
    }

    fn object(&self, name: Option<&str>, trainable: bool) -> Result<Value> {
        Ok(object::<L>(layer_config(self, name, trainable)?))
    }
}

/// The arguments of a layer that are a mistake.
impl AnyConfig for Fault {
    fn signature(&self) -> CallSignature {
        CallSignature::UNNAMED
    }

    fn outcome(&self, _: Inputs<'_>) -> Outcome {
        Outcome::Wrong(*self)
    }

    fn build(&self, name: &str, _: Inputs<'_>, _: &Outcome, _: bool) -> Box<dyn Node> {
        unreachable!("`{name}` {}", self.as_str())
    }

    fn object(&self, _: Option<&str>, _: bool) -> Result<Value> {
        Err(Error::new("", format!("a layer inside {}", self.as_str())))
    }
}

/// The configuration of a layer with what every layer has: its name, whether it is trained, the type of its numbers.
pub(crate) fn layer_config<L: LayerConfig>(layer: &L, name: Option<&str>, trainable: bool) -> Result<Map> {
    let mut config = layer.config()?;
    with_layer_arguments(&mut config, name.unwrap_or(L::WORD), L::TAKES_TRAINABLE.then_some(trainable));
    if !L::TAKES_DTYPE {
        config.remove("dtype");
    }
    Ok(config)
}

/// The arguments of a layer of whatever type, without a name.
pub struct AnyLayer {
    class: &'static str,
    word: &'static str,
    dtype: DType,
    config: Box<dyn AnyConfig>,
}

impl AnyLayer {
    /// A layer whose inputs are of this type, as long as nothing else is said.
    #[doc(hidden)]
    pub fn new<L: LayerConfig>(layer: L, dtype: DType) -> Self {
        Self { class: L::CLASS, word: L::WORD, dtype, config: Box::new(layer) }
    }

    /// A layer that is no struct of arguments: a model.
    pub(crate) fn of(
        class: &'static str,
        word: &'static str,
        dtype: DType,
        config: impl AnyConfig + 'static,
    ) -> Self {
        Self { class, word, dtype, config: Box::new(config) }
    }

    pub(crate) fn class(&self) -> &'static str {
        self.class
    }

    pub(crate) fn word(&self) -> &'static str {
        self.word
    }

    pub(crate) fn dtype(&self) -> DType {
        self.dtype
    }

    pub(crate) fn into_config(self) -> Box<dyn AnyConfig> {
        self.config
    }
}

impl std::fmt::Debug for AnyLayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}(…)", self.class)
    }
}

/// A layer with what every layer has.
pub(crate) struct NamedLayer {
    pub layer: AnyLayer,
    pub name: Option<String>,
    pub trainable: bool,
}

impl NamedLayer {
    /// The layer that Keras has written.
    pub fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        let Object { name: class, config } = Object::of(value)?;
        let layer = classes.get::<AnyLayer>(&class).ok_or_else(|| class.unknown("a layer"))?;
        let mut config = config.clone();
        let about = |error: Error, argument: &str| {
            error.within(format_args!("`{}`, argument `{argument}`", class.class))
        };
        let name = match config.remove("name") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(other) => return Err(about(unexpected("a string", &other), "name")),
        };
        take_back(value, &mut config);
        let trainable = config.remove("trainable").map_or(Ok(true), |value| bool::from_json(&value, classes));
        let trainable = trainable.map_err(|error| about(error, "trainable"))?;
        let dtype = config.remove("dtype").unwrap_or_default();
        single_precision(&dtype).map_err(|error| about(error, "dtype"))?;
        Ok(Self { layer: layer.make(&config, classes)?, name, trainable })
    }
}
