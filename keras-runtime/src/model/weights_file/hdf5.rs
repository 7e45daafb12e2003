//! Files of weights as [Keras](https://keras.io/api/models/model_saving_apis/weights_saving_and_loading/) has them.
//!
//! A layer is a group under the name of its class, counted among the layers of its model: `layers/dense_1`. In it are
//! the groups of the layers inside, under the attributes that hold them, and a group `vars` with the weights, `0`, `1`
//! and so on; an attribute `name` says what the layer is called. So the names of layers do not matter when a file is
//! read.

use std::borrow::Cow;
use std::path::Path;

use keras_files::names::ClassNames;
use ndarray::{ArrayD, IxDyn};

use super::groups::Tree;
use super::{Mismatch, Notes, SavedWeights};
use crate::files::hdf5::{Address, Dataset, Group, Hdf5, Numbers, Writer};
use crate::files::malformed;
use crate::{Error, ErrorKind, Result};

const VARIABLES: &str = "vars";
const OPTIMIZER: &str = "optimizer";
/// State of a random generator, which is another one in Keras.
const SEEDS: &str = "seed_generator";

/// What an optimizer remembers: its variables, in Keras's order.
pub(crate) struct OptimizerVariables {
    pub name: String,
    pub variables: Vec<OptimizerVariable>,
    /// Classes of the optimizers inside, each of which has the variables from its own number of steps on.
    pub inner: Vec<&'static str>,
}

/// A variable of an optimizer.
#[derive(Clone, Debug, PartialEq)]
pub enum OptimizerVariable {
    /// The number of steps.
    Iterations(u64),
    /// A slot, or the learning rate.
    Array(ArrayD<f32>),
}

/// A file of weights, of what the optimizer remembers, and of notes.
pub(crate) fn to_bytes(
    weights: &SavedWeights,
    arrays: &[ArrayD<f32>],
    optimizer: Option<&OptimizerVariables>,
    notes: &Notes,
) -> Vec<u8> {
    let mut writer = Writer::default();
    let arrays =
        if weights.merged.is_empty() { Cow::Borrowed(arrays) } else { weights.merged(arrays).into() };
    let mut links = links(&Tree::of(&weights.groups), &arrays, &mut writer);
    if let Some(optimizer) = optimizer {
        links.push((OPTIMIZER.to_owned(), group_of_optimizer(optimizer, &mut writer)));
    }
    let notes: Vec<_> = notes.iter().map(|(name, text)| (&**name, &**text)).collect();
    let root = writer.group(&links, &notes);
    writer.finish(root)
}

/// Writes what is in a group.
fn links(tree: &Tree, arrays: &[ArrayD<f32>], writer: &mut Writer) -> Vec<(String, Address)> {
    let mut all = vec![];
    for (name, child) in &tree.children {
        let links = links(child, arrays, writer);
        all.push((name.clone(), writer.group(&links, &[])));
    }
    if let Some(name) = &tree.name {
        let own = tree.weights.iter().map(|&weight| write_array(&arrays[weight], writer)).collect();
        all.push((VARIABLES.to_owned(), group_of_variables(name, own, writer)));
    }
    all
}

/// The variables of an optimizer. Those of the optimizers inside have groups of their own as well, which hold the same arrays.
fn group_of_optimizer(optimizer: &OptimizerVariables, writer: &mut Writer) -> Address {
    let OptimizerVariables { name, variables, inner } = optimizer;
    let arrays: Vec<_> = variables.iter().map(|variable| variable.write(writer)).collect();
    let is_begin = |at: &usize| matches!(variables[*at], OptimizerVariable::Iterations(_));
    let begins: Vec<usize> = (1..variables.len()).filter(is_begin).collect();
    let ends = begins.iter().skip(1).copied().chain([variables.len()]);
    let (mut names, mut groups) = (ClassNames::default(), Vec::new());
    for ((class, &begin), end) in inner.iter().zip(&begins).zip(ends) {
        let name = names.next(class);
        let own = group_of_variables(&name, arrays[begin..end].to_vec(), writer);
        groups.push((name, writer.group(&[(VARIABLES.to_owned(), own)], &[])));
    }
    let mut links = vec![(VARIABLES.to_owned(), group_of_variables(name, arrays, writer))];
    if !groups.is_empty() {
        links.push(("optimizers".to_owned(), writer.group(&groups, &[])));
    }
    writer.group(&links, &[])
}

