//! Keras's engines train as this library's runtime does: needs a Python that has Keras, and says so where there is none.
//!
//! `KERAS_PYTHON` names it. Each engine that it has is tested.

use std::net::TcpListener;
use std::panic::catch_unwind;
use std::process::Command;

use keras::backends::Backend;
use keras::callbacks::{Callback, Training};
use keras::data::Dataset;
use keras::ndarray::{Array1, Array2, Array4};
use keras::prelude::*;
use keras::random::set_random_seed;
use keras::schedules::CosineDecay;
use keras::training::{Compiled, Distribution, Evaluate, History, Losses, Predict};

const TOLERANCE: f32 = 1e-4;

fn main() {
    let filter = std::env::args().nth(1).filter(|argument| !argument.starts_with('-')).unwrap_or_default();
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    let Some(python) = std::env::var_os("KERAS_PYTHON") else {
        println!("engines: NOT RUN: `KERAS_PYTHON` names no Python that has Keras");
        return;
    };
    if std::env::var_os("DISTRIBUTED").is_some() {
        return train_on_all_devices();
    }
    let mut failed = Vec::new();
    for (backend, module) in
        [(Backend::Jax, "jax"), (Backend::TensorFlow, "tensorflow"), (Backend::Torch, "torch")]
    {
        let find = format!(
            "import importlib.util, sys; sys.exit(not all(map(importlib.util.find_spec, ['keras', '{module}'])))"
        );
        if !Command::new(&python).args(["-c", &find]).status().is_ok_and(|status| status.success()) {
            println!("engines: {module}: NOT RUN: {} does not have it", python.display());
            continue;
        }
        for (name, test) in TESTS {
            if !name.contains(&*filter) {
                continue;
            }
            let passed = catch_unwind(|| test(&backend)).is_ok();
            println!("engines: {module}: {name} ... {}", if passed { "ok" } else { "FAILED" });
            if !passed {
                failed.push(format!("{module}: {name}"));
            }
        }
    }
    assert!(failed.is_empty(), "failed: {failed:?}");
}

/// A test, and its name.
type Test = (&'static str, fn(&Backend));

const TESTS: &[Test] = &[
    ("a_dense_model", a_dense_model),
    ("a_cnn_with_batch_normalization", a_cnn_with_batch_normalization),
    ("an_lstm", an_lstm),
    ("an_embedding", an_embedding),
    ("a_graph_with_two_outputs", a_graph_with_two_outputs),
    ("callbacks", callbacks),
    ("a_schedule", a_schedule),
    ("several_optimizers", several_optimizers),
    ("optimizers_of_models_inside", optimizers_of_models_inside),
    ("weights_without_decay", weights_without_decay),
    ("a_list_with_an_operation", a_list_with_an_operation),
    ("batches_of_a_stream", batches_of_a_stream),
    ("metrics_of_several_values", metrics_of_several_values),
    ("what_python_does_not_know", what_python_does_not_know),
    ("data_parallel_over_devices", data_parallel_over_devices),
    ("data_parallel_over_processes", data_parallel_over_processes),
];

/// Numbers from -1 to 1, the same each time.
fn noise(i: usize) -> f32 {
    ((i as f32 * 12.9898).sin() * 43758.547).fract()
}

fn matrix(rows: usize, columns: usize) -> Array2<f32> {
    Array2::from_shape_fn((rows, columns), |(i, j)| noise(i * columns + j))
}

/// That both models have come to the same.
fn agree<M: Model, L: Losses<M::Output, M::Head>>(
    native: (&Compiled<M, L>, &History),
    other: (&Compiled<M, L>, &History),
) {
    for (name, values) in native.1.iter() {
        close(name, values, other.1.get(name));
    }
    assert_eq!(native.1.epochs(), other.1.epochs());
    for ((path, a), b) in
        native.0.model().weight_paths().iter().zip(native.0.get_weights()).zip(other.0.get_weights())
    {
        close(path, a.as_slice().unwrap(), b.as_slice().unwrap());
    }
    let (a, b) = (native.0.optimizer_state().unwrap(), other.0.optimizer_state().unwrap());
    assert_eq!(a.iterations, b.iterations);
    for (path, slots) in &a.slots {
        for (slot, values) in slots {
            close(&format!("{slot} of {path}"), values, &b.slots[path][slot]);
        }
    }
}

fn close(what: &str, a: &[f32], b: &[f32]) {
    assert_eq!(a.len(), b.len(), "{what}");
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() <= TOLERANCE * (1.0 + a.abs()), "{what}: {a} here, {b} there");
    }
}

