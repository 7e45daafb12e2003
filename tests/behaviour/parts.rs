//! Parts of a model: layers in the middle, encoders, what is frozen and thawed.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use keras::ndarray::{Array1, Array2, Array3, ArrayD, Axis};
use keras::prelude::*;
use keras::training::{Compiled, Predict};

sequential! {
    struct Stack {
        Dense(4, activation = tanh, input = 3, name = first),
        Dense(2, activation = relu, name = second),
        Dense(1, name = last),
    }
}

fn x() -> Array2<f32> {
    Array2::from_shape_fn((40, 3), |(i, j)| ((i * 3 + j) as f32).sin())
}

#[test]
fn layers_in_the_middle_give_what_the_model_computes_there() {
    let model = Stack::new();
    let [second, first] = model.predict_layers(["second", "first"], x()).unwrap();
    let first_alone = sequential![Dense(4, activation = tanh, input = 3)];
    let mut first_alone = first_alone;
    first_alone.set_weights(&model.get_weights()[..2]).unwrap();
    assert_eq!(first, first_alone.predict(x()).unwrap().into_dyn());
    assert_eq!(second.shape(), [40, 2]);
    let [last] = model.predict_layers(["last"], x()).unwrap();
    assert_eq!(last, model.predict(x()).unwrap().into_dyn());
    // Of a compiled model, of one that the program built, and in other batches.
    let compiled = model.clone().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let [of_compiled] = compiled.predict_layers(["first"], x()).unwrap();
    assert_eq!(of_compiled, first);
    let extractor = model.feature_extractor(["first"]).unwrap();
    assert_eq!(extractor.predict_with(x(), Predict::new().batch_size(7)).unwrap(), [first]);
    let mut added = Sequential::new();
    added.add(layer!(Dense(4, input = 3, name = wide))).unwrap().add(layer!(Dense(1))).unwrap();
    let [wide] = added.predict_layers(["wide"], x()).unwrap();
    assert_eq!(wide.shape(), [40, 4]);
}

#[test]
fn an_extractor_follows_the_weights_of_its_model() {
    let (x, mut model) = (x(), Stack::new());
    let [before] = model.predict_layers(["second"], &x).unwrap();
    let weights: Vec<ArrayD<f32>> = model.get_weights().iter().map(|weight| weight * 2.0).collect();
    model.set_weights(&weights).unwrap();
    let [after] = model.predict_layers(["second"], &x).unwrap();
    assert_ne!(before, after);
}

#[test]
fn what_the_layers_do_not_need_is_not_computed() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let model = graph!({
        let x = Input(3);
        let left = Dense(4, name = left)(x);
        let right = Lambda(|x| {
            CALLS.fetch_add(1, Relaxed);
            x * 2.0
        })(x);
        let both = Concatenate(name = both)([left, right]);
        Dense(1)(both)
    });
    model.predict_layers(["left"], x()).unwrap();
    assert_eq!(CALLS.load(Relaxed), 0);
    let [left, both] = model.predict_layers(["left", "both"], x()).unwrap();
    assert_eq!((CALLS.load(Relaxed), both.shape()), (2, &[40, 7][..]));
    assert_eq!(both.slice_axis(Axis(1), (..4).into()), left);
}

#[test]
fn a_name_that_is_not_there_is_an_error_with_those_that_are() {
    let model = Stack::new();
    let error = |layer: &str| model.predict_layers([layer], x()).unwrap_err().to_string();
    assert_eq!(
        error("secnod"),
        "`feature_extractor`, model `stack`: expected a layer of first, second, last, found `secnod`"
    );
    assert!(model.predict_layers([], x()).unwrap_err().to_string().contains("expected the name of a layer"));
    let shared = graph!({
        let (left, right) = (Input(3), Input(3));
        let twin = Dense(2, name = twin);
        twin(left) + twin(right)
    });
    let error = shared.feature_extractor(["twin"]).unwrap_err().to_string();
    assert_eq!(
        error,
        "`feature_extractor`, layer `twin`: it is called 2 times\n\
         help: name the output that is meant, by a layer after it: `Activation(linear, name = …)`"
    );
    sequential! { struct Inside { Dense(2, input = 3, name = inside) } }
    let nested = sequential![Inside(name = encoder, input = 3), Dense(1)];
    let error = nested.feature_extractor(["encoder/inside"]).unwrap_err().to_string();
    assert!(
        error.ends_with("help: of a model in the model: `model.encoder.feature_extractor([\"inside\"])`"),
        "{error}"
    );
    assert_eq!(
        nested.encoder.predict_layers(["inside"], x()).unwrap(),
        nested.predict_layers(["encoder"], x()).unwrap()
    );
}

