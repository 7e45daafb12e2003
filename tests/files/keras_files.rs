use std::fs;
use std::path::{Path, PathBuf};

use crate::fixture::{self, array, arrays, assert_close, list};
use keras::losses::Huber;
use keras::metrics::RootMeanSquaredError;
use keras::models::{load_compiled_model, load_model};
use keras::ndarray::{Array2, ArrayD, Ix2};
use keras::optimizers::Optimizer;
use keras::prelude::*;
use keras::schedules::ExponentialDecay;
use serde_json::{Value, json};

sequential! {
    pub struct Image {
        Conv2D(2, 3, name = eyes, input = (6, 6, 1)),
        BatchNormalization(),
        SeparableConv2D(3, 2, strides = 2),
        PReLU(),
        Conv2DTranspose(2, 2),
        DepthwiseConv2D(2),
        GroupNormalization(1),
        Flatten(),
        Dropout(0.5),
        Dense(3, activation = relu),
        LayerNormalization(),
        Dense(2, activation = softmax, name = label),
    }
}

sequential! {
    pub struct Encoder { Dense(3, input = 3), Dense(2, name = code) }
}

graph! {
    pub struct Sequence {
        let ids = Input(5, dtype = int32, name = ids);
        let x = Embedding(7, 4)(ids);
        let x = Bidirectional(LSTM(2, return_sequences = true))(x);
        let x = GRU(3, return_sequences = true, dropout = 0.2)(x);
        let x = MultiHeadAttention(2, 2, use_gate = true)(x, x);
        let x = TimeDistributed(Dense(2))(x);
        let x = RNN(StackedRNNCells([GRUCell(2), SimpleRNNCell(2)]), return_sequences = true)(x);
        let x = SimpleRNN(3)(x);
        Dense(1)(Encoder(name = encoder)(x))
    }
}

graph! {
    pub struct Branches {
        let (a, b) = (Input(2, name = a), Input(3, name = b));
        let short = Dense(5)(a);
        let long = Dense(5)(Dense(5)(b));
        Dense(1, name = last)(Add()([short, long]))
    }
}

graph! {
    pub struct Masked {
        let ids = Input(4, dtype = int32, name = ids);
        let x = Embedding(7, 3, mask_zero = true)(ids);
        let x = MultiHeadAttention(1, 2)(x, x);
        let y = LSTM(2)(x);
        Dense(1)(y + Dense(2)(y))
    }
}

sequential! {
    struct Frames { ConvLSTM2D(2, 2, input = (3, 4, 4, 1)), Flatten(), Dense(1) }
}

sequential! {
    struct Trained { Dense(4, activation = tanh, input = 3), BatchNormalization(), Dense(1) }
}

/// A file that Keras has written.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/data/saving").join(name)
}

/// The numbers of an array, as the fixtures have them.
pub fn written(array: &ArrayD<f32>) -> Value {
    json!({ "shape": array.shape(), "data": array.iter().collect::<Vec<_>>() })
}

/// Where files are left for Keras to read.
pub fn saved() -> (PathBuf, Option<tempfile::TempDir>) {
    match std::env::var_os("KERAS_SAVED") {
        Some(folder) => (folder.into(), None),
        None => {
            let folder = tempfile::TempDir::new().unwrap();
            (folder.path().to_owned(), Some(folder))
        }
    }
}

/// What a model gives, however many inputs it has.
fn outputs<M: Checked>(model: &M, fixture: &Value) -> ArrayD<f32> {
    use keras::autodiff::{Tape, Tensor};
    use keras::layers::ForwardPass;
    let pass = ForwardPass::inference(&Tape::new());
    let inputs: Vec<Tensor> =
        arrays(&fixture["inputs"]).iter().map(|x| pass.tape().array(x.view())).collect();
    model.call(&inputs, &pass).tensor(0).to_array()
}

