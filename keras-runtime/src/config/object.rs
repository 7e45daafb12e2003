//! Serialized objects: a value with its class, as Keras writes it.

use super::argument::unexpected;
use super::{ClassName, Classes, Config, Map, Value};
use crate::{Error, Result};

/// What is written as an object with its class: all that has [`Config`].
pub trait ToObject {
    /// Module, class, configuration and registered name, as Keras writes them.
    ///
    /// # Errors
    ///
    /// As of [`Config::config`].
    fn to_object(&self) -> Result<Value>;
}

impl<C: Config> ToObject for C {
    fn to_object(&self) -> Result<Value> {
        Ok(object::<C>(self.config()?))
    }
}

/// An object of a class with this configuration.
pub(crate) fn object<C: Config>(config: Map) -> Value {
    object_of(C::MODULE, C::CLASS, config)
}

fn object_of(module: &str, class: &str, config: Map) -> Value {
    let is_of_keras = module.starts_with("keras.");
    let registered = (!is_of_keras).then(|| format!("{module}>{class}"));
    envelope(module, class, config, registered)
}

/// A layer of Keras's that stands for something else: an object with these arguments and what every layer has.
pub(crate) fn layer_object(class: &str, name: &str, mut config: Map) -> Value {
    with_layer_arguments(&mut config, name, Some(true));
    envelope("keras.layers", class, config, None)
}

pub(crate) fn envelope(module: &str, class: &str, config: Map, registered: Option<String>) -> Value {
    serde_json::json!({
        "module": module, "class_name": class, "config": config, "registered_name": registered,
    })
}

/// Adds what every layer has: its name, whether it is trained if that is said of it, the type of its numbers.
pub(crate) fn with_layer_arguments(config: &mut Map, name: &str, trainable: Option<bool>) {
    config.insert("name".to_owned(), Value::from(name));
    if let Some(trainable) = trainable {
        config.insert("trainable".to_owned(), Value::from(trainable));
    }
    config.insert("dtype".to_owned(), float32_policy());
}

/// What Keras writes of layers that calculate in single precision.
pub(crate) fn float32_policy() -> Value {
    let config = Map::from_iter([("name".to_owned(), Value::from("float32"))]);
    envelope("keras", "DTypePolicy", config, None)
}

/// Whether a type of numbers is the one that there is.
///
/// # Errors
///
/// If it is not.
pub(crate) fn single_precision(dtype: &Value) -> Result<()> {
    if [Value::Null, Value::from("float32"), float32_policy()].contains(dtype) {
        return Ok(());
    }
    Err(unexpected("float32, as nothing else is done here", dtype))
}

/// As deep as the text of a file may be nested.
const MOST_LEVELS: usize = 128;

/// Whether a value is nested no deeper than a file can be: reading goes down with it.
///
/// # Errors
///
/// If it is.
pub(super) fn check_depth(value: &Value) -> Result<()> {
    fn is_within(levels: usize, value: &Value) -> bool {
        let mut inner: Box<dyn Iterator<Item = &Value>> = match value {
            Value::Array(values) => Box::new(values.iter()),
            Value::Object(values) => Box::new(values.values()),
            _ => return true,
        };
        levels > 0 && inner.all(|value| is_within(levels - 1, value))
    }
    if is_within(MOST_LEVELS, value) {
        return Ok(());
    }
    Err(Error::expected("", format_args!("at most {MOST_LEVELS} levels of nesting"), "more"))
}

/// An object that Keras has written.
pub(crate) struct Object<'a> {
    pub name: ClassName<'a>,
    pub config: &'a Map,
}

