//! What Keras adds to the arguments of a layer.

use serde_json::{Map, Value, json};

/// Takes back what Keras has set by itself in the configuration of a layer, `object`, whatever its program said, and what is
/// always so here.
pub fn take_back(object: &Value, config: &mut Map<String, Value>) {
    take_back_axes(query_shape(object), config);
    // `Bidirectional` lets its layers give 0 for steps that do not count.
    if config.contains_key("merge_mode") {
        for layer in ["layer", "backward_layer"] {
            let inner = config.get_mut(layer).and_then(|layer| layer.get_mut("config")?.as_object_mut());
            inner.map(|inner| inner.remove("zero_output_for_mask"));
        }
    }
}

/// The shape of the queries that attention is called on, as far as its entry says.
pub fn query_shape(object: &Value) -> Option<&Value> {
    let built = || object.get("build_config")?.get("shapes_dict")?.get("query_shape");
    // Files before version 3 have the calls alone.
    let called = || {
        let call = object.get("inbound_nodes")?.get(0)?;
        let query = call["args"].get(0).or_else(|| call["kwargs"].get("query"))?;
        query.get("config")?.get("shape")
    };
    built().or_else(called)
}

/// Takes back the axes that attention goes along, which Keras sets when the layer is built: all but the batch and the
/// features if none were given, and none of them counted from the end.
pub fn take_back_axes(query_shape: Option<&Value>, config: &mut Map<String, Value>) {
    let Some(rank) = query_shape.and_then(Value::as_array).map(|shape| shape.len() as i64) else { return };
    let Some(Value::Array(axes)) = config.get("attention_axes") else { return };
    let from_front = |axis: &Value| axis.as_i64().map(|axis| if axis < 0 { rank + axis } else { axis });
    let Some(axes) = axes.iter().map(from_front).collect::<Option<Vec<_>>>() else { return };
    let axes = if (1..rank - 1).eq(axes.iter().copied()) { Value::Null } else { json!(axes) };
    config.insert("attention_axes".to_owned(), axes);
}