/// Reads what Keras wrote, computes the same, writes it, reads that.
fn there_and_back<M: Checked>(name: &str, folder: &Path, facts: &mut Value) {
    let fixture = &fixture::read("saving")["models"][name];
    let keras = array(&fixture["outputs"]);
    let mut model = M::default();
    model.load_weights(data(&format!("{name}.weights.h5"))).unwrap();
    let found = outputs(&model, fixture);
    assert_eq!(found.shape(), keras.shape(), "{name}");
    assert_close(name, found.as_slice().unwrap(), keras.as_slice().unwrap(), 1e-4);

    let (weights, whole) = (format!("{name}.weights.h5"), format!("{name}.keras"));
    model.save_weights(folder.join(&weights)).unwrap();
    model.save(folder.join(&whole)).unwrap();
    let mut other = M::default();
    other.load_weights(folder.join(&weights)).unwrap();
    assert_eq!(other.get_weights(), model.get_weights(), "{name}");
    assert_eq!(M::load(folder.join(&whole)).unwrap().get_weights(), model.get_weights(), "{name}");
    // The second file is the first, to the byte.
    other.save(folder.join("again.keras")).unwrap();
    let bytes = |name: &str| fs::read(folder.join(name)).unwrap();
    assert!(bytes("again.keras") == bytes(&whole), "{name}");
    facts["models"][name] = json!({ "inputs": fixture["inputs"], "outputs": written(&found) });
}

fn huber() -> Huber {
    Huber::default().delta(0.5)
}

/// What the trainings of the fixture see in each step.
fn step_batch(fixture: &Value) -> (Array2<f32>, Array2<f32>) {
    let [x, y] = <[ArrayD<f32>; 2]>::try_from(arrays(&fixture["batch"])).unwrap();
    let matrix = |array: ArrayD<f32>| -> Array2<f32> { array.into_dimensionality::<Ix2>().unwrap() };
    (matrix(x), matrix(y))
}

/// Reads a training that Keras wrote, and takes the same step; writes it, reads that, and takes the step again.
fn goes_on(name: &str, folder: &Path, facts: &mut Value, optimizer: impl Optimizer + Clone + 'static) {
    let fixture = fixture::read("saving");
    let (x, y) = step_batch(&fixture);
    let compiled =
        || Trained::new().compile(optimizer.clone(), huber(), metrics![mae, RootMeanSquaredError()]);
    let mut model = compiled();
    model.load(data(&format!("{name}.keras"))).unwrap();
    let iterations = &fixture["iterations"][name];
    assert_eq!(model.optimizer().iterations(), *iterations, "{name}");
    let path = folder.join(format!("{name}.keras"));
    model.save(&path).unwrap();
    model.train_on_batch(&x, &y).unwrap();
    for (found, keras) in model.get_weights().iter().zip(list(&fixture["steps"][name])) {
        assert_close(name, found.as_slice().unwrap(), &fixture::data(keras), 1e-4);
    }
    // The same from the file alone. In that of Keras, the loss has lost its `delta`.
    assert_eq!(
        load_compiled_model(data(&format!("{name}.keras"))).unwrap().optimizer().iterations(),
        *iterations,
        "{name}"
    );
    let mut read = load_compiled_model(&path).unwrap();
    read.save(folder.join("again.keras")).unwrap();
    assert!(fs::read(&path).unwrap() == fs::read(folder.join("again.keras")).unwrap(), "{name}");
    read.train_on_batch(&x, &y).unwrap();
    assert_eq!(read.get_weights(), model.get_weights(), "{name}");

    let mut other = compiled();
    other.load(&path).unwrap();
    other.save(folder.join("again.keras")).unwrap();
    assert!(fs::read(&path).unwrap() == fs::read(folder.join("again.keras")).unwrap(), "{name}");
    other.train_on_batch(&x, &y).unwrap();
    assert_eq!(other.get_weights(), model.get_weights(), "{name}");
    facts["steps"][name] = model.get_weights().iter().map(written).collect();
}

