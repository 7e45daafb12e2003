//! Where in a file the weights stand.

use keras_files::names::ClassNames;
use keras_files::source::Source;
use keras_files::weights::weights;

use crate::network::Network;
use crate::word::Word;

/// The weights of a model.
#[derive(Default)]
pub struct Weights {
    /// The groups of the layers of the model, in their order.
    pub layers: Vec<String>,
    /// By the groups that the library has them in.
    pub groups: Vec<(String, Vec<Stored>)>,
    /// The numbers, if those in the file are packed, or of another type.
    pub unpacked: Option<Vec<u8>>,
}

/// One weight.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct Stored {
    /// Where its numbers begin and end.
    pub range: (usize, usize),
    pub shape: Vec<usize>,
}

type Models<'a> = [(&'a Source, &'a Network)];

impl Weights {
    /// Those in a part of the file, which Keras 2 may have written.
    pub fn of((part, is_keras_2): (&[u8], bool), file: &[u8], models: &Models<'_>) -> Result<Self, String> {
        let damaged = |message| format!("is damaged: its weights: {message}");
        let found = weights(part, is_keras_2).map_err(damaged)?;
        let mut places = vec![];
        if let Some(last) = models.last() {
            place(models, last, ("layers", "layers"), &mut places);
        }
        let mut all = Self { layers: layers(models), ..Self::default() };
        let begin = file.as_ptr() as usize;
        let mut stored = vec![];
        for group in &found {
            for array in &group.arrays {
                stored.push(array.stored().map_err(damaged)?.filter(|bytes| {
                    let at = bytes.as_ptr() as usize;
                    bytes.is_empty() || (begin..begin + file.len()).contains(&at)
                }));
            }
        }
        let is_plain = stored.iter().all(Option::is_some);
        let (mut unpacked, mut stored) = (vec![], stored.into_iter().flatten());
        for group in &found {
            let own = own_place(&group.path, &places).ok_or_else(|| {
                format!("has weights at `{}`, for which its model has no layer", group.path)
            })?;
            let mut weights = vec![];
            for array in &group.arrays {
                let (start, bytes) = match is_plain.then(|| stored.next()).flatten() {
                    Some([]) => (0, std::borrow::Cow::Borrowed(&[][..])),
                    Some(bytes) => (bytes.as_ptr() as usize - begin, bytes.into()),
                    None => {
                        let floats = array.floats().map_err(damaged)?;
                        let bytes: Vec<u8> = floats.into_iter().flat_map(f32::to_le_bytes).collect();
                        (unpacked.len(), bytes.into())
                    }
                };
                if !is_finite(&bytes) {
                    return Err(format!("has weights at `{}` that are NaN or infinite", group.path));
                }
                if !is_plain {
                    unpacked.extend_from_slice(&bytes);
                }
                weights.push(Stored { range: (start, start + bytes.len()), shape: array.shape.clone() });
            }
            all.groups.push((own, weights));
        }
        all.groups.sort();
        all.unpacked = (!is_plain).then_some(unpacked);
        Ok(all)
    }
}

impl Weights {
    /// The weights of the layer at a position, group by group.
    pub fn of_layer(&self, position: usize) -> impl Iterator<Item = &[Stored]> {
        let layer = &self.layers[position];
        let groups = self.groups.iter().filter(move |(path, _)| {
            path.strip_prefix(layer.as_str())
                .is_some_and(|inside| inside.is_empty() || inside.starts_with('/'))
        });
        groups.map(|(_, weights)| &**weights).filter(|weights| !weights.is_empty())
    }
}

fn is_finite(bytes: &[u8]) -> bool {
    bytes.as_chunks().0.iter().all(|&bytes| f32::from_le_bytes(bytes).is_finite())
}

/// The groups of the layers of the last model.
fn layers(models: &Models<'_>) -> Vec<String> {
    let Some((source, network)) = models.last() else { return vec![] };
    let mut names = ClassNames::default();
    let class = |name: &str| source.layers.iter().find(|layer| layer.name == name).map(|layer| &*layer.class);
    let classes = network.nodes.iter().map(|node| class(&node.name.text()).unwrap_or_default());
    classes.map(|class| format!("layers/{}", names.next(class))).collect()
}

/// The groups of a model's layers in the file and in the library, which counts them in its own order.
fn place(
    models: &Models<'_>,
    (source, network): &(&Source, &Network),
    (theirs, ours): (&str, &str),
    places: &mut Vec<(String, String)>,
) {
    let mut names = ClassNames::default();
    for node in &network.nodes {
        let Some(layer) = source.layers.iter().find(|layer| layer.name == node.name.text()) else { continue };
        let (theirs, ours) =
            (format!("{theirs}/{}", layer.group), format!("{ours}/{}", names.next(&layer.class)));
        let is_model = |model: &&(&Source, &Network)| Some(&model.0.item) == layer.model.as_ref();
        if let Some(model) = models.iter().find(is_model) {
            place(models, model, (&format!("{theirs}/layers"), &format!("{ours}/layers")), places);
        }
        places.push((theirs, ours));
    }
}

/// Where the library has what stands at a path in the file; the layers inside another are placed before it.
fn own_place(path: &str, places: &[(String, String)]) -> Option<String> {
    places.iter().find_map(|(theirs, ours)| {
        let inside = path.strip_prefix(theirs.as_str())?;
        (inside.is_empty() || inside.starts_with('/')).then(|| format!("{ours}{inside}"))
    })
}