fn several_optimizers(backend: &Backend) {
    // Not the order in which a map here has its keys.
    let map = OptimizerMap::new(SGD::new(0.05).momentum(0.9)).with("head/kernel", RMSprop::new(0.01));
    let map = map.with("encoder/.*", Adam::new(0.01).clipnorm(0.1));
    with_several_optimizers(
        backend,
        graph!({
            let x = Input(8);
            let x = Dense(6, activation = tanh, name = encoder)(x);
            Dense(1, name = head)(BatchNormalization(name = norm)(x))
        }),
        map.clone(),
    );
    // Paths of a `Sequential` begin with its name in Python, but for those of a file.
    with_several_optimizers(
        backend,
        sequential![
            Dense(6, activation = tanh, name = encoder, input = 8),
            BatchNormalization(name = norm),
            Dense(1, name = head),
        ],
        map,
    );
}

/// Keys of models inside others, whose weights have other paths in Python.
fn optimizers_of_models_inside(backend: &Backend) {
    sequential! { struct Encoder { Dense(6, activation = tanh, input = 8), BatchNormalization(name = norm) } }
    graph! {
        struct Body { let x = Input(8); let y = Encoder(name = encoder)(x); Dense(4, name = out)(y) + Dense(4, name = side)(y) }
    }
    let map = OptimizerMap::new(SGD::new(0.05)).with("body/encoder/.*", Adam::new(0.01));
    let map = map
        .with("body/out/kernel", Muon::new(0.01).exclude_layers(["body"]))
        .with("head/.*", RMSprop::new(0.01));
    with_several_optimizers(backend, sequential![Body(name = body, input = 8), Dense(1, name = head)], map);
}

/// What no file has is not left out in silence.
fn weights_without_decay(backend: &Backend) {
    let (x, y) = (matrix(20, 8), matrix(20, 1));
    let optimizer = AdamW::new(0.1).exclude_from_weight_decay(["bias"]);
    let mut model =
        sequential![Dense(1, input = 8)].compile(optimizer, MeanSquaredError::default(), metrics![]);
    let error =
        model.fit(&x, &y, Fit::epochs(1).verbose(0).backend(backend.clone())).unwrap_err().to_string();
    assert!(error.contains("argument `exclude_from_weight_decay`: no file has it"), "{error}");
}

fn with_several_optimizers<M>(backend: &Backend, model: M, map: OptimizerMap)
where
    M: Model<Input = keras::shape::Rank1<8>, Output = keras::shape::Rank1<1>> + Clone,
{
    let (x, y) = (matrix(60, 8), Array1::from_shape_fn(60, |i| noise(i * 8)));
    let compiled = model.compile(MultiOptimizer::new(map), MeanSquaredError::default(), metrics![mae]);
    let (mut native, mut other) = (compiled.clone(), compiled);
    let plan = || Fit::epochs(3).batch_size(16).shuffle(false).verbose(0);
    let here = native.fit(&x, &y, plan()).unwrap();
    let there = other.fit(&x, &y, plan().backend(backend.clone())).unwrap();
    agree((&native, &here), (&other, &there));
    // What the optimizers remember has come back.
    let (here, there) = (native.train_on_batch(&x, &y).unwrap(), other.train_on_batch(&x, &y).unwrap());
    close("loss", &[here.get("loss").unwrap()], &[there.get("loss").unwrap()]);
    let (native, other) = (native.optimizer_state().unwrap(), other.optimizer_state().unwrap());
    for (native, other) in native.inner.iter().zip(&other.inner) {
        assert_eq!(native.iterations, other.iterations);
        for (path, slots) in &native.slots {
            slots.iter().for_each(|(slot, values)| close(path, values, &other.slots[path][slot]));
        }
    }
}

