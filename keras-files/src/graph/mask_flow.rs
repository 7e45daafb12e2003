//! Which tensors have masks while Keras computes a graph, call by call.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::operations::COPY;
use super::order::{Call, calls, in_order_of_calls};
use super::{History, as_layer, histories, is_mask, is_operation, makes_mask, name_of, outputs};

const ATTENTION: &str = "MultiHeadAttention";

/// Layers that have a mask only if each of their inputs has one.
const MERGES: [&str; 6] = ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"];

/// Layers that compute the same whatever mask they are given, and hand it on.
const HEEDLESS: [&str; 22] = [
    "Activation",
    "ActivityRegularization",
    "Add",
    "AlphaDropout",
    "Average",
    "Concatenate",
    "Dense",
    "Dropout",
    "ELU",
    "GaussianDropout",
    "GaussianNoise",
    "GroupNormalization",
    "Identity",
    "LayerNormalization",
    "LeakyReLU",
    "Normalization",
    "PReLU",
    "ReLU",
    "Rescaling",
    "SpatialDropout1D",
    "Subtract",
    "UnitNormalization",
];

/// What happens to masks in a graph.
#[derive(Default)]
pub(super) struct MaskFlow<'a> {
    /// The calls whose tensors may have a mask here.
    made: HashSet<Call<'a>>,
    /// Those whose tensors have it in Keras as well when they are made.
    has: HashSet<Call<'a>>,
    /// Which of the tensors of a call have masks that it does not find in Keras, and would find here: operations know nothing
    /// of masks, and attention takes those of what it is called on away.
    pub lost: HashMap<Call<'a>, Vec<usize>>,
    /// The tensors whose masks a call takes away.
    pub taken: HashMap<Call<'a>, Vec<History<'a>>>,
    /// A call that reads steps which differ from those of Keras, since their mask does not end where it does there.
    pub differs: Option<&'a str>,
}

impl<'a> MaskFlow<'a> {
    /// Goes along the calls of a graph, whose inputs may have masks if it is inside of another, as Keras computes it or as it
    /// is computed here, where all masks stay. None if they go in a circle.
    pub fn of(config: &'a Map<String, Value>, is_inside: bool, in_keras: bool) -> Option<Self> {
        let layers = config["layers"].as_array()?;
        let outputs = outputs(layers, &config["output_layers"]);
        let (mut flow, mut taken, mut differing) = (Self::default(), HashSet::new(), HashSet::new());
        if is_inside {
            let inputs = layers.iter().filter(|layer| layer["class_name"] == "InputLayer");
            flow.made.extend(inputs.map(|input| (name_of(input), 0)));
            flow.has.clone_from(&flow.made);
        }
        let calls = in_order_of_calls(layers)?;
        let found = found(&calls);
        for (call, layer, given) in calls {
            let all = tensors(given);
            let masked = all
                .iter()
                .enumerate()
                .filter(|(_, tensor)| flow.may_have_mask(tensor))
                .map(|(place, _)| place);
            if is_operation(layer) {
                let lost: Vec<_> = masked.collect();
                if layer["class_name"] != COPY && as_layer(layer).is_some() && !lost.is_empty() {
                    flow.lost.insert(call, lost);
                }
                continue;
            }
            let is_given = is_given_mask(given);
            let (has, mut lost): (Vec<_>, Vec<_>) = masked.partition(|&place| {
                let tensor = all[place].0;
                is_given || flow.has.contains(&(tensor.0, tensor.1)) && !taken.contains(&tensor)
            });
            let is_different = all.iter().any(|(tensor, _)| differing.contains(&(tensor.0, tensor.1)));
            let is_output = outputs.iter().any(|output| (output.0, output.1) == call);
            let is_read = is_output || !HEEDLESS.iter().any(|class| layer["class_name"] == *class);
            if is_read && is_different && !lost.is_empty() {
                flow.differs = flow.differs.or(Some(name_of(layer)));
            }
            // Where a layer behind has found the mask, that of the first stays: it says what of the output counts there.
            let stays = |place: &mut usize| found.contains(&call) && (!is_read || *place == 0);
            let kept: Vec<_> = lost.extract_if(.., stays).collect();
            if is_different || is_read && !kept.is_empty() {
                differing.insert(call);
            }
            if !lost.is_empty() {
                flow.lost.insert(call, lost);
            }
            let by_attention = taken_by(layer, given);
            let masked = has.iter().chain(&kept).map(|&place| all[place].0);
            let takes: Vec<_> = masked.filter(|tensor| by_attention.contains(tensor)).collect();
            if !takes.is_empty() {
                taken.extend(takes.iter().copied().filter(|_| in_keras));
                flow.taken.insert(call, takes);
            }
            if ends_steps(layer) {
                continue;
            }
            let is_merge = MERGES.iter().any(|class| layer["class_name"] == *class);
            let passes = |masked: usize| if is_merge { masked == all.len() } else { masked > 0 };
            let makes = has_masks(layer);
            if makes || passes(has.len() + kept.len()) {
                flow.made.insert(call);
            }
            if makes || passes(has.len()) {
                flow.has.insert(call);
            }
        }
        Some(flow)
    }