#[test]
fn weights_are_read_from_the_older_files_of_keras() {
    fn check<M: Checked>(name: &str) {
        let (mut older, mut newer) = (M::default(), M::default());
        older.load_weights(data(&format!("{name}.h5"))).unwrap();
        newer.load_weights(data(&format!("{name}.weights.h5"))).unwrap();
        assert_eq!(older.get_weights(), newer.get_weights(), "{name}");
    }
    check::<Image>("image");
    check::<Sequence>("sequence");
    // By name.
    let mut other =
        sequential![Conv2D(2, 3, name = eyes, input = (6, 6, 1)), Flatten(), Dense(3, name = label)];
    let kept = other.load_matching_weights(data("image.h5")).unwrap();
    assert_eq!(kept, ["label/kernel", "label/bias"]);
    let error = other.load_weights(data("image.h5")).unwrap_err().to_string();
    assert!(error.contains("expected 2 layers with weights, found "), "{error}");
}

sequential! {
    struct Defaults {
        MelSpectrogram(16, 8, sampling_rate = 800, num_mel_bins = 4, input = 64),
        BatchNormalization(renorm = true),
        Flatten(),
        Dense(3),
    }
}

sequential! {
    struct Adapted {
        MelSpectrogram(16, 8, sampling_rate = 800, num_mel_bins = 4, input = 64),
        BatchNormalization(renorm = true),
        Flatten(),
        Dense(3, lora_rank = 2),
    }
}

#[test]
fn defaults_that_keras_has_computed_are_those_of_the_type() {
    let model = Defaults::load(data("defaults.keras")).unwrap();
    let mut other = Defaults::new();
    other.load_weights(data("defaults.h5")).unwrap();
    assert_eq!(model.get_weights(), other.get_weights());
}

#[test]
fn an_adapted_model_reads_what_is_not_adapted_and_what_it_wrote() {
    let x = Array2::from_shape_fn((2, 64), |(i, j)| ((3 * i + j) % 7) as f32 - 3.0);
    let y = Defaults::load(data("defaults.keras")).unwrap().predict(&x).unwrap();
    let mut adapted = Adapted::load(data("defaults.keras")).unwrap();
    assert_eq!(adapted.predict(&x).unwrap(), y);
    for file in ["defaults.keras", "defaults.h5"] {
        let mut other = Adapted::new();
        other.load_weights(data(file)).unwrap();
        assert_eq!(other.predict(&x).unwrap(), y, "{file}");
    }
    let folder = tempfile::tempdir().unwrap();
    let [path, trained] = ["adapted.keras", "trained.keras"].map(|name| folder.path().join(name));
    adapted.save(&path).unwrap();
    adapted = Adapted::load(&path).unwrap();
    assert_eq!(adapted.predict(&x).unwrap(), y);

    let compiled = || Adapted::new().compile(Adam::new(0.01), MeanSquaredError::default(), metrics![]);
    let (mut model, labels) = (compiled(), Array2::<f32>::zeros((2, 3)));
    model.fit(&x, &labels, Fit::epochs(1).verbose(0)).unwrap();
    model.save(&trained).unwrap();
    let mut other = compiled();
    other.load(&trained).unwrap();
    let difference = other.predict(&x).unwrap() - model.predict(&x).unwrap();
    assert!(difference.iter().all(|difference| difference.abs() < 1e-4), "{difference}");
}

#[test]
fn a_graph_in_a_file_of_keras_is_that_of_the_type() {
    fn check<M: Checked>(name: &str) {
        let (whole, mut weights) = (M::load(data(&format!("{name}.keras"))).unwrap(), M::default());
        weights.load_weights(data(&format!("{name}.weights.h5"))).unwrap();
        assert_eq!(whole.get_weights(), weights.get_weights(), "{name}");
    }
    check::<Branches>("branches");
    check::<Masked>("masked");
}

#[test]
fn a_file_of_keras_decides_its_model() {
    let mut trained = Trained::default();
    trained.load_weights(data("adam.keras")).unwrap();
    let model = load_model(data("adam.keras")).unwrap();
    assert_eq!(model.get_weights(), trained.get_weights());
    assert_eq!(model.name(), "sequential");
    // The training goes on as that of the type.
    let (_folder, path) = (tempfile::TempDir::new().unwrap(), "again.keras");
    let path = _folder.path().join(path);
    let mut model = model.compile(Adam::new(0.01).amsgrad(true), huber(), metrics![mae]);
    model.load(data("adam.keras")).unwrap();
    assert_eq!(model.optimizer().iterations(), 3);
    model.save(&path).unwrap();
    assert_eq!(load_model(&path).unwrap().get_weights(), trained.get_weights());
}

