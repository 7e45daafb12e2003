//! Weights of samples, time steps and outputs.

use crate::fixture;
use crate::runs::{Run, Samples, check_scores};
use crate::training::{Classifier, Towers};
use keras::prelude::*;
use keras::training::Evaluate;
use ndarray::{Array2, Array3, Ix2, Ix3, s};

fn run(name: &str) -> Run {
    Run::of("weights", name)
}

#[test]
fn weighted_metrics_are_those_of_keras() {
    let (samples, run) = (Samples::read(), run("weighted metrics"));
    let (x, y, weights) = (samples.rows("x"), samples.rows("one_hot"), samples.weights());
    let loss = CategoricalCrossentropy::default();
    let model = run.start(Classifier::new()).compile(Adam::new(0.01), loss, metrics![accuracy]);
    let mut model = model.weighted_metrics(metrics![accuracy, mse]);
    let plan = Run::plan(3).sample_weight(&weights[..70]);
    let plan = plan.validation_data_weighted(x.slice(s![70.., ..]), y.slice(s![70.., ..]), &weights[70..]);
    let history = model.fit(x.slice(s![..70, ..]), y.slice(s![..70, ..]), plan).expect("the data fits");
    run.check_history("history", &history);
    run.check_weights(model.model());
    let scores = model.evaluate_weighted(&x, &y, &weights).expect("the data fits");
    check_scores("evaluate", &scores, &run.0["evaluate"]);
}

#[test]
fn single_weighted_batches_are_scored_as_in_keras() {
    let (samples, run) = (Samples::read(), run("single weighted batches"));
    let (x, y, weights) = (samples.rows("x"), samples.rows("one_hot"), samples.weights());
    let loss = CategoricalCrossentropy::default();
    let model = run.start(Classifier::new()).compile(SGD::new(0.1), loss, metrics![accuracy]);
    let mut model = model.weighted_metrics(metrics![accuracy]);
    let parts = fixture::list(&run.0["parts"]).iter().map(|part| [0, 1].map(|end| fixture::size(&part[end])));
    let parts: Vec<[usize; 2]> = parts.collect();
    let batch = |[from, to]: [usize; 2]| {
        (x.slice(s![from..to, ..]), y.slice(s![from..to, ..]), weights[from..to].to_vec())
    };
    for (i, &part) in parts.iter().enumerate() {
        let (x, y, weights) = batch(part);
        let scores = model.train_on_batch_weighted(x, y, weights).expect("the data fits");
        check_scores("train_on_batch", &scores, &run.0["train_on_batch"][i]);
    }
    for (i, &part) in parts.iter().enumerate() {
        let (x, y, weights) = batch(part);
        let scores = model.test_on_batch_weighted(x, y, weights).expect("the data fits");
        check_scores("test_on_batch", &scores, &run.0["test_on_batch"][i]);
    }
    run.check_weights(model.model());
}

fn steps(run: &Run) -> (Array3<f32>, Array3<f32>, Array2<f32>) {
    let [x, y] =
        ["x", "y"].map(|name| fixture::array(&run.0[name]).into_dimensionality::<Ix3>().expect("three axes"));
    (x, y, fixture::array(&run.0["weights"]).into_dimensionality::<Ix2>().expect("two axes"))
}

#[test]
fn weights_of_time_steps_count_as_in_keras() {
    let run = run("weights of time steps");
    let (x, y, weights) = steps(&run);
    let model = sequential![Dense(5, activation = tanh, input = (4, 3)), Dense(2)];
    let model = run.start(model).compile(SGD::new(0.1), MeanSquaredError::default(), metrics![mae]);
    let mut model = model.weighted_metrics(metrics![mae]);
    let plan = Run::plan(3).validation_split(0.1).sample_weight(&weights);
    run.check_history("history", &model.fit(&x, &y, plan).expect("the data fits"));
    run.check_weights(model.model());
    let options = Evaluate::new().sample_weight(&weights);
    let scores = model.evaluate_with(&x, &y, options).expect("the data fits");
    check_scores("evaluate", &scores, &run.0["evaluate"]);
}

#[test]
fn weights_of_masked_time_steps_count_as_in_keras() {
    let run = run("weights of masked time steps");
    let (x, y, weights) = steps(&run);
    let model =
        sequential![Masking(input = (4, 3)), Dense(5, activation = tanh), Activation(relu), Dense(2),];
    let mut model = run.start(model).compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let plan = Run::plan(3).validation_split(0.1).sample_weight(&weights);
    run.check_history("history", &model.fit(&x, &y, plan).expect("the data fits"));
    run.check_weights(model.model());
    let scores = model.weighted_metrics(metrics![mae]).evaluate_weighted(&x, &y, &weights);
    check_scores("evaluate", &scores.expect("the data fits"), &run.0["evaluate"]);
}

#[test]
fn two_outputs_have_weights_of_their_own_as_in_keras() {
    let (samples, run) = (Samples::read(), run("two outputs with weights of their own"));
    let (x, other) = (samples.rows("x"), samples.rows("other"));
    let (label, angle) = (samples.labels(), samples.rows("angle"));
    let shared = samples.weights();
    let own = fixture::data(&fixture::read("weights")["other_weight"]);
    let losses = (SparseCategoricalCrossentropy::default(), MeanSquaredError::default());
    let metrics = (metrics![accuracy], metrics![mae]);
    let model = run.start(Towers::new()).compile(Adam::new(0.01), losses, metrics);
    let mut model = model.weighted_metrics((metrics![accuracy], metrics![mae]));
    let plan = Run::plan(3).validation_split(0.1).sample_weight((&shared, &own));
    let history = model.fit((&x, &other), (&label, &angle), plan).expect("the data fits");
    run.check_history("history", &history);
    run.check_weights(model.model());
    let scores = model.evaluate_weighted((&x, &other), (&label, &angle), (&shared, &own));
    check_scores("evaluate", &scores.expect("the data fits"), &run.0["evaluate"]);
    let scores = model.evaluate_weighted((&x, &other), (&label, &angle), &shared);
    check_scores("shared", &scores.expect("the data fits"), &run.0["shared"]);
}
