//! How many tensors a layer gives: the text has a name for each.

use serde_json::Value;

use super::translation::Translation;

impl Translation {
    /// The tensors of a layer that is the model `item`, or is none; of a class of a program's own, no more than are `used`.
    pub fn outputs(&self, layer: &Value, item: Option<&str>, used: usize) -> usize {
        match item.and_then(|item| self.source(item)) {
            Some(model) => model.outputs,
            None => used.max(given(layer)),
        }
    }
}

fn given(layer: &Value) -> usize {
    let config = &layer["config"];
    match layer["class_name"].as_str() {
        Some("Bidirectional") => {
            let joined = if config["merge_mode"].is_null() { 2 } else { 1 };
            joined + 2 * (given(&config["layer"]) - 1)
        }
        Some(class) if config["return_state"] == true => 1 + states(class, config),
        Some(_) if config["return_attention_scores"] == true => 2,
        _ => 1,
    }
}

fn states(class: &str, config: &Value) -> usize {
    match class {
        "RNN" => states(config["cell"]["class_name"].as_str().unwrap_or_default(), &config["cell"]["config"]),
        "StackedRNNCells" => {
            let cells = config["cells"].as_array().into_iter().flatten();
            cells.map(|cell| states(cell["class_name"].as_str().unwrap_or_default(), &cell["config"])).sum()
        }
        class if class.contains("LSTM") => 2,
        _ => 1,
    }
}
