//! What a training is told to do, as data: a program that goes on with it has to say the same.

use serde_json::json;

use crate::config::{Map, Value};
use crate::{Error, Result};

/// The parts of a training by their names for messages, each as JSON.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::training) struct Program(pub Map);

impl Program {
    /// Adds a part.
    pub fn add(&mut self, place: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(place.into(), value.into());
    }

    /// Adds an object: a layer, a loss, an optimizer. Of one without a form in JSON only its class is known.
    pub fn add_object(&mut self, place: impl Into<String>, class: &str, object: Result<Value>) {
        self.add(place, object.unwrap_or_else(|_| json!({ "class_name": class })));
    }

    /// Whether a program that goes on with this one's training says the same.
    ///
    /// # Errors
    ///
    /// The first difference: what was, and what is.
    pub fn check(&self, now: &Self) -> Result<()> {
        let places = self.0.keys().chain(now.0.keys().filter(|place| !self.0.contains_key(*place)));
        for place in places {
            let (was, is) = (&self.0.get(place), &now.0.get(place));
            let Some(Difference { argument, was, is }) = difference(*was, *is) else { continue };
            let place = argument.map_or_else(|| place.clone(), |path| format!("{place}, argument `{path}`"));
            let text = |value: Option<&Value>| value.map_or("nothing".to_owned(), plain);
            return Err(Error::new(place, format!("it was {}, and is {}", text(was), text(is))));
        }
        Ok(())
    }
}

struct Difference<'a> {
    argument: Option<String>,
    was: Option<&'a Value>,
    is: Option<&'a Value>,
}

/// The first difference of two values; their names make none.
fn difference<'a>(was: Option<&'a Value>, is: Option<&'a Value>) -> Option<Difference<'a>> {
    let (Some(Value::Object(before)), Some(Value::Object(now))) = (was, is) else {
        return (was != is).then_some(Difference { argument: None, was, is });
    };
    // What it is comes before how it is made.
    let class = before.get_key_value("class_name").map(|(key, _)| key);
    let keys = class.into_iter().chain(before.keys()).chain(now.keys()).filter(|key| *key != "name");
    keys.into_iter().find_map(|key| {
        let Difference { argument, was, is } = difference(before.get(key), now.get(key))?;
        let key = (!["config", "class_name"].contains(&&**key)).then(|| key.clone());
        let argument = match (key, argument) {
            (Some(key), Some(inner)) => Some(format!("{key}`, argument `{inner}")),
            (key, inner) => key.or(inner),
        };
        Some(Difference { argument, was, is })
    })
}

/// A value as a message has it: of an object its class.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => format!("`{text}`"),
        Value::Object(object) => object.get("class_name").map_or_else(|| value.to_string(), plain),
        _ => value.to_string(),
    }
}