    /// Whether what a call is given, or a part of it, may have a mask.
    pub fn is_masked(&self, given: &Value) -> bool {
        tensors(given).iter().any(|tensor| self.may_have_mask(tensor))
    }

    /// Whether a tensor of a rank may have a mask: one of time steps.
    fn may_have_mask(&self, (tensor, rank): &(History<'_>, usize)) -> bool {
        *rank > 2 && self.made.contains(&(tensor.0, tensor.1))
    }
}

/// What is done with the configuration of a graph, and with whether it is inside of another.
pub(super) type InGraph<'a> = dyn FnMut(&mut Map<String, Value>, bool) -> Result<(), String> + 'a;

/// Does something with the layers of each graph of a model in which there may be masks; says of each whether it is inside of
/// another, which may give it tensors with masks.
pub(super) fn each_graph(model: &mut Value, f: &mut InGraph<'_>) -> Result<(), String> {
    if has_masks(model) { in_models(model, false, f) } else { Ok(()) }
}

fn in_models(value: &mut Value, is_inside: bool, f: &mut InGraph<'_>) -> Result<(), String> {
    let is_model = value["config"]["layers"].is_array();
    match value {
        Value::Object(parts) => {
            parts.values_mut().try_for_each(|value| in_models(value, is_inside || is_model, f))?
        }
        Value::Array(values) => values.iter_mut().try_for_each(|value| in_models(value, is_inside, f))?,
        _ => {}
    }
    match value.get_mut("config").and_then(Value::as_object_mut) {
        Some(config) if is_model && config.contains_key("input_layers") => f(config, is_inside),
        _ => Ok(()),
    }
}

/// Whether a layer makes masks in there.
fn has_masks(value: &Value) -> bool {
    match value {
        Value::Object(parts) => makes_mask(value) || parts.values().any(has_masks),
        Value::Array(values) => values.iter().any(has_masks),
        _ => false,
    }
}

/// Whether a recurrent layer gives its last output alone, which is no step any more.
fn ends_steps(layer: &Value) -> bool {
    let config = &layer["config"];
    let config = if layer["class_name"] == "Bidirectional" { &config["layer"]["config"] } else { config };
    config["return_sequences"] == false
}

/// The tensors that a call is given, but for masks, with the ranks that they have with the batch.
fn tensors(given: &Value) -> Vec<(History<'_>, usize)> {
    match given {
        Value::Object(parts) if given["config"].get("keras_history").is_some() => {
            let rank = parts["config"]["shape"].as_array().map_or(usize::MAX, Vec::len);
            histories(given).into_iter().map(|tensor| (tensor, rank)).collect()
        }
        Value::Object(parts) => {
            parts.iter().filter(|(name, _)| !is_mask(name)).flat_map(|(_, given)| tensors(given)).collect()
        }
        Value::Array(all) => all.iter().flat_map(tensors).collect(),
        _ => vec![],
    }
}

/// Whether a call is given a mask by name, as Keras writes it of those that it has found.
fn is_given_mask(given: &Value) -> bool {
    let named = given["kwargs"].as_object().into_iter().flatten();
    named.filter(|(name, _)| is_mask(name)).any(|(_, mask)| !histories(mask).is_empty())
}

/// The calls whose outputs have the masks that Keras has found when the model was written, whatever it finds when it computes:
/// these are given by name to the calls that follow, or to some after them.
fn found<'a>(calls: &[(Call<'a>, &'a Value, &'a Value)]) -> HashSet<Call<'a>> {
    let mut found = HashSet::new();
    for (call, layer, given) in calls.iter().rev() {
        if is_given_mask(given) || found.contains(call) && !is_operation(layer) && !makes_mask(layer) {
            found.extend(tensors(given).into_iter().map(|(tensor, _)| (tensor.0, tensor.1)));
        }
    }
    found
}

/// The tensors whose masks a call takes away: those that attention is called on, also inside of a model.
fn taken_by<'a>(layer: &Value, given: &'a Value) -> Vec<History<'a>> {
    let layers = layer["config"]["layers"].as_array();
    if layer["class_name"] == ATTENTION {
        let args = given["args"].as_array().into_iter().flatten().take(3);
        let named = ["query", "value", "key"].into_iter().filter_map(|name| given["kwargs"].get(name));
        return args.chain(named).flat_map(histories).collect();
    }
    let Some(layers) = layers else { return vec![] };
    let given = histories(given);
    let inputs = histories(&layer["config"]["input_layers"]);
    if inputs.is_empty() {
        // A list of layers, of which the first has the input.
        let first = layers.iter().find(|layer| layer["class_name"] != "InputLayer");
        let is_taken = first.is_some_and(takes_its_input);
        return if is_taken { given } else { vec![] };
    }
    let taken: HashSet<History<'_>> =
        layers.iter().flat_map(|layer| calls(layer).flat_map(|(_, given)| taken_by(layer, given))).collect();
    given
        .into_iter()
        .zip(&inputs)
        .filter(|(_, input)| taken.contains(*input))
        .map(|(given, _)| given)
        .collect()
}

/// Whether a layer of a list takes the mask of its input away.
fn takes_its_input(layer: &Value) -> bool {
    let input = serde_json::json!({ "args": [{ "config": { "keras_history": ["", 0, 0] } }], "kwargs": {} });
    !taken_by(layer, &input).is_empty()
}