fn a_dense_model(backend: &Backend) {
    let (x, y) = (matrix(100, 8), Array1::from_shape_fn(100, |i| (noise(i * 8) > 0.0) as u8 as f32));
    let model = sequential![Dense(16, activation = relu, input = 8), Dense(1, activation = sigmoid)];
    let compiled = model.compile(Adam::new(0.01), BinaryCrossentropy::default(), metrics![accuracy, AUC()]);
    let compiled = compiled.weighted_metrics(metrics![accuracy]);
    let weights: Vec<f32> = (0..100).map(|i| 0.5 + (i % 3) as f32).collect();
    let (mut native, mut other) = (compiled.clone(), compiled);
    let plan = || {
        set_random_seed(3);
        Fit::epochs(3)
            .batch_size(16)
            .verbose(0)
            .validation_split(0.2)
            .class_weight([(0, 1.0), (1, 2.0)])
            .sample_weight(&weights)
    };
    let a = native.fit(&x, &y, plan()).unwrap();
    let b = other.fit(&x, &y, plan().backend(backend.clone())).unwrap();
    agree((&native, &a), (&other, &b));
    let a = native.evaluate(&x, &y).unwrap();
    let b = other.evaluate_with(&x, &y, Evaluate::new().backend(backend.clone())).unwrap();
    a.iter().for_each(|(name, value)| close(name, &[value], &[b.get(name).unwrap()]));
    let a = native.predict(&x).unwrap();
    let b = other.predict_with(&x, Predict::new().batch_size(30).backend(backend.clone())).unwrap();
    close("predictions", a.as_slice().unwrap(), b.as_slice().unwrap());
    // Both go on where they are, in the other's place.
    let a = native.fit(&x, &y, plan().backend(backend.clone())).unwrap();
    let b = other.fit(&x, &y, plan()).unwrap();
    agree((&native, &a), (&other, &b));
}

