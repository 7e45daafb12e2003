//! Losses, metrics, schedules and optimizers as data.

use keras::autodiff::{Tape, Tensor};
use keras::config::{Argument, Config, Map, ToObject, Value};
use keras::losses::{AnyOutput, FromLogits, LossKind, Same};
use keras::metrics::{self, Metric, Metrics};
use keras::ndarray::array;
use keras::optimizers::{self, Descent, Optimizer, Step, UpdateRule};
use keras::prelude::*;
use keras::saving::CustomObjects;
use keras::schedules::{self, CosineDecay, Schedule};
use keras::{layers, losses};
use serde_json::json;

fn library() -> CustomObjects {
    CustomObjects::new()
}

/// What each reader says of an object that it does not take.
fn complaint(kind: &str, class: &str, config: Value) -> String {
    let module =
        if kind == "schedules" { "keras.optimizers.schedules".into() } else { format!("keras.{kind}") };
    let object = json!({ "module": module, "class_name": class, "config": config, "registered_name": null });
    let error = match kind {
        "losses" => losses::deserialize(&object, &library()).err(),
        "metrics" => metrics::deserialize(&object, &library()).err(),
        "schedules" => schedules::deserialize(&object, &library()).err(),
        _ => optimizers::deserialize(&object, &library()).err(),
    };
    error.expect("it is a mistake").to_string()
}

#[test]
fn an_argument_that_is_not_here_is_an_error_that_says_where_and_what() {
    for (kind, class, config, message) in [
        (
            "losses",
            "Huber",
            json!({ "reduction": "median" }),
            "`Huber`, argument `reduction`: expected one of \"sum_over_batch_size\", \"mean\", \"mean_with_sample_weight\", \"sum\", \"none\", found \"median\"",
        ),
        (
            "losses",
            "SparseCategoricalCrossentropy",
            json!({ "axis": 1 }),
            "`SparseCategoricalCrossentropy`, argument `axis`: expected -1, as nothing else is done here, found 1",
        ),
        (
            "losses",
            "BinaryCrossentropy",
            json!({ "label_smoothing": 2.0 }),
            "`BinaryCrossentropy` needs `label_smoothing` from 0 to 1",
        ),
        (
            "losses",
            "SparseCategoricalCrossentropy",
            json!({ "ignore_class": "x" }),
            "`SparseCategoricalCrossentropy`, argument `ignore_class`: expected a whole number, found \"x\"",
        ),
        (
            "losses",
            "Huber",
            json!({ "dtype": "float16" }),
            "`Huber`, argument `dtype`: expected float32, as nothing else is done here, found \"float16\"",
        ),
        ("losses", "Huber", json!({ "name": 3 }), "`Huber`, argument `name`: expected a string, found 3"),
        (
            "metrics",
            "AUC",
            json!({ "thresholds": [0.1, 1.5] }),
            "`AUC` needs `thresholds` from 0 to 1, was given 1.5",
        ),
        (
            "metrics",
            "AUC",
            json!({ "curve": "roc" }),
            "`AUC`, argument `curve`: expected one of \"ROC\", \"PR\", \"PRGAIN\", found \"roc\"",
        ),
        (
            "metrics",
            "F1Score",
            json!({ "average": "mean" }),
            "`F1Score`, argument `average`: expected one of \"macro\", \"micro\", \"weighted\", found \"mean\"",
        ),
        (
            "schedules",
            "CosineDecay",
            json!({ "decay_steps": 3 }),
            "`CosineDecay` needs `initial_learning_rate`",
        ),
        (
            "schedules",
            "PiecewiseConstantDecay",
            json!({ "values": [] }),
            "`PiecewiseConstantDecay` needs `boundaries`",
        ),
        (
            "optimizers",
            "SGD",
            json!({ "learning_rate": { "class_name": "CosineDecay", "config": {} } }),
            "`SGD`, argument `learning_rate`: `CosineDecay` needs `initial_learning_rate`",
        ),
        (
            "optimizers",
            "SGD",
            json!({ "beta_1": 0.5 }),
            "`SGD`, argument `beta_1`: expected no argument of this name, found 0.5\n\
             help: `SGD` takes `momentum`, `nesterov`, `name`",
        ),
    ] {
        assert_eq!(complaint(kind, class, config), message);
    }
    for kind in ["losses", "metrics", "schedules", "optimizers"] {
        assert!(complaint(kind, "Dense", json!({})).contains("found `Dense` of `keras."), "{kind}");
    }
}