#[test]
fn data_of_another_shape_are_refused_as_by_predict() {
    let added = || {
        let mut model = Sequential::new();
        model.add(layer!(Dense(4, input = 3, name = wide))).unwrap();
        model
    };
    let wrong = Array3::<f32>::zeros((2, 3, 3));
    let of_layers = added().predict_layers(["wide"], &wrong).unwrap_err().to_string();
    assert_eq!(of_layers, added().predict(&wrong).unwrap_err().to_string());
}

sequential! { struct Encoder { Dense(4, activation = tanh, input = 3), BatchNormalization(), Dense(2) } }
sequential! { struct Decoder { Dense(4, activation = tanh, input = 2), Dense(3) } }
sequential! { struct Autoencoder { Encoder(name = encoder, input = 3), Decoder(name = decoder) } }
sequential! { struct Classifier { Encoder(name = encoder, input = 3), Dense(1, name = head) } }

#[test]
fn an_encoder_is_a_model_of_its_own() {
    let mut model = Autoencoder::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    model.fit(x(), x(), Fit::epochs(1).verbose(0)).unwrap();
    let codes: Array2<f32> = model.model().encoder.predict(x()).unwrap();
    let decoded = model.model().decoder.predict(&codes).unwrap();
    assert_eq!(decoded, model.predict(x()).unwrap());
    // Alone, as a value; and in another model.
    let encoder: Encoder = Encoder::clone(&model.model().encoder);
    assert_eq!(encoder.predict(x()).unwrap(), codes);
    let mut classifier = Classifier::new();
    classifier.encoder = model.into_model().encoder;
    assert_eq!(classifier.predict_layers(["encoder"], x()).unwrap(), [codes.into_dyn()]);
}

fn labels() -> Array1<f32> {
    x().column(0).mapv(|x| 3.0 * x)
}

fn classifier() -> Compiled<Classifier, MeanSquaredError> {
    keras::set_random_seed(5);
    Classifier::new().compile(Adam::new(0.01), MeanSquaredError::default(), metrics![])
}

/// Whether an epoch changes the encoder and the head.
fn changes(model: &mut Compiled<Classifier, MeanSquaredError>) -> (bool, bool) {
    let before = (model.model().encoder.get_weights(), model.model().head.get_weight("kernel").unwrap());
    model.fit(x(), labels(), Fit::epochs(1).verbose(0)).unwrap();
    let model = model.model();
    (model.encoder.get_weights() != before.0, model.head.get_weight("kernel").unwrap() != before.1)
}

#[test]
fn freezing_and_thawing_take_effect_with_the_next_step_without_compiling() {
    let mut model = classifier();
    assert_eq!(changes(&mut model), (true, true));
    model.model_mut().encoder.set_trainable(false);
    // The moving averages of a frozen `BatchNormalization` too.
    assert_eq!(changes(&mut model), (false, true));
    assert!(model.summary().to_string().contains("Trainable params: 3 "), "{}", model.summary());
    model.model_mut().encoder.set_trainable(true);
    model.optimizer_mut().set_learning_rate(1e-3.into()).unwrap();
    assert_eq!(changes(&mut model), (true, true));
    model.model_mut().encoder.set_trainable(false);
    let before = model.model().encoder.get_weights();
    model.train_on_batch(x(), labels()).unwrap();
    assert_eq!(model.model().encoder.get_weights(), before);
}

#[test]
fn a_frozen_layer_is_not_moved_by_what_the_optimizer_remembers() {
    let mut model =
        Classifier::new().compile(SGD::new(1e-3).momentum(0.9), MeanSquaredError::default(), metrics![]);
    model.fit(x(), labels(), Fit::epochs(2).verbose(0)).unwrap();
    model.model_mut().encoder.set_trainable(false);
    let before = model.model().encoder.get_weights();
    model.fit(x(), labels(), Fit::epochs(2).verbose(0)).unwrap();
    assert_eq!(model.model().encoder.get_weights(), before);
}

#[test]
fn fine_tuning_goes_on_from_what_was_learnt() {
    let mut model = classifier();
    model.model_mut().encoder.set_trainable(false);
    model.fit(x(), labels(), Fit::epochs(20).verbose(0)).unwrap();
    let with_head = model.evaluate(x(), labels()).unwrap().loss;
    let mut tuned = model.into_model();
    tuned.encoder.set_trainable(true);
    let mut tuned = tuned.compile(Adam::new(1e-3), MeanSquaredError::default(), metrics![]);
    assert_eq!(tuned.evaluate(x(), labels()).unwrap().loss, with_head);
    tuned.fit(x(), labels(), Fit::epochs(20).verbose(0)).unwrap();
    assert!(tuned.evaluate(x(), labels()).unwrap().loss < with_head);
}
