//! Files of other models, and files that are damaged.

use std::fs;
use std::path::{Path, PathBuf};

use keras::callbacks::ModelCheckpoint;
use keras::layers::Node;
use keras::{Error, ErrorKind, prelude::*};
use ndarray::ArrayD;
use tempfile::TempDir;

use crate::keras_files::{Sequence, data};

sequential! {
    struct Net { Conv2D(2, 3, input = (6, 6, 1)), Flatten(), Dense(3, name = hidden), Dense(2) }
}
sequential! {
    struct Wide { Conv2D(2, 3, input = (6, 6, 1)), Flatten(), Dense(4, name = hidden), Dense(2) }
}
sequential! {
    struct Short { Conv2D(2, 3, input = (6, 6, 1)), Flatten(), Dense(3) }
}
sequential! {
    struct Sharp { Conv2D(2, 3, activation = relu, input = (6, 6, 1)), Flatten(), Dense(3), Dense(2) }
}
graph! {
    struct Left {
        let x = Input(2, name = x);
        let (a, b) = (Dense(2, name = a)(x), Dense(2, name = b)(x));
        Subtract()([a, b])
    }
}
graph! {
    struct Right {
        let x = Input(2, name = x);
        let (a, b) = (Dense(2, name = a)(x), Dense(2, name = b)(x));
        Subtract()([Activation(tanh)(a), b])
    }
}
graph! {
    struct Swapped {
        let x = Input(2, name = x);
        let a = Dense(2, name = a)(x);
        let b = Dense(2, name = b)(a);
        Subtract()([a, b])
    }
}

fn folder() -> (TempDir, impl Fn(&str) -> PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_owned();
    (folder, move |name: &str| path.join(name))
}

/// The error of a model that cannot be loaded.
fn failed<M>(result: keras::Result<M>) -> Error {
    result.err().expect("it is of another model")
}

/// What is said after the path.
fn message(path: &Path, error: Error) -> String {
    assert_eq!(error.kind(), ErrorKind::Format, "{error}");
    let text = error.to_string();
    text.strip_prefix(&path.display().to_string()).unwrap_or_else(|| panic!("{text}")).to_owned()
}

#[test]
fn weights_of_another_model_are_an_error_that_names_the_weight() {
    let (_folder, path) = folder();
    let path = path("net.weights.h5");
    Net::new().save_weights(&path).unwrap();
    let mut wide = Wide::new();
    let before = wide.get_weights();
    assert_eq!(
        message(&path, wide.load_weights(&path).unwrap_err()),
        ", layers/dense: expected shape [32, 4] of `hidden/kernel`, found [32, 3]"
    );
    assert_eq!(wide.get_weights(), before);
    assert_eq!(
        message(&path, Short::new().load_weights(&path).unwrap_err()),
        ", layers/dense_1: the model has no layer for these weights\nhelp: it is of a model with more layers"
    );
    Short::new().save_weights(&path).unwrap();
    assert_eq!(
        message(&path, Net::new().load_weights(&path).unwrap_err()),
        ", layers/dense_1: expected 2 weights: dense/kernel, dense/bias, found none\nhelp: it is of a model with \
         other layers"
    );
}

sequential! { struct Adapted { Dense(3, lora_rank = 2, input = 4) } }
sequential! { struct Plain { Dense(3, input = 4) } }

#[test]
fn factors_of_an_adaptation_are_read_by_a_model_that_has_them_or_merged() {
    let (_folder, path) = folder();
    Adapted::new().save_weights(path("net.safetensors")).unwrap();
    assert_eq!(
        message(&path("net.safetensors"), Plain::new().load_weights(path("net.safetensors")).unwrap_err()),
        ": the model has no weight `dense/lora_kernel_a`\nhelp: a layer with `lora_rank` has it: read the file into a model \
         with that, or a `.weights.h5`, where it is merged"
    );
    Adapted::new().load_weights(path("net.safetensors")).unwrap();
    Adapted::new().save_weights(path("net.weights.h5")).unwrap();
    Plain::new().load_weights(path("net.weights.h5")).unwrap();
}

