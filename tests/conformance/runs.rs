//! What Keras made of one model after the other, and how ours is held against it.

use crate::fixture;
use keras::prelude::*;
use keras::training::{History, Scores};
use ndarray::{Array1, Array2, ArrayD, Ix1, Ix2};
use serde_json::Value;
use std::collections::BTreeSet;

const TOLERANCE: f32 = 1e-5;

/// The samples of all runs.
pub struct Samples(Value);

impl Samples {
    pub fn read() -> Self {
        Self(fixture::read("training")["data"].take())
    }

    pub fn rows(&self, name: &str) -> Array2<f32> {
        fixture::array(&self.0[name]).into_dimensionality::<Ix2>().expect("two axes")
    }

    pub fn labels(&self) -> Array1<u32> {
        let labels = fixture::array(&self.0["label"]).into_dimensionality::<Ix1>().expect("one axis");
        labels.mapv(|label| label as u32)
    }

    pub fn weights(&self) -> Vec<f32> {
        fixture::data(&self.0["sample_weight"])
    }
}

/// What Keras made of one model.
pub struct Run(pub Value);

impl Run {
    pub fn named(name: &str) -> Self {
        Self::of("training", name)
    }

    pub fn of(subject: &str, name: &str) -> Self {
        let fixture = fixture::read(subject);
        let run = fixture::list(&fixture["runs"]).iter().find(|run| run["name"] == name);
        Self(run.unwrap_or_else(|| panic!("Keras has no run of {name}")).clone())
    }

    /// A model that begins where that of Keras did.
    pub fn start<M: Model>(&self, mut model: M) -> M {
        model.set_weights(&fixture::arrays(&self.0["initial"])).expect("the model is that of Keras");
        model
    }

    /// As Keras was told to fit.
    pub fn plan(epochs: usize) -> Fit<'static> {
        Fit::epochs(epochs).batch_size(32).shuffle(false).verbose(0)
    }

    #[track_caller]
    pub fn check_history(&self, key: &str, history: &History) {
        let keras = &self.0[key];
        let epochs: Vec<usize> = fixture::list(&keras["epoch"]).iter().map(fixture::size).collect();
        assert_eq!(history.epochs(), epochs);
        let logs = keras["logs"].as_object().expect("names and values");
        // Keras sorts the scores of validation among the others.
        let names: BTreeSet<&str> = history.iter().map(|(name, _)| name).collect();
        assert_eq!(names, logs.keys().map(String::as_str).collect());
        for (name, values) in history.iter() {
            let keras: Vec<f32> = fixture::list(&logs[name]).iter().map(fixture::number).collect();
            fixture::assert_close(name, values, &keras, TOLERANCE);
        }
    }

    #[track_caller]
    pub fn check_weights(&self, model: &impl Model) {
        let weights = model.get_weights();
        let keras = fixture::arrays(&self.0["final"]);
        assert_eq!(weights.len(), keras.len());
        for (i, (weight, keras)) in weights.iter().zip(&keras).enumerate() {
            check_array(&format!("weight {i} at the end"), weight, keras);
        }
    }
}

#[track_caller]
pub fn check_array(what: &str, found: &ArrayD<f32>, keras: &ArrayD<f32>) {
    assert_eq!(found.shape(), keras.shape(), "{what}: shape");
    let [found, keras] = [found, keras].map(|array| array.iter().copied().collect::<Vec<_>>());
    fixture::assert_close(what, &found, &keras, TOLERANCE);
}

#[track_caller]
pub fn check_scores(what: &str, scores: &Scores, keras: &Value) {
    let keras = keras.as_object().expect("names and values");
    assert_eq!(scores.iter().map(|(name, _)| name).collect::<Vec<_>>(), keras.keys().collect::<Vec<_>>());
    for (name, value) in scores.iter() {
        let what = format!("{what}, {name}");
        fixture::assert_close(&what, &[value], &[fixture::number(&keras[name])], TOLERANCE);
    }
}