#[test]
fn a_training_in_an_older_file_goes_on() {
    let (x, y) = step_batch(&fixture::read("saving"));
    for name in ["adam", "sgd", "nadam"] {
        let step = |ending: &str| {
            let mut model = load_compiled_model(data(&format!("{name}.{ending}"))).unwrap();
            assert_eq!(model.optimizer().iterations(), 3, "{name}.{ending}");
            let scores = model.train_on_batch(&x, &y).unwrap();
            (scores, model.get_weights())
        };
        assert_eq!(step("h5"), step("keras"), "{name}");
    }
}

#[test]
fn models_and_trainings_go_to_keras_and_back() {
    let (folder, _held) = saved();
    let mut facts = json!({ "models": {}, "steps": {} });
    there_and_back::<Image>("image", &folder, &mut facts);
    there_and_back::<Sequence>("sequence", &folder, &mut facts);
    there_and_back::<Branches>("branches", &folder, &mut facts);
    there_and_back::<Frames>("frames", &folder, &mut facts);
    there_and_back::<Masked>("masked", &folder, &mut facts);
    goes_on("adam", &folder, &mut facts, Adam::new(0.01).amsgrad(true));
    goes_on("rmsprop", &folder, &mut facts, RMSprop::new(0.01).momentum(0.9).centered(true));
    let schedule = ExponentialDecay::new(0.1, 2, 0.5);
    goes_on("sgd", &folder, &mut facts, SGD::new(schedule).momentum(0.9));
    goes_on("adamw", &folder, &mut facts, AdamW::new(0.01));
    goes_on("plain", &folder, &mut facts, SGD::new(0.1));
    goes_on("adadelta", &folder, &mut facts, Adadelta::new(0.5));
    goes_on("adagrad", &folder, &mut facts, Adagrad::new(0.1).use_ema(true).ema_momentum(0.5));
    goes_on("adamax", &folder, &mut facts, Adamax::new(0.01));
    goes_on("ftrl", &folder, &mut facts, Ftrl::new(0.1));
    goes_on("lion", &folder, &mut facts, Lion::new(0.01));
    goes_on("nadam", &folder, &mut facts, Nadam::new(0.01).use_ema(true));
    goes_on("adafactor", &folder, &mut facts, Adafactor::new(0.1));
    goes_on("lamb", &folder, &mut facts, Lamb::new(0.01));
    goes_on("muon", &folder, &mut facts, Muon::new(0.1).exclude_layers(["dense_1"]));
    goes_on("schedulefreeadamw", &folder, &mut facts, ScheduleFreeAdamW::new(0.1));
    let map = OptimizerMap::new(SGD::new(0.1).momentum(0.9)).with(".*dense/kernel", Muon::new(0.02));
    let map = map.with(".*dense_1/.*", Adam::new(0.01).clipnorm(0.5));
    goes_on("multioptimizer", &folder, &mut facts, MultiOptimizer::new(map));
    let accumulated = Adam::new(0.1).gradient_accumulation_steps(2).loss_scale_factor(8.0).use_ema(true);
    goes_on("accumulated", &folder, &mut facts, accumulated);
    for class in keras::optimizers::CLASSES {
        let is_there = facts["steps"].get(class.class().to_lowercase()).is_some();
        assert!(is_there, "{} is in no file of this test", class.class());
    }
    fs::write(folder.join("facts.json"), facts.to_string()).unwrap();
}

sequential! {
    struct Ten {
        Dense(5, input = 5), Dense(5), Dense(5), Dense(5), Dense(5), Dense(5), Dense(5), Dense(5), Dense(5), Dense(5),
    }
}

#[test]
fn weights_are_read_in_whatever_form_hdf5_has_them() {
    let forms = &fixture::read("saving")["forms"];
    let keras = arrays(&forms["weights"]);
    for form in list(&forms["files"]) {
        let form = form.as_str().unwrap();
        let mut model = Ten::new();
        model.load_weights(data(&format!("form_{form}.weights.h5"))).unwrap();
        assert_eq!(model.get_weights(), keras, "{form}");
    }
}