#[test]
fn where_the_output_comes_from_is_decided_by_the_file_or_by_the_type() {
    let logits = BinaryCrossentropy::default().from_logits();
    let written = logits.to_json().unwrap();
    assert_eq!(written["config"]["from_logits"], true);
    let config = written["config"].as_object().unwrap();
    let read = BinaryCrossentropy::<FromLogits>::from_config(config, &library()).unwrap();
    assert_eq!(read.to_json().unwrap(), written);
    let error = BinaryCrossentropy::<losses::FromProbabilities>::from_config(config, &library()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`BinaryCrossentropy`, argument `from_logits`: expected false, as the type says, found true",
    );
    // What a file decides computes the same.
    let tape = Tape::new();
    let (t, p) = (tape.array(&[[1.0, 0.0]]), tape.array(&[[3.0, -2.0]]));
    let any = losses::deserialize(&written, &library()).unwrap();
    assert_eq!(any.call(&t, &p).to_array(), logits.call(&t, &p).to_array());
}

#[test]
fn what_is_read_trains_a_model_as_what_is_written_in_rust() {
    let written = (
        Adam::new(CosineDecay::new(0.1, 20)).clipnorm(1.0).to_json().unwrap(),
        BinaryCrossentropy::default().from_logits().to_json().unwrap(),
        metrics![accuracy, AUC(num_thresholds = 10)].to_json().unwrap(),
    );
    let read = (
        optimizers::deserialize(&written.0, &library()).unwrap(),
        losses::deserialize(&written.1, &library()).unwrap(),
        written.2.iter().map(|metric| metrics::deserialize(metric, &library()).unwrap()).collect(),
    );
    let (x, y) = (array![[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], array![[0.0], [1.0], [0.0]]);
    let network = sequential![Dense(1, input = 2, kernel_initializer = ones)];
    let mut ours = network.clone().compile(
        Adam::new(CosineDecay::new(0.1, 20)).clipnorm(1.0),
        BinaryCrossentropy::default().from_logits(),
        metrics![accuracy, AUC(num_thresholds = 10)],
    );
    let mut theirs = network.compile(read.0, read.1, Metrics::new(read.2));
    let plan = || Fit::epochs(3).batch_size(2).shuffle(false).verbose(Verbose::Silent);
    let histories = [ours.fit(&x, &y, plan()).unwrap(), theirs.fit(&x, &y, plan()).unwrap()];
    assert_eq!(histories[0].get("loss"), histories[1].get("loss"));
    assert_eq!(histories[0].get("auc"), histories[1].get("auc"));
    assert_eq!(ours.get_weights(), theirs.get_weights());
}

#[test]
fn words_are_losses_metrics_and_optimizers_with_their_defaults() {
    let loss = |word: &str| {
        losses::deserialize(&json!(word), &library()).unwrap().to_json().unwrap()["class_name"].clone()
    };
    assert_eq!(
        ["mse", "BCE", "kl_divergence", "huber"].map(loss),
        ["MeanSquaredError", "BinaryCrossentropy", "KLDivergence", "Huber"]
    );
    let function = json!({ "module": "builtins", "class_name": "function", "config": "mean_squared_error", "registered_name": "function" });
    assert_eq!(losses::deserialize(&function, &library()).unwrap().name(), "MeanSquaredError");
    let optimizer = |word: &str| optimizers::deserialize(&json!(word), &library()).unwrap().name();
    assert_eq!(["adam", "adamw", "rmsprop", "SGD"].map(optimizer), ["Adam", "AdamW", "RMSprop", "SGD"]);
    let metric = |word: &str| metrics::deserialize(&json!(word), &library()).unwrap();
    let read = Metrics::new(["acc", "mse", "cosine_similarity", "auc"].map(metric).into());
    let written = read.to_json().unwrap();
    assert_eq!(written[0], "acc");
    assert_eq!(written[1]["class_name"], "MeanSquaredError");
    assert_eq!(written[2]["module"], "keras.metrics");
    assert_eq!(written[3]["config"]["num_thresholds"], 200);
    // The words of Rust are written under the classes that they are.
    let written = metrics![mse, cosine_similarity, categorical_crossentropy].to_json().unwrap();
    let classes: Vec<&Value> = written.iter().map(|metric| &metric["class_name"]).collect();
    assert_eq!(classes, ["MeanSquaredError", "CosineSimilarity", "CategoricalCrossentropy"]);
    // The opposite of a metric is no metric of Keras's, but a loss.
    assert_eq!(metrics![keras::losses::CosineSimilarity()].to_json().unwrap()[0]["module"], "keras.losses");
    assert_eq!(metrics![Huber(delta = 0.5)].to_json().unwrap()[0]["config"]["delta"], 0.5);
    let error = metrics![right = accuracy].to_json().unwrap_err().to_string();
    assert!(error.starts_with("metric `right`: expected the name `accuracy`"), "{error}");
}

#[test]
fn a_name_in_a_file_is_kept() {
    let named = |mut object: Value| {
        object["config"]["name"] = json!("mine");
        object
    };
    let object = named(Huber::default().to_json().unwrap());
    assert_eq!(losses::deserialize(&object, &library()).unwrap().to_json().unwrap(), object);
    let object = named(CosineDecay::new(0.1, 5).to_json().unwrap());
    let rate = schedules::deserialize(&object, &library()).unwrap();
    let object = named(SGD::new(1.0).learning_rate(0.5).to_json().unwrap());
    assert_eq!(optimizers::deserialize(&object, &library()).unwrap().to_json().unwrap(), object);
    assert_eq!(Adam::default().learning_rate(rate.rate(0)).to_json().unwrap()["config"]["name"], "adam");
}

/// A loss of one's own.
#[derive(Config, Clone, Copy, Debug)]
#[config(loss, package = "mine")]
struct Tilted {
    /// How much an output that is too low costs.
    #[default(0.5)]
    slope: f32,
}

impl Loss for Tilted {
    fn name(&self) -> &'static str {
        Self::CLASS
    }

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        let error = y_true - y_pred;
        K::mean_axis(&K::maximum(&(&error * self.slope), error * (self.slope - 1.0)), -1)
    }

    fn to_json(&self) -> keras::Result<Value> {
        self.to_object()
    }
}