fn a_cnn_with_batch_normalization(backend: &Backend) {
    let x = Array4::from_shape_fn((48, 8, 8, 2), |(i, j, k, l)| noise(((i * 8 + j) * 8 + k) * 2 + l));
    let y = Array1::from_shape_fn(48, |i| i as u32 % 3);
    let model = sequential![
        Conv2D(4, 3, padding = same, input = (8, 8, 2)),
        BatchNormalization(),
        Activation(relu),
        MaxPooling2D(2),
        Flatten(),
        Dense(3, activation = softmax),
    ];
    let optimizer = SGD::new(0.05).momentum(0.9);
    let compiled = model.compile(optimizer, SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    let (mut native, mut other) = (compiled.clone(), compiled);
    let plan = || {
        set_random_seed(4);
        Fit::epochs(3).batch_size(16).verbose(0).validation_split(0.25).validation_freq(2)
    };
    let a = native.fit(&x, &y, plan()).unwrap();
    let b = other.fit(&x, &y, plan().backend(backend.clone())).unwrap();
    let measured = |history: &History| -> Vec<f32> {
        history.iter().flat_map(|(_, values)| values.to_vec()).filter(|value| !value.is_nan()).collect()
    };
    close("history", &measured(&a), &measured(&b));
    let (a, b) = (History::default(), History::default());
    agree((&native, &a), (&other, &b));
}

fn an_lstm(backend: &Backend) {
    let x = keras::ndarray::Array3::from_shape_fn((40, 6, 3), |(i, j, k)| noise((i * 6 + j) * 3 + k));
    let y = matrix(40, 2);
    let model = sequential![LSTM(8, input = (6, 3)), Dense(2)];
    let compiled = model.compile(Adam::new(0.01), MeanSquaredError::default(), metrics![mae]);
    let (mut native, mut other) = (compiled.clone(), compiled);
    let plan = || {
        set_random_seed(5);
        Fit::epochs(4).initial_epoch(1).steps_per_epoch(3).batch_size(10).verbose(0).validation_data(&x, &y)
    };
    let a = native.fit(&x, &y, plan()).unwrap();
    let b = other.fit(&x, &y, plan().backend(backend.clone())).unwrap();
    agree((&native, &a), (&other, &b));
}

fn a_list_with_an_operation(backend: &Backend) {
    let step = |i: usize, j: usize, k: usize| if j < 2 { 0.0 } else { noise((i * 6 + j) * 3 + k) };
    let x = keras::ndarray::Array3::from_shape_fn((40, 6, 3), |(i, j, k)| step(i, j, k));
    let y = matrix(40, 2);
    let model = sequential![Masking(input = (6, 3)), Unmask(), GlobalAveragePooling1D(), Dense(2)];
    let compiled = model.compile(Adam::new(0.01), MeanSquaredError::default(), metrics![mae]);
    let (mut native, mut other) = (compiled.clone(), compiled);
    let plan = || Fit::epochs(3).batch_size(10).shuffle(false).verbose(0);
    let a = native.fit(&x, &y, plan()).unwrap();
    let b = other.fit(&x, &y, plan().backend(backend.clone())).unwrap();
    agree((&native, &a), (&other, &b));
}

fn an_embedding(backend: &Backend) {
    let x = Array2::from_shape_fn((60, 5), |(i, j)| ((i * 5 + j) * 7 % 20) as u32);
    let y = Array1::from_shape_fn(60, |i| (i % 2) as f32);
    let model = sequential![
        Embedding(20, 4, mask_zero = true, input = 5),
        LSTM(4),
        Dense(1, activation = sigmoid, kernel_regularizer = l2(1e-3)),
    ];
    // With TensorFlow, optimizers that square gradients square those of an id that occurs twice one by one.
    let optimizer = SGD::new(0.05).momentum(0.9);
    let compiled = model.compile(optimizer, BinaryCrossentropy::default(), metrics![accuracy]);
    let (mut native, mut other) = (compiled.clone(), compiled);
    let plan = || {
        set_random_seed(6);
        Fit::epochs(3).batch_size(20).verbose(0)
    };
    let a = native.fit(&x, &y, plan()).unwrap();
    let b = other.fit(&x, &y, plan().backend(backend.clone())).unwrap();
    agree((&native, &a), (&other, &b));
}

fn a_graph_with_two_outputs(backend: &Backend) {
    let (x, label, angle) = (matrix(48, 6), Array1::from_shape_fn(48, |i| i as u32 % 4), matrix(48, 1));
    let model = graph!({
        let x = Input(6);
        let h = Dense(12, activation = tanh)(x);
        (Dense(4, activation = softmax, name = label)(h), Dense(1, name = angle)(h))
    });
    let losses = (SparseCategoricalCrossentropy::default(), MeanSquaredError::default());
    let compiled = model.compile(Adam::new(0.01), losses, (metrics![accuracy], metrics![mae]));
    let (mut native, mut other) = (compiled.clone(), compiled);
    let plan = || {
        set_random_seed(7);
        Fit::epochs(3).batch_size(16).verbose(0)
    };
    let y = (&label, &angle);
    let a = native.fit(&x, y, plan()).unwrap();
    let b = other.fit(&x, y, plan().backend(backend.clone())).unwrap();
    agree((&native, &a), (&other, &b));
    let (a, b) = (
        native.predict(&x).unwrap(),
        other.predict_with(&x, Predict::new().backend(backend.clone())).unwrap(),
    );
    close("label", a.0.as_slice().unwrap(), b.0.as_slice().unwrap());
    close("angle", a.1.as_slice().unwrap(), b.1.as_slice().unwrap());
}

/// What callbacks see of the weights and of the optimizer, batch by batch.
#[derive(Default)]
struct Seen {
    firsts: Vec<f32>,
    iterations: Vec<u64>,
    losses: Vec<f32>,
}

impl Callback for Seen {
    fn name(&self) -> &str {
        "Seen"
    }

    fn on_train_batch_end(&mut self, training: &mut Training<'_>) -> keras::Result<()> {
        self.firsts.push(training.get_weights()[0].first().copied().unwrap_or(f32::NAN));
        self.iterations.push(training.optimizer().iterations());
        self.losses.push(training.scores().loss);
        if training.epoch() == 4 && training.batch() == 2 {
            training.stop();
        }
        Ok(())
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_>) -> keras::Result<()> {
        let mut weights = training.get_weights();
        weights[0] *= 0.5;
        training.set_weights(&weights)
    }
}

fn callbacks(backend: &Backend) {
    let (x, y) = (matrix(40, 4), matrix(40, 1));
    let model = sequential![Dense(8, activation = tanh, input = 4), Dense(1)];
    let compiled = model.compile(SGD::new(0.1).momentum(0.9), MeanSquaredError::default(), metrics![mae]);
    let (mut native, mut other) = (compiled.clone(), compiled);
    let folder = tempfile::tempdir().unwrap();
    let train = |model: &mut Compiled<_, _>, name: &str, backend: Option<&Backend>| {
        set_random_seed(8);
        let mut seen = Seen::default();
        let schedule = LearningRateScheduler::new(|epoch, rate| if epoch == 1 { rate * 0.5 } else { rate });
        let mut plan = Fit::epochs(10)
            .batch_size(10)
            .verbose(0)
            .validation_split(0.25)
            .callback(&mut seen)
            .callback(schedule)
            .callback(ModelCheckpoint::new(folder.path().join(name)))
            .callback(EarlyStopping::monitor("val_loss").patience(9).restore_best_weights(true));
        if let Some(backend) = backend {
            plan = plan.backend(backend.clone());
        }
        let history = model.fit(&x, &y, plan).unwrap();
        (history, seen)
    };
    let (a, seen) = train(&mut native, "native.keras", None);
    let (b, there) = train(&mut other, "other.keras", Some(backend));
    assert_eq!(a.epochs(), [0, 1, 2, 3, 4]);
    agree((&native, &a), (&other, &b));
    close("weights at batches", &seen.firsts, &there.firsts);
    close("losses at batches", &seen.losses, &there.losses);
    assert_eq!(seen.iterations, there.iterations);
    native.load(folder.path().join("native.keras")).unwrap();
    other.load(folder.path().join("other.keras")).unwrap();
    agree((&native, &a), (&other, &b));
}

fn a_schedule(backend: &Backend) {
    let (x, y) = (matrix(40, 4), matrix(40, 1));
    let model = sequential![Dense(8, activation = tanh, input = 4), Dense(1)];
    let optimizer = Adam::new(CosineDecay::new(0.05, 20));
    let compiled = model.compile(optimizer, MeanSquaredError::default(), metrics![]);
    let (mut native, mut other) = (compiled.clone(), compiled);
    let (mut seen, mut there) = (Seen::default(), Seen::default());
    let plan = || {
        set_random_seed(10);
        Fit::epochs(3).batch_size(10).verbose(0)
    };
    let a = native.fit(&x, &y, plan().callback(&mut seen)).unwrap();
    let b = other.fit(&x, &y, plan().callback(&mut there).backend(backend.clone())).unwrap();
    agree((&native, &a), (&other, &b));
    close("weights at batches", &seen.firsts, &there.firsts);
}

fn batches_of_a_stream(backend: &Backend) {
    let compiled = sequential![Dense(1, input = 1)];
    let compiled = compiled.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let (mut native, mut other) = (compiled.clone(), compiled);
    let data =
        || Dataset::from_generator(|_| (0..50_u8).map(|i| ([f32::from(i) / 50.0], f32::from(i) / 25.0)));
    let plan = || Fit::epochs(3).verbose(0).validation_batches(data().batch(25));
    let a = native.fit_batches(data().batch(8), plan()).unwrap();
    let b = other.fit_batches(data().batch(8), plan().backend(backend.clone())).unwrap();
    agree((&native, &a), (&other, &b));
}

fn metrics_of_several_values(backend: &Backend) {
    let (x, y) = (matrix(40, 4), Array2::from_shape_fn((40, 3), |(i, j)| f32::from(i % 3 == j)));
    let compiled = sequential![Dense(3, activation = softmax, input = 4)].compile(
        SGD::new(0.1),
        CategoricalCrossentropy::default(),
        metrics![F1Score(), Precision(thresholds = (0.3, 0.6))],
    );
    let (mut native, mut other) = (compiled.clone(), compiled);
    let plan = || {
        set_random_seed(4);
        Fit::epochs(2).verbose(0)
    };
    let a = native.fit(&x, &y, plan()).unwrap();
    let b = other.fit(&x, &y, plan().backend(backend.clone())).unwrap();
    assert!(a.get("precision[0.6]").len() == 2 && a.get("f1_score[2]").len() == 2);
    agree((&native, &a), (&other, &b));
}

fn what_python_does_not_know(backend: &Backend) {
    let mut model =
        sequential![Dense(1, input = 2)].compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let before = model.get_weights();
    let backend = backend.clone().import("a_module_that_is_not_there");
    let error = model.fit([[0.0, 1.0]], [1.0], Fit::epochs(1).verbose(0).backend(backend)).unwrap_err();
    assert!(error.to_string().contains("a_module_that_is_not_there"), "{error}");
    assert_eq!(model.get_weights(), before);
}

/// This program, which then trains on all devices.
fn distributed() -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env("DISTRIBUTED", "1");
    command
}