#[test]
fn weights_that_fit_are_taken_from_another_model() {
    let (_folder, path) = folder();
    let net = Net::new();
    net.save_weights(path("net.weights.h5")).unwrap();
    net.save_weights(path("net.safetensors")).unwrap();
    net.save(path("net.keras")).unwrap();
    for name in ["net.weights.h5", "net.safetensors", "net.keras"] {
        let mut wide = Wide::new();
        let before = wide.get_weights();
        let kept = wide.load_matching_weights(path(name)).unwrap();
        let after = wide.get_weights();
        assert_eq!(after[0], net.get_weights()[0], "{name}");
        assert_eq!(after[2], before[2], "{name}");
        // By path, a bias of another size is one by itself.
        assert!(
            kept.contains(&"hidden/kernel".to_owned()) && kept.contains(&"dense/kernel".to_owned()),
            "{kept:?}"
        );
        assert_eq!(after[1], net.get_weights()[1], "{name}");
    }
    assert!(Net::new().load_matching_weights(path("none.weights.h5")).is_err());
}

#[test]
fn a_whole_model_of_other_layers_is_an_error_though_its_weights_fit() {
    let (_folder, path) = folder();
    let net = path("net.keras");
    Net::new().save(&net).unwrap();
    assert_eq!(
        message(&net, failed(Sharp::load(&net))),
        ", layer 0 `conv2d`, argument `activation`: expected \"relu\", found \"linear\"\nhelp: `load_weights` \
         reads the weights alone, whatever else is in the file"
    );
    assert!(message(&net, failed(Short::load(&net))).starts_with(": expected 3 layers, found 4"));
    let error = message(&net, failed(Wide::load(&net)));
    assert!(error.starts_with(", layer 2 `hidden`, argument `units`: expected 4, found 3"), "{error}");
    let left = path("left.keras");
    Left::new().save(&left).unwrap();
    let error = message(&left, failed(Right::load(&left)));
    assert!(error.contains("expected `Activation`") || error.contains("expected 4 layers"), "{error}");
    let error = message(&left, failed(Swapped::load(&left)));
    assert!(error.contains(": it is called on other tensors than in the file"), "{error}");
    assert_eq!(Left::load(&left).unwrap().get_weights().len(), 4);
    assert!(Left::load(path("none.keras")).is_err_and(|error| error.kind() == ErrorKind::File));
    assert!(Left::load(path("left.weights.h5")).is_err_and(|error| error.kind() == ErrorKind::Invalid));
}

#[test]
fn another_optimizer_is_an_error_and_changes_nothing() {
    let (_folder, path) = folder();
    let path = path("net.keras");
    let rmsprop = Net::new().compile(RMSprop::new(0.1), MeanSquaredError::default(), metrics![]);
    rmsprop.save(&path).unwrap();
    let mut adam = Net::new().compile(Adam::new(0.1), MeanSquaredError::default(), metrics![]);
    let before = adam.get_weights();
    assert_eq!(
        message(&path, adam.load(&path).unwrap_err()),
        ", optimizer: expected `Adam`, found `RMSprop`\nhelp: `load_weights` reads the weights alone"
    );
    assert_eq!(adam.get_weights(), before);
    adam.load_weights(&path).unwrap();
    assert_eq!(adam.get_weights(), rmsprop.get_weights());
}

