//! Weights that are part of the program.

use std::iter::repeat_n;

use crate::layer::lora::begin;
use crate::layer::{LayerSpec, Outcome, Weight, without_initial_values};
use crate::model::{Answers, Model};
use crate::shape::{Fault, MAX_RANK, Shape};

/// Where the numbers of a weight begin and end, and its shape.
type Stored = ((usize, usize), &'static [usize]);

/// The weights of a model in bytes of the program.
#[derive(Debug)]
pub struct Pretrained {
    /// The file that they stand in, or their numbers alone.
    pub bytes: &'static [u8],
    /// The groups of its layers, in their order.
    pub layers: &'static [&'static str],
    /// By the groups that Keras has them in, sorted.
    pub groups: &'static [(&'static str, &'static [Stored])],
}

impl Pretrained {
    /// The model with these weights.
    ///
    /// # Panics
    ///
    /// If the weights in the file are of other shapes than the layers say that stand beside them.
    pub fn model<M: Model>(&self, new: fn() -> M) -> M {
        let mut model = without_initial_values(new);
        let mut stored = Vec::with_capacity(self.groups.iter().map(|(_, weights)| weights.len()).sum());
        let mut layers = self.layers.iter();
        model.each_node(&mut |name, node| {
            let layer = layers.next().copied().unwrap_or_default();
            node.each_group(layer, name, &mut |path, _, members| {
                let found = self.groups.binary_search_by_key(&path, |(path, _)| path);
                let found = found.map_or(&[][..], |place| self.groups[place].1);
                assert!(found.len() == members.count(), "the file has not the weights of `{path}`");
                let own = &found[members.count() - members.next..];
                stored.extend(own.iter().copied().map(Some).chain(repeat_n(None, members.left_out)));
            });
        });
        let mut stored = stored.into_iter();
        model.each_node_mut(&mut |node| {
            node.each_weight_mut(&mut |weight| {
                let stored = stored.next().expect("each weight stands in a group, or adapts one that does");
                let Some(((start, end), shape)) = stored else {
                    return begin_anew(weight);
                };
                let (name, expected) = (weight.variable().name(), weight.variable().shape());
                assert!(
                    *expected == *shape,
                    "the file has {shape:?} for `{name}`, which is {:?}",
                    &*expected
                );
                fill(weight, &self.bytes[start..end]);
            });
        });
        model
    }
}

/// Lets a factor of a low-rank adaptation be as it is before training.
fn begin_anew(weight: &mut Weight) {
    if weight.adapter.is_some_and(|adapter| adapter.is_first) {
        let shape = weight.variable().shape();
        begin(&shape, weight.variable_mut().value_mut());
    }
}

fn fill(weight: &mut Weight, bytes: &[u8]) {
    let values = weight.variable_mut().value_mut();
    let (numbers, _) = bytes.as_chunks();
    values.iter_mut().zip(numbers).for_each(|(value, &bytes)| *value = f32::from_le_bytes(bytes));
}

/// What a file has of a layer.
#[derive(Clone, Copy, Debug)]
pub struct StoredLayer {
    /// The call that makes its weights.
    pub call: usize,
    /// Its name.
    pub name: &'static str,
    /// The shapes of its weights, of those in layers inside it, too.
    pub shapes: &'static [&'static [usize]],
    /// Whether the weights stand in the order of the layer, as those in a single group do.
    pub in_order: bool,
}

/// Checks that the weights in a file are those that the layers have, if all layers are in order.
#[track_caller]
pub const fn check_weights(answers: Answers<'_>, stored: &[StoredLayer]) {
    let mut i = 0;
    while i < answers.calls() {
        if matches!(answers.of(i), Outcome::Wrong(_) | Outcome::Poisoned) {
            return;
        }
        i += 1;
    }
    let mut i = 0;
    while i < stored.len() {
        if let Some(spec) = answers.of(stored[i].call).spec()
            && let Some(fault) = unlike(spec, &stored[i])
        {
            panic!("{}", fault.as_str());
        }
        i += 1;
    }
}

/// What is wrong with the weights of a layer. Of those of the layers inside it the numbers are counted, unless the file has some
/// of them twice.
const fn unlike(spec: &LayerSpec, stored: &StoredLayer) -> Option<Fault> {
    let fault = Fault::new("layer ").name(stored.name).text(": the file has ");
    let (mut i, mut numbers) = (0, 0);
    while i < stored.shapes.len() {
        numbers += product(stored.shapes[i]);
        i += 1;
    }
    if spec.len == stored.shapes.len() {
        let mut i = 0;
        while i < spec.len {
            if let Some(weight) = &spec.weights[i] {
                let found = if stored.in_order {
                    is_shape(&weight.shape, stored.shapes[i])
                } else {
                    is_among(&weight.shape, stored.shapes)
                };
                if !found && stored.in_order && stored.shapes[i].len() <= MAX_RANK {
                    let fault = fault.shape(&Shape::known(stored.shapes[i])).text(" for ").name(weight.name);
                    return Some(fault.text(", which is ").shape(&weight.shape));
                } else if !found {
                    return Some(fault.text("no ").shape(&weight.shape).text(" for ").name(weight.name));
                }
            }
            i += 1;
        }
    }
    let expected = spec.params() - adapters(spec);
    if spec.shares_inner || numbers == expected {
        return None;
    }
    Some(fault.number(numbers).text(" numbers, and the layer has ").number(expected))
}

/// How many numbers of a layer are factors of a low-rank adaptation, which a file has merged into another weight.
const fn adapters(spec: &LayerSpec) -> usize {
    let (mut i, mut numbers) = (0, 0);
    while i < spec.len {
        if let Some(weight) = &spec.weights[i]
            && weight.adapter.is_some()
        {
            numbers += weight.elements();
        }
        i += 1;
    }
    numbers
}

const fn product(shape: &[usize]) -> usize {
    let (mut product, mut i) = (1, 0);
    while i < shape.len() {
        product *= shape[i];
        i += 1;
    }
    product
}

const fn is_shape(shape: &Shape, found: &[usize]) -> bool {
    found.len() <= MAX_RANK && shape.fits(&Shape::known(found))
}

const fn is_among(shape: &Shape, found: &[&[usize]]) -> bool {
    let mut i = 0;
    while i < found.len() {
        if is_shape(shape, found[i]) {
            return true;
        }
        i += 1;
    }
    false
}