fn group_of_variables(name: &str, variables: Vec<Address>, writer: &mut Writer) -> Address {
    let links: Vec<_> = variables.into_iter().enumerate().map(|(i, at)| (i.to_string(), at)).collect();
    writer.group(&links, &[("name", name)])
}

fn write_array(array: &ArrayD<f32>, writer: &mut Writer) -> Address {
    let values = array.as_standard_layout();
    writer.dataset(array.shape(), Numbers::F32(values.as_slice().expect("the layout is standard")))
}

impl OptimizerVariable {
    fn write(&self, writer: &mut Writer) -> Address {
        match self {
            Self::Array(array) => write_array(array, writer),
            // As Keras on JAX has it, as long as that is enough.
            Self::Iterations(count) => match i32::try_from(*count) {
                Ok(count) => writer.dataset(&[], Numbers::I32(&[count])),
                Err(_) => writer.dataset(&[], Numbers::I64(&[*count as i64])),
            },
        }
    }
}

/// The weights of a model in a file. None is where one does not fit.
pub(crate) fn from_bytes(
    path: &Path,
    bytes: &[u8],
    model: &SavedWeights,
    mismatch: Mismatch,
) -> Result<Vec<Option<ArrayD<f32>>>> {
    let mut reader = Reader { path, model, mismatch, arrays: vec![None; model.paths.len()] };
    let root = Hdf5::new(bytes).and_then(Hdf5::root).map_err(|message| malformed(path, message))?;
    reader.group(&Tree::of(&model.groups), Some(&root), "")?;
    Ok(reader.arrays)
}

struct Reader<'a> {
    path: &'a Path,
    model: &'a SavedWeights,
    mismatch: Mismatch,
    arrays: Vec<Option<ArrayD<f32>>>,
}

