//! Weights in a file of Keras's, where they stand.

use crate::hdf5::{Dataset, Group, Hdf5};

const VARIABLES: &str = "vars";
/// State of a random generator, which is another one here.
const SEEDS: &str = "seed_generator";
/// The layers of a model, today and in Keras before version 3.
const LAYERS: [&str; 2] = ["layers", "_layer_checkpoint_dependencies"];

/// The weights that stand in one group, in their order.
pub struct Weights<'a> {
    /// Where the group stands: `layers/bidirectional/forward_layer/cell`.
    pub path: String,
    /// Their numbers.
    pub arrays: Vec<Dataset<'a>>,
}

/// All weights of the layers in a file; of Keras 2, whose attributes are private, under the names that Keras 3 has for them.
///
/// # Errors
///
/// If the file is damaged: it says where.
pub fn weights(file: &[u8], is_keras_2: bool) -> Result<Vec<Weights<'_>>, String> {
    let mut all = vec![];
    let root = Hdf5::new(file)?.root()?;
    // No more groups than there are bytes for: else they go in circles.
    let mut left = file.len() / 16;
    for name in LAYERS {
        if let Some(layers) = root.group(name)? {
            walk(&layers, "layers", &mut all, &mut left)?;
            break;
        }
    }
    if is_keras_2 {
        all.iter_mut().for_each(|weights| weights.path = weights.path.replace("/_", "/"));
    }
    Ok(all)
}

fn walk<'a>(
    group: &Group<'a>,
    path: &str,
    all: &mut Vec<Weights<'a>>,
    left: &mut usize,
) -> Result<(), String> {
    *left = left.checked_sub(1).ok_or("its groups go in circles, or there are too many")?;
    let within = |message: String| format!("{path}: {message}");
    for name in group.names().filter(|name| *name != SEEDS) {
        let Some(inner) = group.group(name).map_err(within)? else { continue };
        if name != VARIABLES {
            let name = if LAYERS.contains(&name) { LAYERS[0] } else { name };
            walk(&inner, &format!("{path}/{name}"), all, left)?;
            continue;
        }
        let arrays = (0..inner.names().count()).map(|i| {
            let found = inner.dataset(&i.to_string()).map_err(within)?;
            found.ok_or_else(|| format!("{path}: there is no weight {i}"))
        });
        let arrays: Vec<_> = arrays.collect::<Result<_, _>>()?;
        if !arrays.is_empty() {
            all.push(Weights { path: path.to_owned(), arrays });
        }
    }
    Ok(())
}
