//! Paths of weights: unique in a model, whatever is nested in it, and those of the places where the layers stand.

use std::collections::BTreeSet;

use keras::optimizers::OptimizerState;
use keras::prelude::*;
use ndarray::{Array2, ArrayD};

sequential! { struct Encoder { Dense(3, activation = tanh, input = 2), BatchNormalization(), Dense(2, name = code) } }

sequential! { struct Tower { Dense(2, input = 2), Encoder(), Dense(2, name = last) } }

graph! {
    struct Twins {
        let (a, b) = (Input(2), Input(2));
        let both = Encoder(name = both);
        let dense = Dense(2)(both(a) + both(b));
        Dense(1, name = out)(Encoder()(dense) + Tower()(Encoder()(dense)))
    }
}

/// The paths, which are unique, and those that the variables have by themselves.
#[track_caller]
fn paths(model: &impl Model) -> Vec<String> {
    let paths = model.weight_paths();
    let unique: BTreeSet<&String> = paths.iter().collect();
    assert_eq!(unique.len(), paths.len(), "{paths:?}");
    let nodes = model.nodes();
    let names = nodes.iter().flat_map(|node| node.weights()).map(|weight| weight.variable().name());
    assert_eq!(names.collect::<Vec<_>>(), paths);
    assert_eq!(paths.len(), model.get_weights().len());
    for (path, weight) in paths.iter().zip(model.get_weights()) {
        assert_eq!(model.get_weight(path).unwrap(), weight, "{path}");
    }
    paths
}

const ENCODER: [&str; 8] = [
    "dense/kernel",
    "dense/bias",
    "batch_normalization/gamma",
    "batch_normalization/beta",
    "batch_normalization/moving_mean",
    "batch_normalization/moving_variance",
    "code/kernel",
    "code/bias",
];

fn under(owner: &str, paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| format!("{owner}/{path}")).collect()
}

#[test]
fn a_path_goes_through_nested_models_from_the_one_that_is_asked() {
    let model = Tower::new();
    let dense = under("dense", &["kernel", "bias"]);
    let all = [dense, under("encoder", &ENCODER), under("last", &["kernel", "bias"])].concat();
    assert_eq!(paths(&model), all);
    assert_eq!(model.encoder.weight_paths(), ENCODER);
    assert_eq!(
        model.encoder.get_weight("code/bias").unwrap(),
        model.get_weight("encoder/code/bias").unwrap()
    );
    let error = model.get_weight("code/bias").unwrap_err().to_string();
    assert!(
        error.starts_with("model `tower`: expected one of dense/kernel, dense/bias, encoder/dense"),
        "{error}"
    );
    assert!(error.ends_with("found `code/bias`"), "{error}");
}

#[test]
fn each_instance_of_a_nested_model_has_paths_of_its_own_and_a_shared_one_has_one() {
    let paths = paths(&Twins::new());
    let of = |owner: &str| paths.iter().filter(|path| path.starts_with(&format!("{owner}/"))).count();
    assert_eq!(
        [of("both"), of("encoder"), of("encoder_1"), of("tower"), of("tower/encoder")],
        [8, 8, 8, 12, 8]
    );
    assert_eq!(paths.len(), 8 * 3 + 12 + 2 + 2);
}

#[test]
fn layers_inside_layers_have_the_name_of_the_argument_in_their_path() {
    let model = sequential![
        TimeDistributed(TimeDistributed(Encoder()), input = (3, 4, 2)),
        TimeDistributed(Flatten()),
        Bidirectional(RNN(StackedRNNCells([LSTMCell(2), GRUCell(3)]), return_sequences = true)),
        Bidirectional(LSTM(2), name = both),
    ];
    let paths = paths(&model);
    assert_eq!(paths[..8], under("time_distributed/layer/layer", &ENCODER));
    let cells = "bidirectional/layer/cell/cells_0/kernel";
    assert!(paths.iter().any(|path| path == cells), "{paths:?}");
    assert!(paths.iter().any(|path| path == "both/backward_layer/recurrent_kernel"), "{paths:?}");
    let inside = model.time_distributed.get_weight("layer/layer/code/kernel").unwrap();
    assert_eq!(inside, model.get_weight("time_distributed/layer/layer/code/kernel").unwrap());
}

#[test]
fn a_block_and_a_loop_have_paths_for_each_turn() {
    let model = graph!({
        fn block(x, units) {
            fn inner(x, units) {
                Dense(units)(x)
            }
            inner(inner(x, units), 4) + x
        }
        let x = Input(4);
        for units in [2, 3] {
            x = block(x, units);
        }
        block(x, 5)
    });
    assert_eq!(paths(&model).len(), 12);
}

#[test]
fn layers_that_are_added_have_paths_of_their_own() {
    let mut model = Sequential::new();
    model.add(layer!(Dense(3, input = 2))).unwrap();
    for _ in 0..2 {
        model.add(layer!(Dense(2))).unwrap();
        model.add(layer!(Encoder())).unwrap();
    }
    let paths = paths(&model);
    assert_eq!(paths[paths.len() - 8..], under("encoder_1", &ENCODER));
}