impl LossKind for Tilted {
    type Takes = AnyOutput;
    type Labels<Output> = Same<Output>;
}

/// A metric of one's own.
#[derive(Config, Clone, Debug)]
#[config(metric)]
struct Count {
    /// What each batch counts.
    #[default(1.0)]
    each: f64,
    #[config(state)]
    batches: f64,
}

impl Metric for Count {
    fn update(&mut self, _: &Tensor, _: &Tensor, _: Option<&Tensor>) {
        self.batches += self.each;
    }

    fn result(&self) -> f64 {
        self.batches
    }

    fn reset(&mut self) {
        self.batches = 0.0;
    }

    fn to_json(&self) -> keras::Result<Value> {
        self.to_object()
    }
}

/// A schedule of one's own.
#[derive(Config, Clone, Copy, Debug)]
#[config(schedule)]
struct Halving {
    /// The rate at the first step.
    initial: f32,
}

impl Schedule for Halving {
    fn rate(&self, step: u64) -> f32 {
        self.initial * 0.5f32.powi(step as i32)
    }

    fn to_json(&self) -> keras::Result<Value> {
        self.to_object()
    }
}

/// The rule of an optimizer of one's own.
#[derive(Config, Clone, Copy, Debug)]
#[config(optimizer)]
struct SignRule {
    /// What a gradient of 0 counts.
    #[default(0.0)]
    still: f32,
}

impl UpdateRule for SignRule {
    const NAME: &'static str = "Sign";

    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        _: &mut [&mut [f32]],
    ) {
        for (weight, gradient) in weights {
            *weight -= step.rate * if gradient == 0.0 { self.still } else { gradient.signum() };
        }
    }

    fn to_json(&self) -> keras::Result<Value> {
        self.to_object()
    }
}

