//! Files of models and weights, of whatever bytes: each is read, or is an error; never a panic, nor memory without end.

#![no_main]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use keras::data::NpyFile;
use keras::models::load_compiled_model;
use keras::prelude::*;
use libfuzzer_sys::fuzz_target;

/// The endings of the formats.
const ENDINGS: [&str; 5] = ["keras", "weights.h5", "h5", "safetensors", "npy"];

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("keras_fuzz_{}", std::process::id()));
    fs::create_dir_all(&folder).expect("there is a place for files");
    folder
});

// The first byte says as what the rest is read.
fuzz_target!(|data: &[u8]| {
    let Some((&kind, bytes)) = data.split_first() else { return };
    let ending = ENDINGS[usize::from(kind) % ENDINGS.len()];
    let path = FOLDER.join(format!("file.{ending}"));
    fs::write(&path, bytes).expect("the file can be written");
    read(&path, ending);
});

fn read(path: &Path, ending: &str) {
    match ending {
        "keras" => drop(load_compiled_model(path)),
        "npy" => drop(NpyFile::<f32, keras::ndarray::Ix2>::open(path)),
        _ => {
            let mut model = sequential![
                Conv2D(2, 2, input = (4, 4, 1), name = conv),
                BatchNormalization(name = norm),
                Flatten(),
                Dense(3, name = dense),
            ];
            drop(model.load_weights(path));
            drop(model.load_matching_weights(path));
        }
    }
}
