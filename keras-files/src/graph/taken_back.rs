//! What Keras adds to the arguments of a layer.

use serde_json::{Map, Value, json};

/// Takes back what Keras has set by itself, whatever its program said, and what is always so here.
pub fn take_back(config: &mut Map<String, Value>) {
    // The axes that attention goes along, which are known when it is built.
    if config.get("attention_axes") == Some(&json!([1])) {
        config.remove("attention_axes");
    }
    // `Bidirectional` lets its layers give 0 for steps that do not count.
    if config.contains_key("merge_mode") {
        for layer in ["layer", "backward_layer"] {
            let inner = config.get_mut(layer).and_then(|layer| layer.get_mut("config")?.as_object_mut());
            inner.map(|inner| inner.remove("zero_output_for_mask"));
        }
    }
}