#[test]
fn what_has_no_name_cannot_be_saved_and_the_older_file_stays() {
    let (_folder, path) = folder();
    let path = path("net.keras");
    fs::write(&path, "older").unwrap();
    let loss = |t: &keras::autodiff::Tensor, p: &keras::autodiff::Tensor| (t - p) * (t - p);
    let model = sequential![Dense(1, input = 2)].compile(SGD::new(0.1), loss, metrics![]);
    let error = model.save(&path).unwrap_err().to_string();
    assert!(error.starts_with("loss: expected a loss with a name, found a function"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "older");
}

#[test]
fn a_damaged_file_is_an_error_or_weights_and_never_a_panic() {
    let (_folder, path) = folder();
    let model = Net::new();
    for name in ["net.weights.h5", "net.keras"] {
        if name == "net.keras" { model.save(path(name)) } else { model.save_weights(path(name)) }.unwrap();
        let bytes = fs::read(path(name)).unwrap();
        let damaged = path(&format!("damaged_{name}"));
        let mut other = Net::new();
        for length in (0..bytes.len() - 1).step_by(61) {
            fs::write(&damaged, &bytes[..length]).unwrap();
            assert!(other.load_weights(&damaged).is_err(), "{length} of {}", bytes.len());
        }
        for at in (0..bytes.len()).step_by(29) {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            fs::write(&damaged, &changed).unwrap();
            let result = other.load_weights(&damaged);
            // A zip archive has a checksum of each file in it, but none of its own list.
            if let Ok(()) = result {
                let finite = |array: &ArrayD<f32>| array.iter().all(|value| value.is_finite());
                assert!(other.get_weights().iter().all(finite));
            }
        }
    }
}

#[test]
fn a_checkpoint_is_a_whole_model_or_its_weights_by_its_name() {
    let (_folder, path) = folder();
    let (x, y) = (ndarray::Array2::from_shape_fn((8, 2), |(i, j)| (i * j) as f32 / 8.0), vec![[1.0_f32]; 8]);
    let compiled = || {
        // The loss falls from epoch to epoch, whatever the seed.
        let model = sequential![
            Dense(3, kernel_initializer = ones, input = 2),
            Dense(1, kernel_initializer = zeros),
        ];
        model.compile(Adam::new(0.01), MeanSquaredError::default(), metrics![mae])
    };
    for name in ["best.keras", "best.weights.h5", "best.safetensors"] {
        let mut model = compiled();
        let checkpoint = || ModelCheckpoint::new(path(name)).monitor("loss").save_best_only(true);
        model.fit(&x, &y, Fit::epochs(3).verbose(0).callback(checkpoint())).unwrap();
        let best = fs::read(path(name)).unwrap();
        let mut other = compiled();
        other.load_weights(path(name)).unwrap();
        assert_eq!(other.get_weights(), model.get_weights(), "{name}");
        if name == "best.keras" {
            other.load(path(name)).unwrap();
            assert_eq!(other.optimizer().iterations(), 3);
        }
        // What it says of the best so far is in the file: a worse epoch of a later part does not replace it.
        let mut worse = compiled();
        let plan = Fit::epochs(4).initial_epoch(3).verbose(0).shuffle(false);
        let far = vec![[1e3_f32]; 8];
        worse.fit(&x, &far, plan.callback(checkpoint())).unwrap();
        assert!(fs::read(path(name)).unwrap() == best, "{name}");
    }
}

sequential! {
    struct Ten {
        Dense(5, input = 5), Dense(5), Dense(5), Dense(5), Dense(5), Dense(5), Dense(5), Dense(5), Dense(5), Dense(5),
    }
}

#[test]
fn a_damaged_file_of_keras_is_an_error_or_weights_and_never_a_panic() {
    let (_folder, path) = folder();
    let damaged = path("damaged.weights.h5");
    let mut model = Ten::new();
    for form in
        ["plain", "packed", "chunked", "ordered", "behind", "latest", "latest_chunked", "latest_packed"]
    {
        let bytes = fs::read(crate::keras_files::data(&format!("form_{form}.weights.h5"))).unwrap();
        for at in (0..bytes.len() - 8).step_by(307) {
            let mut changed = bytes.clone();
            match at % 4 {
                0 => changed.truncate(at),
                1 => changed[at] ^= 1 << (at % 8),
                2 => changed[at..at + 8].fill(0xff),
                _ => changed[at..at + 8].copy_from_slice(&(at as u64 / 2).to_le_bytes()),
            }
            fs::write(&damaged, &changed).unwrap();
            let _ = model.load_weights(&damaged);
        }
    }
    assert!(model.get_weights().iter().flatten().all(|value| value.is_finite()));
}

#[test]
fn a_layer_that_is_frozen_in_a_file_is_frozen_in_the_model_that_it_makes() {
    sequential! {
        struct Base { Dense(3, input = 2), Dense(2) }
    }
    sequential! {
        struct Whole { Base(name = base), Dense(4, name = middle), Dense(1) }
    }
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("frozen.keras");
    let mut model = Whole::new();
    model.base.set_trainable(false);
    model.middle.set_trainable(false);
    model.save(&path).unwrap();
    let trainable = |model: &Whole| {
        let text = model.summary().to_string();
        text.lines().find(|line| line.contains("Trainable params")).unwrap().to_owned()
    };
    let loaded = Whole::load(&path).unwrap();
    assert!(trainable(&loaded).contains("Trainable params: 5 "), "{}", trainable(&loaded));
}

#[test]
fn a_name_without_an_ending_is_offered_those_of_its_kind_of_file() {
    let (_folder, path) = folder();
    let invalid = |path: &Path, error: Error| {
        assert_eq!(error.kind(), ErrorKind::Invalid);
        error.to_string().replace(&path.display().to_string(), "")
    };
    let (weights, keras) = (path("m"), path("m.keras"));
    assert_eq!(
        invalid(&weights, Net::new().save_weights(&weights).unwrap_err()),
        ": expected a path that ends in `.weights.h5` or `.safetensors`, found another ending"
    );
    assert_eq!(
        invalid(&keras, Net::new().save_weights(&keras).unwrap_err()),
        ": expected a path that ends in `.weights.h5` or `.safetensors`, found another ending\n\
         help: `save` writes a whole model to a path that ends in `.keras`"
    );
    assert_eq!(
        invalid(&weights, failed(Net::load(&weights))),
        ": expected a path that ends in `.keras`, found another ending\nhelp: `load_weights` reads the weights alone"
    );
    let older = path("m.h5");
    assert_eq!(
        invalid(&older, failed(Net::load(&older))),
        ": expected a path that ends in `.keras`, found another ending\n\
         help: `load_model` reads an older file, and `load_compiled_model` one with its training"
    );
    assert_eq!(
        invalid(&weights, Net::new().save(&weights).unwrap_err()),
        ": expected a path that ends in `.keras`, found another ending\nhelp: `save_weights` writes the weights alone"
    );
}

#[test]
fn an_optimizer_of_other_layers_is_an_error_that_names_them() {
    sequential! { struct Pair { Dense(2, input = 2, name = first), Dense(2, name = second) } }
    let (_folder, path) = folder();
    let path = path("pair.keras");
    let compiled = |change: fn(&mut Pair)| {
        let mut model = Pair::new();
        change(&mut model);
        let mut model = model.compile(Adam::new(0.1), MeanSquaredError::default(), metrics![]);
        model.train_on_batch([[0.5, 0.25]], [[1.0, 2.0]]).unwrap();
        model
    };
    compiled(|model| model.first.set_trainable(false)).save(&path).unwrap();
    let help = "or `load_weights` for the weights alone";
    let mut thawed = compiled(|_| {});
    let before = thawed.get_weights();
    assert_eq!(
        message(&path, thawed.load(&path).unwrap_err()),
        format!(
            ", optimizer: what it remembers is of a model in which `first` is frozen, and here trained\n\
             help: `set_trainable(false)` on each before the file is read, {help}"
        )
    );
    assert_eq!(thawed.get_weights(), before);
    // As many numbers, of other weights.
    let error = compiled(|model| model.second.set_trainable(false)).load(&path).unwrap_err();
    assert!(error.to_string().contains("`first` is frozen, and here trained"), "{error}");
    compiled(|model| model.first.set_trainable(false)).load(&path).unwrap();
    compiled(|_| {}).save(&path).unwrap();
    assert_eq!(
        message(&path, compiled(|model| model.first.set_trainable(false)).load(&path).unwrap_err()),
        format!(
            ", optimizer: what it remembers is of a model in which `first` is trained, and here frozen\n\
             help: `set_trainable(true)` on each before the file is read, {help}"
        )
    );
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_an_error() {
    let (_folder, path) = folder();
    let bytes = fs::read(data("sequence.weights.h5")).unwrap();
    let mut model = Sequence::new();
    for length in (0..bytes.len()).step_by(997).chain([bytes.len() - 1]) {
        fs::write(path("cut.weights.h5"), &bytes[..length]).unwrap();
        assert!(model.load_weights(path("cut.weights.h5")).is_err(), "{length} of {}", bytes.len());
    }
    let error = message(&path("cut.weights.h5"), failed(model.load_weights(path("cut.weights.h5"))));
    assert!(
        error.contains(&format!("it is cut off: {} bytes of {}", bytes.len() - 1, bytes.len())),
        "{error}"
    );
}
