//! The model in a configuration as source text of `sequential!` and `graph!`.
//!
//! What a layer's arguments are called, and which of their values change nothing, stands in `classes.json`; a test asks the
//! layers themselves. Nothing else is known of a layer here: its arguments are written as the configuration has them.

mod calls;
mod classes;
mod functional;
mod layer;
mod layout;
mod outputs;
mod sequential;
mod statements;
mod tensors;
mod translation;
mod value;

use serde_json::Value;

use layout::indented;
use translation::Translation;

use crate::graph::end_masks;

/// Whether the library has something of this name, such as a layer.
pub fn is_class(name: &str) -> bool {
    classes::Class::is_any(name)
}

/// Whether the library has something of this name, none of which takes this argument.
pub fn lacks_argument(class: &str, argument: &str) -> bool {
    is_class(class) && !classes::Class::all(class).any(|class| class.takes(argument))
}

/// The argument of a class of the library that is given by this name, or at this position, and the words of which it takes
/// one; none if it takes other values, too.
pub fn words_of(class: &str, argument: Result<&str, usize>) -> Option<(&'static str, Vec<&'static str>)> {
    let mut arguments = classes::Class::all(class).next()?.arguments();
    let argument = match argument {
        Ok(name) => arguments.find(|argument| argument.name() == name),
        Err(position) => arguments.nth(position),
    }?;
    let words: Vec<&str> = argument.words().collect();
    (!words.is_empty()).then(|| (argument.name(), words))
}

/// A model as text.
pub struct Source {
    /// Keras's name of the model.
    pub name: String,
    /// The name of its struct.
    pub item: String,
    /// Whether the text is that of `graph!`; else it is that of `sequential!`.
    pub is_graph: bool,
    /// Layers with a comma behind each, or statements.
    pub text: String,
    /// Its layers, in the order of the configuration.
    pub layers: Vec<Place>,
    /// Whether each input takes ids.
    takes_ids: Vec<bool>,
    /// How many tensors it gives.
    outputs: usize,
}

/// Where the weights of a layer stand.
pub struct Place {
    /// The name of the layer in the text.
    pub name: String,
    /// The group of a file in which they are, in that of the model.
    pub group: String,
    /// Keras's name of its class.
    pub class: String,
    /// The struct of the model that it is, if it is one.
    pub model: Option<String>,
}

/// A model as text, after those that are layers of it; `item` is the name of its struct, if there is one.
///
/// # Errors
///
/// If there is something in the configuration that has no text: it says in which layer.
pub fn sources(model: &Value, item: Option<&str>) -> Result<Vec<Source>, String> {
    let mut model = model.clone();
    end_masks(&mut model)?;
    let mut translation = Translation::default();
    let name = model["config"]["name"].as_str().unwrap_or("model");
    let item = match item {
        Some(item) => item.to_owned(),
        None => translation.item(name),
    };
    translation.items.insert(item.clone());
    let source = translation.model(&model, item)?;
    translation.models.push(source);
    Ok(translation.models)
}

/// A model as a file of source text.
///
/// # Errors
///
/// As of [`sources`].
pub fn rust(model: &Value) -> Result<String, String> {
    let sources = sources(model, None)?;
    let mut text = "use keras::prelude::*;\n".to_owned();
    for Source { name, item, is_graph, text: body, .. } in &sources {
        let macro_name = if *is_graph { "graph" } else { "sequential" };
        let body = indented(body, 2);
        text += &format!(
            "\n{macro_name}! {{\n    /// The model `{name}`.\n    pub struct {item} {{\n{body}    }}\n}}\n"
        );
    }
    Ok(text)
}