#[test]
fn what_is_moved_has_the_path_of_its_new_place() {
    sequential! { struct Pair { Dense(2, input = 2), Dense(2), Encoder(), Encoder() } }
    sequential! { struct Steps { TimeDistributed(Dense(2), input = (3, 2)), TimeDistributed(Dense(2)) } }
    let mut pair = Pair::new();
    let before = pair.weight_paths();
    pair.dense_1 = Pair::new().dense;
    *pair.encoder = Encoder::new();
    pair.encoder_1 = Tower::new().encoder;
    assert_eq!(pair.weight_paths(), before);
    assert_eq!(pair.get_weight("dense_1/kernel").unwrap(), pair.dense_1.get_weight("kernel").unwrap());
    let summary = pair.summary().to_string();
    assert!(summary.contains("dense_1 (Dense)") && summary.contains("encoder_1 (Sequential)"), "{summary}");
    assert!(pair.get_layer("dense_1").is_ok());

    let mut steps = Steps::new();
    let before = steps.weight_paths();
    steps.time_distributed_1 = Steps::new().time_distributed;
    assert_eq!(steps.weight_paths(), before);
    let moved = steps.time_distributed_1.get_weight("layer/kernel").unwrap();
    assert_eq!(steps.get_weight("time_distributed_1/layer/kernel").unwrap(), moved);
}

/// Two instances of one nested model, of which both are trained.
fn data() -> (Array2<f32>, Array2<f32>, Array2<f32>) {
    let numbers = |seed: usize| {
        Array2::from_shape_fn((16, 2), move |(i, j)| ((i * 5 + j * 3 + seed) % 11) as f32 / 11.0)
    };
    (numbers(0), numbers(4), numbers(7).sum_axis(ndarray::Axis(1)).insert_axis(ndarray::Axis(1)))
}

graph! {
    struct Siblings {
        let (a, b) = (Input(2), Input(2));
        Dense(1)(Encoder(name = left)(a) - Encoder(name = right)(b))
    }
}

/// A model of these weights whose optimizer goes on from a state takes a step.
fn step(weights: &[ArrayD<f32>], state: &OptimizerState) -> Vec<ArrayD<f32>> {
    let (a, b, y) = data();
    let mut model = Siblings::new();
    model.set_weights(weights).unwrap();
    let mut model = model.compile(Adam::default(), MeanSquaredError::default(), metrics![]);
    model.set_optimizer_state(state).unwrap();
    model.train_on_batch((&a, &b), &y).unwrap();
    model.into_model().get_weights()
}

#[test]
fn the_state_of_an_optimizer_goes_to_the_instance_that_it_is_of() {
    let (a, b, y) = data();
    let mut model = Siblings::new().compile(Adam::default(), MeanSquaredError::default(), metrics![]);
    model.fit((&a, &b), &y, Fit::epochs(3).batch_size(4).shuffle(false).verbose(0)).unwrap();
    let state = model.optimizer_state().unwrap();
    assert!(state.slots.contains_key("left/dense/kernel") && state.slots.contains_key("right/dense/kernel"));
    assert_ne!(state.slots["left/dense/kernel"], state.slots["right/dense/kernel"]);

    let weights = model.get_weights();
    model.train_on_batch((&a, &b), &y).unwrap();
    assert_eq!(step(&weights, &state), model.get_weights());

    // With the states of the two exchanged it is another step: so each has its own.
    let mut exchanged = state.clone();
    for (path, slots) in &state.slots {
        let other = match path.split_once('/').unwrap() {
            ("left", rest) => format!("right/{rest}"),
            ("right", rest) => format!("left/{rest}"),
            _ => continue,
        };
        exchanged.slots.insert(other, slots.clone());
    }
    assert_ne!(step(&weights, &exchanged), model.get_weights());
}

#[test]
fn an_error_of_training_says_the_path() {
    let (a, b, y) = data();
    let optimizer = SGD::new(1e38);
    let mut model = Siblings::new().compile(optimizer, MeanSquaredError::default(), metrics![]);
    let error = model.fit((&a, &b), &(y * 1e3), Fit::epochs(9).verbose(0)).unwrap_err().to_string();
    assert!(error.contains("`left/dense/kernel`") || error.contains("`right/"), "{error}");
    let arrays = model.get_weights();
    let mut wrong = arrays.clone();
    wrong[8] = ArrayD::zeros(vec![7]);
    let error = model.set_weights(&wrong).unwrap_err().to_string();
    assert!(error.contains("an array of (2, 3) for `right/dense/kernel`"), "{error}");
    wrong = arrays;
    wrong[8][[0, 0]] = f32::NAN;
    let error = model.set_weights(&wrong).unwrap_err().to_string();
    assert!(error.contains("variable `right/dense/kernel`, value 0"), "{error}");
}
