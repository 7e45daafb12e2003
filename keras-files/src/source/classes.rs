//! The classes of the library: their arguments, and the values that these have if nothing is said.

use std::sync::LazyLock;

use serde_json::Value;

static TABLE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("classes.json")).unwrap_or_default());

/// A class of the library.
#[derive(Clone, Copy)]
pub struct Class(&'static Value);

/// An argument of one.
#[derive(Clone, Copy)]
pub struct Argument(&'static Value);

impl Class {
    /// The class that an object is of; none if it is one of a program's own.
    ///
    /// # Errors
    ///
    /// If it is a class of Keras that the library does not have.
    pub fn of(object: &Value) -> Result<Option<Self>, String> {
        let class = object["class_name"].as_str().unwrap_or_default();
        let registered = object["registered_name"].as_str().and_then(|name| name.rsplit_once('>'));
        let module = registered.map(|(package, _)| package).or(object["module"].as_str());
        let modules = TABLE.as_object().into_iter().flatten();
        let mut found = modules.filter(|(name, _)| module.is_none_or(|module| module == *name));
        match found.find_map(|(_, classes)| classes.get(class)) {
            Some(found) => Ok(Some(Self(found))),
            None if class == "Lambda" => {
                Err("a `Lambda` holds a function of Python: write the model here, with the function in Rust"
                    .to_owned())
            }
            None if module.is_none_or(|module| module == "keras" || module.starts_with("keras.")) => {
                let module = module.unwrap_or("Keras");
                Err(format!("`{class}` of `{module}` is not there in this library"))
            }
            None => Ok(None),
        }
    }

    /// Whether the library has something of this name, of whatever kind.
    pub fn is_any(name: &str) -> bool {
        Self::all(name).next().is_some()
    }

    /// All of this name, of whatever kind.
    pub fn all(name: &str) -> impl Iterator<Item = Self> {
        TABLE.as_object().into_iter().flatten().filter_map(move |(_, classes)| classes.get(name).map(Self))
    }

    /// Whether it has an argument of this name.
    pub fn takes(self, name: &str) -> bool {
        self.arguments().any(|argument| argument.name() == name)
    }

    /// Its arguments, in the order of their positions.
    pub fn arguments(self) -> impl Iterator<Item = Argument> {
        self.0["arguments"].as_array().into_iter().flatten().map(Argument)
    }

    /// Whether it takes ids.
    pub fn takes_ids(self) -> bool {
        self.0["takes_ids"] == true
    }

    /// What the library calls it, if that is not what Keras does.
    pub fn renamed(self) -> Option<&'static str> {
        self.0["renamed"].as_str()
    }
}

impl Argument {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.0["name"].as_str().unwrap_or_default()
    }

    /// The value that it has if it is not given; none if it must be.
    pub fn default(self) -> Option<&'static Value> {
        self.0.get("default")
    }

    /// Whether it is of numbers with fractions.
    pub fn is_float(self) -> bool {
        self.0["float"] == true
    }

    /// Whether it is a text, of which no word is made.
    pub fn is_text(self) -> bool {
        self.0["text"] == true
    }

    /// The words of which it takes one; none if it takes other values, too.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        self.0["words"].as_array().into_iter().flatten().filter_map(Value::as_str)
    }
}
