//! Serialization of arguments one by one: what the derive calls.

use std::any::type_name;
use std::marker::PhantomData;

use super::argument::unexpected;
use super::object::{check_depth, single_precision};
use super::{Argument, Classes, Map, Value};
use crate::shape::ShapeResult;
use crate::{Error, Result};

/// A configuration that is being written.
#[derive(Debug)]
pub struct Written {
    class: &'static str,
    config: Map,
}

impl Written {
    /// No argument yet.
    pub fn new(class: &'static str) -> Self {
        Self { class, config: Map::new() }
    }

    fn put(&mut self, name: &str, value: Result<Value>) -> Result<()> {
        let value = value.map_err(|error| about(error, self.class, name))?;
        self.config.insert(name.to_owned(), value);
        Ok(())
    }

    /// A list of one value is that value, where both may be written.
    pub fn unwrap_one(&mut self, name: &str) {
        unwrap_one(&mut self.config, name);
    }

    /// What Keras calls it.
    pub fn name(&mut self, name: &str) {
        self.config.insert("name".to_owned(), Value::from(name));
    }

    /// What has been written, with the arguments that change nothing, each with its JSON.
    pub fn finish(
        mut self,
        neutral: &[(&str, &str)],
        form: impl FnOnce(&mut Map) -> Result<()>,
    ) -> Result<Map> {
        self.add(neutral);
        let formed = form(&mut self.config);
        self.formed(formed)
    }

    fn add(&mut self, neutral: &[(&str, &str)]) {
        for (name, json) in neutral {
            self.config.entry(*name).or_insert_with(|| parsed(json));
        }
    }

    fn formed(self, formed: Result<()>) -> Result<Map> {
        formed.map_err(|error| error.within(format_args!("`{}`", self.class)))?;
        Ok(self.config)
    }
}

/// Writes a list of one value as that value.
pub(crate) fn unwrap_one(config: &mut Map, name: &str) {
    if let Some(Value::Array(values)) = config.get_mut(name)
        && values.len() == 1
    {
        let value = values.remove(0);
        config.insert(name.to_owned(), value);
    }
}

/// A configuration that is being read.
pub struct Read<'a> {
    class: &'static str,
    config: &'a Map,
    classes: &'a dyn Classes,
    names: Vec<&'static str>,
    places: usize,
}

impl<'a> Read<'a> {
    /// No argument yet.
    pub fn new(class: &'static str, config: &'a Map, classes: &'a dyn Classes) -> Self {
        Self { class, config, classes, names: vec![], places: 0 }
    }

    fn take<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value, &dyn Classes) -> Result<T>,
    ) -> Result<Option<T>> {
        self.names.push(name);
        let Some(value) = self.config.get(name) else { return Ok(None) };
        read(value, self.classes).map(Some).map_err(|error| about(error, self.class, name))
    }

    /// The place of the next layer among those that are arguments.
    pub fn place(&mut self) -> usize {
        self.places += 1;
        self.places - 1
    }

    /// Passes over what nothing here depends on and is no argument: a name, whatever it is, and the type of numbers, if it
    /// is that of all.
    pub fn common(&mut self, names: &[&'static str]) -> Result<()> {
        let arguments = self.names.clone();
        names.iter().filter(|name| !arguments.contains(name)).try_for_each(|&name| {
            let read = |value: &Value, classes: &dyn Classes| match name {
                "dtype" => single_precision(value),
                _ => Option::<String>::from_json(value, classes).map(drop),
            };
            self.take(name, read).map(drop)
        })
    }

    /// What has not been read and is not neutral, each of those with the JSON that changes nothing.
    pub(crate) fn rest(&self, neutral: &[(&str, &str)]) -> Result<Map> {
        let mut rest = Map::new();
        for (name, value) in self.config.iter().filter(|(name, _)| !self.names.contains(&name.as_str())) {
            match neutral.iter().find(|(other, _)| other == name) {
                Some((_, json)) if is(value, json) => {}
                Some((_, json)) => {
                    let error = unexpected(format_args!("{json}, as nothing else is done here"), value);
                    return Err(about(error, self.class, name));
                }
                None => {
                    check_depth(value).map_err(|error| about(error, self.class, name))?;
                    rest.insert(name.clone(), value.clone());
                }
            }
        }
        Ok(rest)
    }

    /// What the arguments make, if none is left that is not neutral, each with the JSON that changes nothing.
    pub fn finish<T>(self, neutral: &[(&str, &str)], made: ShapeResult<T>) -> Result<T> {
        self.nothing_left(neutral)?;
        made.about(self.class)
    }

    fn nothing_left(&self, neutral: &[(&str, &str)]) -> Result<()> {
        let Some((name, value)) = self.rest(neutral)?.into_iter().next() else { return Ok(()) };
        let error = about(unexpected("no argument of this name", &value), self.class, &name);
        let names: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        Err(match names.as_slice() {
            [] => error.help(format!("`{}` takes no arguments", self.class)),
            names => error.help(format!("`{}` takes {}", self.class, names.join(", "))),
        })
    }
}

/// The argument that a type decides: the one that was read, or the one of the default type.
pub fn typed<T: Argument>(read: Option<T>, default: &impl Argument, classes: &dyn Classes) -> Result<T> {
    read.map_or_else(|| T::from_json(&default.to_json()?, classes), Ok)
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).expect("the derive writes JSON")
}

/// Whether a value is what a JSON text says.
fn is(value: &Value, json: &str) -> bool {
    let expected = parsed(json);
    match (value.as_f64(), expected.as_f64()) {
        (Some(value), Some(expected)) => value == expected,
        _ => *value == expected,
    }
}

fn about(error: Error, class: &str, name: &str) -> Error {
    error.within(format_args!("`{class}`, argument `{name}`"))
}

/// The JSON of values of a type. Where there is none, [`NoForm`] answers.
#[derive(Debug)]
pub struct Form<T>(PhantomData<T>);

impl<T: Argument> Form<T> {
    /// Writes an argument.
    pub fn write(value: &T, name: &str, config: &mut Written) -> Result<()> {
        config.put(name, value.to_json())
    }

    /// Reads an argument, if it is there.
    pub fn read(name: &'static str, config: &mut Read<'_>) -> Result<Option<T>> {
        config.take(name, T::from_json)
    }
}

/// Values of a type without [`Argument`]: no JSON, and an error that names the argument.
pub trait NoForm<T> {
    /// Is an error.
    fn write(_: &T, name: &str, config: &mut Written) -> Result<()> {
        config.put(name, Err(no_form::<T>()))
    }

    /// Is an error, if the argument is there.
    fn read(name: &'static str, config: &mut Read<'_>) -> Result<Option<T>> {
        config.take(name, |_, _| Err(no_form::<T>()))
    }
}

impl<T> NoForm<T> for Form<T> {}

fn no_form<T>() -> Error {
    let error = Error::expected(
        "",
        "a value that has a form in JSON",
        format_args!("one of type `{}`", type_name::<T>()),
    );
    error.help("derive `Config` for an enum of words, or implement `keras::config::Argument` for the type")
}
