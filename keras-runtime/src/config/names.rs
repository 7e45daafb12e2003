//! The names of arguments, and what is said of a name that is none of them.

use std::mem::forget;

use crate::layer::CallSignature;
use crate::shape::{Fault, ShapeResult, begins_with, is_same};

/// The name of an argument, and what other libraries call it: `#[doc(alias = "…")]` at its field.
#[derive(Clone, Copy, Debug)]
pub struct ArgumentName {
    name: &'static str,
    aliases: &'static [&'static str],
    /// How its values are written, of one with several.
    list: Option<&'static str>,
}

impl ArgumentName {
    /// A name with its synonyms.
    pub const fn new(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { name, aliases, list: None }
    }

    /// This name, of an argument with several values, which are written like this.
    pub const fn list(self, form: &'static str) -> Self {
        Self { list: Some(form), ..self }
    }
}

/// The names that every layer takes.
pub const OF_EVERY_LAYER: &[ArgumentName] = &[
    ArgumentName::new("input", &["input_dim", "input_size", "in_features", "in_shape"]),
    ArgumentName::new("name", &["id", "layer_name"]),
    ArgumentName::new("trainable", &["requires_grad", "frozen"]),
];

/// The names of the arguments of a struct. Derived.
pub trait ArgumentNames {
    /// In order of position.
    const NAMES: &'static [ArgumentName];

    /// Those that a macro takes away before.
    const COMMON: &'static [ArgumentName];

    /// Whether nobody knows them, as those of what is no layer: then nothing is said of any.
    const ARE_UNKNOWN: bool = false;

    /// What is said of any argument where there is none to give.
    const NONE: Fault = Fault::new("takes no arguments");

    /// Whether they are those of a model.
    const IS_MODEL: bool = false;
}

/// The arguments of a model as a layer of another.
#[derive(Clone, Copy, Debug)]
pub struct NoNames;

impl ArgumentNames for NoNames {
    const NAMES: &'static [ArgumentName] = &[];
    const COMMON: &'static [ArgumentName] = OF_EVERY_LAYER;
    const NONE: Fault = Fault::new("is a model, which takes no arguments: its layers have them")
        .help("write its name and `()`");
    const IS_MODEL: bool = true;
}

/// What stands for an argument that the struct has not, with as many values as are given.
#[derive(Clone, Copy, Debug)]
pub struct NoArgument<const LENGTH: usize>;

impl<const LENGTH: usize> NoArgument<LENGTH> {
    /// Nothing is set.
    pub const fn set<A: Copy, T: Copy>(self, given: A, _: [T; LENGTH]) -> A {
        given
    }

    /// Nothing is left out.
    pub const fn unset<A: Copy>(self, given: A) -> A {
        given
    }

    /// Whether the struct has it.
    pub const fn is_known(self) -> bool {
        false
    }

    /// That it has no argument of this name, and which was meant.
    pub const fn named<N: ArgumentNames>(self, name: &str) -> ShapeResult<()> {
        if N::ARE_UNKNOWN {
            return ShapeResult::Ok(());
        }
        let fault = Fault::new("has no argument ").name(name);
        if is_same(name, "in_channels") {
            return ShapeResult::Err(fault.help("leave it out: the number of channels is that of its input"));
        }
        if is_same(name, "input_length") {
            let help = "the first layer takes `input = …`: the number of steps, and that of features if a step has several";
            return ShapeResult::Err(fault.help(help));
        }
        if is_same(name, "batch_input_shape") {
            let help = "the first layer takes `input = …`, without the axis of the batch";
            return ShapeResult::Err(fault.help(help));
        }
        if N::IS_MODEL
            && let Some(help) = instead_of(name)
        {
            return ShapeResult::Err(fault.help(help));
        }
        ShapeResult::Err(match meant(name, N::NAMES, N::COMMON) {
            Some(meant) => fault.help("did you mean ").name(meant).text("?"),
            None if N::NAMES.is_empty() => N::NONE,
            None => list(fault.help("it takes "), N::NAMES),
        })
    }

    /// The same of a value that is given with a call, unless the call takes a tensor of this name.
    pub const fn setting<N: ArgumentNames>(self, name: &str, signature: &CallSignature) -> ShapeResult<()> {
        if signature.place(name).is_some() { signature.setting(name) } else { self.named::<N>(name) }
    }
}

/// What the arguments make, if there are as many by position as there may be, and all names are names of theirs: of a
/// name that is not, rustc is told where it stands.
pub const fn of_arguments<N: ArgumentNames, T>(
    made: ShapeResult<T>,
    positions: usize,
    are_known: &[bool],
) -> ShapeResult<T> {
    let names = N::NAMES;
    if N::ARE_UNKNOWN {
        return made;
    }
    if positions > names.len() {
        forget(made);
        return ShapeResult::Err(match names.len() {
            0 => N::NONE,
            1 => {
                let fault = list(Fault::new("takes one argument: "), names);
                match names[0].list {
                    Some(form) => fault.help("its values are ").text(form),
                    None => fault,
                }
            }
            count => list(Fault::new("takes at most ").number(count).text(" arguments: "), names),
        });
    }
    let mut i = 0;
    while i < are_known.len() {
        if !are_known[i] {
            forget(made);
            return ShapeResult::Err(Fault::SAID);
        }
        i += 1;
    }
    made
}

