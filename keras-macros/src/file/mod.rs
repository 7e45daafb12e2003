//! Files of models, read while the macro runs: each model in one is text, which is parsed as what a user writes.

mod weights;

use std::path::{Path, PathBuf};

use keras_files::keras2::to_keras_3;
use keras_files::source::{Source, sources};
use keras_files::{CONFIG, WEIGHTS, zip};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use syn::LitStr;

use crate::errors::Errors;
use crate::network::{self, Network};
use crate::parse;
pub use weights::{Stored, Weights};

/// What a file has.
pub struct File {
    /// Where it is.
    pub path: String,
    /// Where it is named.
    pub span: Span,
    /// The model, behind those that are layers of it: the names of their structs, and what is in them.
    pub models: Vec<(Ident, Network)>,
    pub weights: Weights,
}

impl File {
    /// Reads the file at a path that counts from the manifest of the crate; `item` is the struct of its model.
    pub fn read(path: &LitStr, item: &Ident, errors: &mut Errors) -> Option<Self> {
        let failed = |message: String| syn::Error::new(path.span(), format!("`{}` {message}", path.value()));
        let place = place(&path.value());
        let read = std::fs::read(&place).map_err(|error| {
            failed(format!("cannot be read: {error}\nhelp: the path counts from the folder of `Cargo.toml`"))
        });
        let bytes = errors.take(read)?;
        let (sources, weights, is_keras_2) = errors.take(parts(&bytes, item).map_err(failed))?;
        let models: Vec<_> = sources.iter().map(|source| model(source, path.span(), errors)).collect();
        let networks: Vec<_> = sources.iter().zip(models.iter().map(|(_, network)| network)).collect();
        let weights = errors.take(Weights::of((&weights, is_keras_2), &bytes, &networks).map_err(failed))?;
        let path_of_file = place.to_str().ok_or_else(|| failed("is at a path that is not UTF-8".to_owned()));
        let path_of_file = errors.take(path_of_file)?.to_owned();
        Some(Self { path: path_of_file, span: path.span(), models, weights })
    }
}

/// The path from where the compiler runs.
fn place(path: &str) -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    Path::new(&manifest).join(path)
}

type Bytes<'a> = std::borrow::Cow<'a, [u8]>;

/// The models in a file as text, its weights, and whether Keras 2 wrote it.
fn parts<'a>(bytes: &'a [u8], item: &Ident) -> Result<(Vec<Source>, Bytes<'a>, bool), String> {
    if bytes.starts_with(b"\x89HDF\r\n\x1a\n") {
        let help = "`keras.saving.load_model(\"model.h5\").save(\"model.keras\")` in Python writes one";
        return Err(format!("is an HDF5 file, where a `.keras` is read\nhelp: {help}"));
    }
    let part = |name: &str| zip::read(bytes, name)?.ok_or_else(|| format!("has no `{name}` in it"));
    let mut config = serde_json::from_slice(&part(CONFIG)?)
        .map_err(|error| format!("is damaged: `{CONFIG}` in it is not JSON: {error}"))?;
    let is_keras_2 = to_keras_3(&mut config).map_err(|message| format!("has no form here: {message}"))?;
    let sources = sources(&config, Some(&item.to_string()))
        .map_err(|message| format!("has no form here: {message}"))?;
    Ok((sources, part(WEIGHTS)?, is_keras_2))
}

/// A model from its text, of which each token stands where the file is named.
fn model(source: &Source, span: Span, errors: &mut Errors) -> (Ident, Network) {
    let tokens =
        errors.take(source.text.parse::<TokenStream>().map_err(|error| syn::Error::new(span, error)));
    let tokens = placed(tokens.unwrap_or_default(), span);
    let mut network = match source.is_graph {
        true => network::graph(parse::statements_of(tokens, errors), errors),
        false => network::sequential(parse::list(tokens, errors), errors),
    };
    network.name = Some(source.name.clone());
    (Ident::new(&source.item, span), network)
}

fn placed(tokens: TokenStream, span: Span) -> TokenStream {
    let place = |tree: TokenTree| {
        let mut tree = match tree {
            TokenTree::Group(group) => Group::new(group.delimiter(), placed(group.stream(), span)).into(),
            tree => tree,
        };
        tree.set_span(span);
        tree
    };
    tokens.into_iter().map(place).collect()
}