/// On two devices that JAX makes of the CPU.
fn data_parallel_over_devices(backend: &Backend) {
    if backend.name() == "jax" {
        let mut command = distributed();
        command.env("XLA_FLAGS", "--xla_force_host_platform_device_count=2");
        assert!(command.status().unwrap().success());
    }
}

/// In two processes with a device each.
fn data_parallel_over_processes(backend: &Backend) {
    if backend.name() != "jax" {
        return;
    }
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let processes = ["0", "1"].map(|process| {
        let mut command = distributed();
        command.env("KERAS_DISTRIBUTION_JOB_ADDRESSES", address.to_string());
        command.env("KERAS_DISTRIBUTION_NUM_PROCESSES", "2");
        command.env("KERAS_DISTRIBUTION_PROCESS_ID", process).spawn().unwrap()
    });
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
}

fn train_on_all_devices() {
    // Or each process would begin with weights of its own.
    set_random_seed(1);
    let (x, y) = (matrix(64, 4), matrix(64, 1));
    let model = sequential![Dense(8, activation = tanh, input = 4), Dense(1)];
    let compiled = model.compile(Adam::new(0.01), MeanSquaredError::default(), metrics![mae]);
    let (mut native, mut other) = (compiled.clone(), compiled);
    let plan = || {
        set_random_seed(9);
        Fit::epochs(3).batch_size(16).verbose(0).validation_split(0.25)
    };
    let a = native.fit(&x, &y, plan()).unwrap();
    let distributed = plan().backend(Backend::Jax).distribution(Distribution::data_parallel());
    let b = other.fit(&x, &y, distributed).unwrap();
    agree((&native, &a), (&other, &b));
}