/// What is wrong with arguments, if something is.
pub const fn fault_of(fault: Option<Fault>) -> ShapeResult<()> {
    match fault {
        Some(fault) => ShapeResult::Err(fault),
        None => ShapeResult::Ok(()),
    }
}

/// What takes the place of an argument of the networks of `keras.applications`.
const fn instead_of(name: &str) -> Option<&'static str> {
    if is_same(name, "include_top") {
        return Some("a network without its top is `Features` of its module, `mobilenet_v2::Features()(x)`");
    }
    if is_same(name, "weights") {
        return Some(
            "ImageNet weights are loaded into the model that is made, `model.base.load_imagenet()?`, by `name = base`",
        );
    }
    if is_same(name, "classes") || is_same(name, "classifier_activation") {
        return Some(
            "a top of one's own stands after `Features`, as of `mobilenet_v2`: `Dense(5, activation = softmax)`",
        );
    }
    if is_same(name, "pooling") {
        return Some("`GlobalAveragePooling2D()` stands after `Features`, as of `mobilenet_v2`");
    }
    None
}

/// Adds the first of the names.
const fn list(mut fault: Fault, names: &[ArgumentName]) -> Fault {
    const MOST: usize = 8;
    let mut i = 0;
    while i < names.len() && i < MOST {
        fault = if i > 0 { fault.text(", ") } else { fault }.name(names[i].name);
        i += 1;
    }
    if names.len() > MOST { fault.text(" and ").number(names.len() - MOST).text(" others") } else { fault }
}

/// The name that was meant: one that is called so elsewhere, the one most like it, or the first with this word, or the
/// beginning of one, in it.
const fn meant(word: &str, own: &[ArgumentName], common: &[ArgumentName]) -> Option<&'static str> {
    let (mut best, mut least) = (None, word.len() / 3 + 1);
    let mut part = None;
    let mut i = 0;
    while i < own.len() + common.len() {
        let ArgumentName { name, aliases, .. } = if i < own.len() { own[i] } else { common[i - own.len()] };
        let mut j = 0;
        while j < aliases.len() {
            if is_same(aliases[j], word) {
                return Some(name);
            }
            j += 1;
        }
        let distance = distance(word.as_bytes(), name.as_bytes());
        if distance < least {
            (best, least) = (Some(name), distance);
        }
        if part.is_none() && has_word(name, word) {
            part = Some(name);
        }
        i += 1;
    }
    if best.is_some() { best } else { part }
}

/// How many letters must be changed, left out, added, or swapped with the next.
const fn distance(a: &[u8], b: &[u8]) -> usize {
    const MOST: usize = 64;
    if a.len() >= MOST || b.len() >= MOST {
        return MOST;
    }
    let (mut last, mut row) = ([0; MOST], [0; MOST]);
    let mut j = 0;
    while j <= b.len() {
        row[j] = j;
        j += 1;
    }
    let mut i = 0;
    while i < a.len() {
        let mut next = [i + 1; MOST];
        let mut j = 0;
        while j < b.len() {
            let is_same = a[i].eq_ignore_ascii_case(&b[j]);
            let is_swapped = i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j];
            let ways = [
                row[j] + !is_same as usize,
                row[j + 1] + 1,
                next[j] + 1,
                if is_swapped { last[j - 1] + 1 } else { MOST },
            ];
            let mut way = 0;
            next[j + 1] = MOST;
            while way < ways.len() {
                if ways[way] < next[j + 1] {
                    next[j + 1] = ways[way];
                }
                way += 1;
            }
            j += 1;
        }
        (last, row) = (row, next);
        i += 1;
    }
    row[b.len()]
}

/// Whether one of the words of a name begins with this: `init` of `kernel_initializer`.
const fn has_word(name: &str, word: &str) -> bool {
    if word.len() < 3 {
        return false;
    }
    let mut at = 0;
    while at < name.len() {
        if at == 0 || name.as_bytes()[at - 1] == b'_' {
            let rest = name.split_at(at).1;
            if begins_with(rest, word) {
                return true;
            }
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[ArgumentName] = &[
        ArgumentName::new("pool_size", &["kernel"]),
        ArgumentName::new("kernel_initializer", &[]),
        ArgumentName::new("return_sequences", &[]),
    ];

    #[test]
    fn the_name_that_was_meant_is_found() {
        for (word, name) in [
            ("kernel", Some("pool_size")),
            ("size", Some("pool_size")),
            ("initializer", Some("kernel_initializer")),
            ("kernel_initialiser", Some("kernel_initializer")),
            ("returnSequences", Some("return_sequences")),
            ("nme", Some("name")),
            ("naem", Some("name")),
            ("input_dim", Some("input")),
            ("init", Some("kernel_initializer")),
            ("colour", None),
            ("größe", None),
        ] {
            assert_eq!(meant(word, NAMES, OF_EVERY_LAYER), name, "{word}");
        }
    }
}
