//! What rustc says about models: each mistake of a person has its file, and the message is pinned, as it is without
//! `keras::applications`: rustc would name those models where it does not find a layer.
#![cfg(not(feature = "applications"))]

use std::fs;
use std::path::Path;

/// Files that models are read from stand beside the manifest that `trybuild` writes.
fn place_files() {
    let project = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tests/trybuild/keras");
    fs::create_dir_all(&project).unwrap();
    for file in [
        "keras_file/cut_off.keras",
        "keras_file/text.keras",
        "keras_file/transposed.keras",
        "keras_file/unknown.keras",
        "keras2/image.h5",
    ] {
        let file_of_keras = Path::new("tests/conformance/data").join(file);
        fs::copy(&file_of_keras, project.join(file_of_keras.file_name().unwrap())).unwrap();
    }
}

#[test]
fn a_mistake_has_one_clear_message_on_the_token_at_fault() {
    place_files();
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}