impl<'a> Object<'a> {
    /// Its parts. For which shapes it was built is found again, whatever the object says; how a model inside another was
    /// compiled does not count.
    pub fn of(value: &'a Value) -> Result<Self> {
        let Value::Object(object) = value else {
            return Err(unexpected("an object with `class_name`", value));
        };
        check_depth(value)?;
        let string = |key: &str| match object.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str())),
            Some(other) => Err(unexpected("a string", other).within(format_args!("`{key}`"))),
        };
        let class = string("class_name")?.ok_or_else(|| unexpected("an object with `class_name`", value))?;
        let parts = ["module", "class_name", "config", "registered_name", "build_config", "compile_config"];
        if let Some((key, value)) = object.iter().find(|(key, _)| !parts.contains(&key.as_str())) {
            let error = unexpected("nothing of this name", value);
            return Err(error.within(format_args!("`{class}`, `{key}`")));
        }
        let config = match object.get("config") {
            Some(Value::Object(config)) => config,
            other => {
                let error = unexpected("an object", other.unwrap_or(&Value::Null));
                return Err(error.within(format_args!("`{class}`, `config`")));
            }
        };
        let (module, registered) = (string("module")?, string("registered_name")?);
        let package = registered.map(|name| match (name.rsplit_once('>'), module) {
            (Some((package, _)), _) => package,
            // What Keras has out of sight, as a functional model, is registered under its bare name.
            // Under PyTorch, optimizers have modules of their own.
            (None, Some(module)) if module.starts_with("keras.src.backend.torch.optimizers.") => {
                "keras.optimizers"
            }
            (None, Some(module)) if module.starts_with("keras.") => module,
            (None, _) => "Custom",
        });
        Ok(Self { name: ClassName { class, module: package.or(module) }, config })
    }
}

impl ClassName<'_> {
    /// The error for a class that is not known.
    pub(crate) fn unknown(&self, expected: &str) -> Error {
        let module = self.module.map(|module| format!(" of `{module}`")).unwrap_or_default();
        let error = Error::expected("", expected, format_args!("`{}`{module}", self.class));
        if self.module.is_some_and(|module| module.starts_with("keras.src.applications.")) {
            let class = self.class;
            return error.help(format!(
                "a layer of `keras::applications` is registered: `CustomObjects::new().with::<{class}>()`"
            ));
        }
        error.help(match self.module {
            Some(module) if module == "keras" || module.starts_with("keras.") => {
                "this library has not all classes of Keras: put one in its place that it has, in Python"
            }
            _ => "a class of your own is registered: `CustomObjects::new().with::<MyClass>()`",
        })
    }
}

/// What an object makes that Keras has written, or a class with its defaults, by name: `"glorot_uniform"`. `expected` says
/// what it should be: "an initializer".
///
/// # Errors
///
/// If it is no such object, or the class is not known, or has other arguments.
pub(crate) fn made<M: 'static>(value: &Value, classes: &dyn Classes, expected: &str) -> Result<M> {
    let empty = Map::new();
    let object = match value {
        Value::String(class) => Object { name: ClassName { class, module: None }, config: &empty },
        Value::Object(_) => Object::of(value)?,
        _ => return Err(unexpected(expected, value)),
    };
    let class = classes.get::<M>(&object.name).ok_or_else(|| object.name.unknown(expected))?;
    class.make(object.config, classes)
}

/// The word that a value is, or the function of Keras that it names.
pub(crate) fn word_of(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| {
        let is_function = value.get("class_name")?.as_str()? == "function";
        value.get("config").filter(|_| is_function)?.as_str()
    })
}

/// An object that Keras has written, by the name that it has there.
pub(crate) fn name_of(object: &Value) -> Option<&str> {
    object.get("config")?.get("name")?.as_str()
}

/// The same object under another name.
pub(crate) fn with_name(mut object: Value, name: &str) -> Value {
    if let Some(Value::Object(config)) = object.get_mut("config") {
        config.insert("name".to_owned(), Value::from(name));
    }
    object
}

/// The error for a value that does not say how it is written. `expected` says what it is: "a loss".
pub(crate) fn undescribed<T: ?Sized>(expected: &str) -> Error {
    let found = format_args!("one of type `{}`", std::any::type_name::<T>());
    let error = Error::expected("", format_args!("{expected} that a file can hold"), found);
    error.help("derive `Config` for the type, and write its `to_json`: `self.to_object()`")
}

/// The error for a function, which no configuration can name. `expected` says what has a name: "an initializer".
pub(crate) fn nameless(expected: &str) -> Error {
    let error = Error::expected("", format_args!("{expected} with a name"), "a function, which has none");
    error.help("write a struct of its arguments with `#[derive(Config)]`, and register it where it is read")
}