impl Reader<'_> {
    /// Goes down the tree that the model has and the groups that the file has together.
    fn group(&mut self, tree: &Tree, group: Option<&Group<'_>>, place: &str) -> Result<()> {
        let damaged = |message| self.damaged(place, message);
        if !tree.weights.is_empty() {
            let variables = match group {
                Some(group) => group.group(VARIABLES).map_err(damaged)?,
                None => None,
            };
            self.weights(tree, variables.as_ref(), place)?;
        }
        for (name, child) in &tree.children {
            let place = if place.is_empty() { name.clone() } else { format!("{place}/{name}") };
            let found = match group {
                Some(group) => subgroup(group, name).map_err(|message| self.damaged(&place, message))?,
                None => None,
            };
            self.group(child, found.as_ref(), &place)?;
        }
        match group {
            Some(group) if self.mismatch == Mismatch::Fails => self.has_no_more(tree, group, place),
            _ => Ok(()),
        }
    }

    /// Reads the weights of one group, all or none.
    fn weights(&mut self, tree: &Tree, variables: Option<&Group<'_>>, place: &str) -> Result<()> {
        let read = self.fitting(tree, variables, place)?;
        match read {
            Ok(arrays) => {
                for (&weight, array) in tree.weights.iter().zip(arrays) {
                    self.arrays[weight] = Some(array);
                }
                Ok(())
            }
            Err(_) if self.mismatch == Mismatch::IsSkipped => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The weights of one group; or, inside, how they do not fit.
    fn fitting(
        &self,
        tree: &Tree,
        variables: Option<&Group<'_>>,
        place: &str,
    ) -> Result<Result<Vec<ArrayD<f32>>>> {
        let path_of = |&weight: &usize| &*self.model.paths[weight];
        let count = variables.map_or(0, |variables| variables.names().count());
        let Some(variables) = variables.filter(|_| count == tree.weights.len()) else {
            let paths: Vec<&str> = tree.weights.iter().map(path_of).collect();
            let expected = format!("{} weights: {}", paths.len(), paths.join(", "));
            let found = if count == 0 { "none".to_owned() } else { count.to_string() };
            let error = Error::expected(self.place(place), expected, found).with_kind(ErrorKind::Format);
            return Ok(Err(error.help("it is of a model with other layers")));
        };
        let mut arrays = vec![];
        for (i, weight) in tree.weights.iter().enumerate() {
            let (path, shape) = (path_of(weight), &self.model.shapes[*weight]);
            let damaged = |message| self.damaged(&format!("{place}/{VARIABLES}/{i}"), message);
            let dataset = variables.dataset(&i.to_string()).map_err(damaged)?;
            let dataset = dataset.ok_or_else(|| damaged("there is no such array".to_owned()))?;
            if dataset.shape != *shape {
                let expected = format!("shape {shape:?} of `{path}`");
                let error = Error::expected(self.place(place), expected, format!("{:?}", dataset.shape));
                return Ok(Err(error.with_kind(ErrorKind::Format)));
            }
            arrays.push(array(&dataset).map_err(damaged)?);
        }
        Ok(Ok(arrays))
    }

    /// Whether the file has weights of layers that the model does not have.
    fn has_no_more(&self, tree: &Tree, group: &Group<'_>, place: &str) -> Result<()> {
        // Beside its layers a model has variables of its training, such as those of the optimizer.
        if place.is_empty() {
            return Ok(());
        }
        let is_known = |name: &str| tree.children.contains_key(name);
        let is_more = |name: &&str| !is_known(name) && !name.strip_prefix('_').is_some_and(is_known);
        for name in group.names().filter(is_more) {
            let within = format!("{place}/{name}");
            let is_known = [VARIABLES, SEEDS].contains(&name);
            let mut left = MOST_GROUPS;
            if !is_known && has_weights(group, name, &mut left).map_err(|text| self.damaged(&within, text))? {
                let error = Error::new(self.place(&within), "the model has no layer for these weights");
                return Err(error.with_kind(ErrorKind::Format).help("it is of a model with more layers"));
            }
        }
        if tree.weights.is_empty()
            && has_weights(group, VARIABLES, &mut 1).map_err(|text| self.damaged(place, text))?
        {
            let error = Error::new(self.place(place), "the layer of the model has no weights of its own");
            return Err(error.with_kind(ErrorKind::Format).help("it is of a model with other layers"));
        }
        Ok(())
    }

    fn place(&self, place: &str) -> String {
        let separator = if place.is_empty() { "" } else { ", " };
        format!("{}{separator}{place}", self.path.display())
    }

    fn damaged(&self, place: &str, message: String) -> Error {
        Error::new(self.place(place), message).with_kind(ErrorKind::Format)
    }
}

/// More groups than a file has that its model does not, unless they go in circles.
const MOST_GROUPS: usize = 10_000;

/// Whether there are weights in a group of this name. `left` is how many groups may still be looked at.
fn has_weights(group: &Group<'_>, name: &str, left: &mut usize) -> Result<bool, String> {
    let Some(inner) = group.group(name)? else { return Ok(false) };
    *left = left.checked_sub(1).ok_or("its groups go in circles, or there are too many")?;
    for inside in inner.names() {
        if name == VARIABLES || inside != SEEDS && has_weights(&inner, inside, left)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The numbers of a data set.
pub(super) fn array(dataset: &Dataset<'_>) -> Result<ArrayD<f32>, String> {
    ArrayD::from_shape_vec(IxDyn(&dataset.shape), dataset.floats()?).map_err(|error| error.to_string())
}

/// The group of a name; also under the name that it had in Keras before version 3, where attributes were private.
fn subgroup<'a>(group: &Group<'a>, name: &str) -> Result<Option<Group<'a>>, String> {
    match group.group(name)? {
        None if name == "layers" => group.group("_layer_checkpoint_dependencies"),
        None => group.group(&format!("_{name}")),
        found => Ok(found),
    }
}

/// The variables of the optimizer in a file, if there are any.
pub(super) fn optimizer<'a>(root: &Group<'a>) -> Result<Option<Vec<Dataset<'a>>>, String> {
    let Some(variables) = root.group(OPTIMIZER)?.map(|group| group.group(VARIABLES)).transpose()?.flatten()
    else {
        return Ok(None);
    };
    let variable = |i: usize| {
        let found = variables.dataset(&i.to_string())?;
        found.ok_or_else(|| format!("the optimizer has no variable {i}"))
    };
    (0..variables.names().count()).map(variable).collect::<Result<_, _>>().map(Some)
}

/// The notes beside the weights of a checkpoint.
pub(crate) fn notes(bytes: &[u8]) -> Result<Notes, String> {
    let root = Hdf5::new(bytes)?.root()?;
    let mut notes = Notes::new();
    for name in ["best", "monitor"] {
        if let Some([text]) = root.texts(name)?.as_deref() {
            notes.insert(name.to_owned(), text.clone());
        }
    }
    Ok(notes)
}