#[test]
fn what_is_one_s_own_is_registered_and_read() {
    let objects = library().with::<Tilted>().with::<Count>().with::<Halving>().with::<Descent<SignRule>>();
    let loss = Tilted::default().slope(0.9).to_json().unwrap();
    assert_eq!(loss["registered_name"], "mine>Tilted");
    assert_eq!(loss["config"]["reduction"], "sum_over_batch_size");
    assert_eq!(losses::deserialize(&loss, &objects).unwrap().to_json().unwrap(), loss);
    assert!(losses::deserialize(&loss, &library()).is_err());

    let metrics = metrics![Count(each = 2.0, name = twice)].to_json().unwrap();
    let (name, read) = metrics::deserialize(&metrics[0], &objects).unwrap();
    assert_eq!(name, "twice");
    assert_eq!(Metrics::new(vec![(name, read)]).to_json().unwrap(), metrics);

    let optimizer = Descent::<SignRule>::of(SignRule::default().still(0.1))
        .learning_rate(Halving::args().initial([0.5]).build().about("Halving").unwrap());
    let written = optimizer.to_json().unwrap();
    assert_eq!(written["registered_name"], "Custom>Sign");
    assert_eq!(written["config"]["learning_rate"]["config"], json!({ "initial": 0.5, "name": "Halving" }));
    let read = optimizers::deserialize(&written, &objects).unwrap();
    assert_eq!((read.name(), read.rate().unwrap()), ("Sign", 0.5));
    assert_eq!(read.to_json().unwrap(), written);
}

#[test]
fn what_has_no_form_in_a_file_is_an_error_that_says_so() {
    #[derive(Debug)]
    struct Unsaid;

    impl Schedule for Unsaid {
        fn rate(&self, _: u64) -> f32 {
            0.1
        }
    }

    let closure = |y_true: &Tensor, y_pred: &Tensor| K::mean(&(y_true - y_pred));
    let error = Loss::to_json(&closure).unwrap_err().to_string();
    assert!(
        error.starts_with("expected a loss with a name, found a function, which has none\nhelp: "),
        "{error}"
    );
    let error =
        metrics![error = |t: &Tensor, p: &Tensor| K::mean(&(t - p))].to_json().unwrap_err().to_string();
    assert!(error.starts_with("metric `error`: expected a metric with a name, found a function"), "{error}");
    let error = Adam::new(Unsaid).to_json().unwrap_err().to_string();
    let message =
        "`Adam`, argument `learning_rate`: expected a schedule that a file can hold, found one of type `";
    assert!(error.starts_with(message) && error.contains("Unsaid`\nhelp: "), "{error}");
}

/// A value inside so many others. Serde would go down with it.
fn nested(levels: usize, inner: Value, around: impl Fn(Value) -> Value) -> Value {
    (0..levels).fold(inner, |value, _| around(value))
}

fn inside(key: &str, value: Value) -> Map {
    Map::from_iter([(key.to_owned(), value)])
}

#[test]
fn a_value_that_is_nested_without_end_is_an_error() {
    let dense = || json!({ "class_name": "Dense", "config": { "units": 1 } });
    let distributed = |layer| {
        let mut object = inside("config", inside("layer", layer).into());
        object.insert("class_name".to_owned(), json!("TimeDistributed"));
        Value::Object(object)
    };
    let lists = || nested(5000, json!(1), |value| Value::Array(vec![value]));
    let layers = nested(5000, dense(), distributed);
    let read = |value: &Value| layers::deserialize(value, &library()).map(drop);
    let error = read(&layers).unwrap_err().to_string();
    assert_eq!(error, "expected at most 128 levels of nesting, found more");
    assert!(read(&nested(30, dense(), distributed)).is_ok());
    // Arguments, too, and values on their own.
    for (argument, value) in
        [("beta_1", lists()), ("beta_3", lists()), ("name", lists()), ("clipnorm", lists())]
    {
        let config = inside(argument, value);
        assert!(Adam::from_config(&config, &library()).is_err());
        assert!(Huber::from_config(&config, &library()).is_err());
        std::mem::forget(config);
    }
    let value = lists();
    let error = usize::from_json(&value, &library()).unwrap_err().to_string();
    assert!(error.ends_with("[[[..."), "{error}");
    // How they are dropped is no matter of the reader.
    std::mem::forget((layers, value));
}
