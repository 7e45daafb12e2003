use crate::fixture;
use crate::runs::{Run, Samples, check_array, check_scores};
use keras::optimizers::Optimizer;
use keras::prelude::*;
use ndarray::{Ix3, s};

sequential! {
    /// One of three classes.
    pub struct Classifier {
        Dense(8, activation = relu, input = 5),
        Dense(3, activation = softmax),
    }
}

sequential! {
    struct Held {
        Dense(8, activation = relu, kernel_regularizer = l2(0.01), activity_regularizer = l1(0.001),
            kernel_constraint = max_norm(1.0), input = 5),
        Dense(3, activation = softmax, kernel_regularizer = l1_l2(0.002, 0.003), bias_regularizer = l2(0.05),
            kernel_constraint = unit_norm, bias_constraint = non_neg),
    }
}

sequential! {
    /// Yes or no.
    struct Judge {
        Dense(4, activation = selu, input = 5),
        Dense(1, activation = sigmoid),
    }
}

graph! {
    pub struct Towers {
        let left = Input(5, name = left);
        let right = Input(3, name = right);
        let hidden = Dense(6, activation = tanh, name = hidden_left)(left);
        let other = Dense(4, activation = relu, name = hidden_right)(right);
        let both = Concatenate(name = both)([hidden, other]);
        let label = Dense(3, activation = softmax, name = label)(both);
        let angle = Dense(1, name = angle)(both);
        (label, angle)
    }
}

graph! {
    struct Normalized {
        let x = Input(5);
        let y = Dense(8, activation = relu, name = features)(x);
        let y = BatchNormalization(name = norm)(y);
        Dense(3, activation = softmax, name = label)(y)
    }
}

#[track_caller]
fn check_optimizer(source: &str, optimizer: impl Optimizer + 'static) {
    let (samples, run) = (Samples::read(), Run::named(&format!("classifier with {source}")));
    let model = run.start(Classifier::new());
    let mut model = model.compile(optimizer, CategoricalCrossentropy::default(), metrics![accuracy]);
    let plan = Run::plan(5).validation_split(0.1);
    let history = model.fit(samples.rows("x"), samples.rows("one_hot"), plan).expect("the data fits");
    run.check_history("history", &history);
    run.check_weights(model.model());
}

#[test]
fn five_epochs_of_rmsprop_are_those_of_keras() {
    check_optimizer("RMSprop(0.01)", RMSprop::new(0.01));
}

#[test]
fn five_epochs_of_sgd_are_those_of_keras() {
    check_optimizer("SGD(0.1, momentum=0.9)", SGD::new(0.1).momentum(0.9));
}

#[test]
fn five_epochs_of_adam_are_those_of_keras() {
    check_optimizer("Adam(0.01)", Adam::new(0.01));
}

#[test]
fn five_epochs_of_adamw_are_those_of_keras() {
    let optimizer = AdamW::new(0.02).weight_decay(0.05).clipnorm(0.5);
    check_optimizer("AdamW(0.02, weight_decay=0.05, clipnorm=0.5)", optimizer);
}

#[test]
fn five_epochs_of_several_optimizers_are_those_of_keras() {
    let (samples, run) = (Samples::read(), Run::named("several optimizers"));
    let map = OptimizerMap::new(SGD::new(0.1).momentum(0.9))
        .with("features/.*", Adam::new(0.01).clipnorm(0.05))
        .with("norm/gamma", RMSprop::new(0.01));
    let loss = CategoricalCrossentropy::default();
    let mut model = run.start(Normalized::new()).compile(MultiOptimizer::new(map), loss, metrics![accuracy]);
    let plan = Run::plan(5).validation_split(0.1);
    let history = model.fit(samples.rows("x"), samples.rows("one_hot"), plan).expect("the data fits");
    run.check_history("history", &history);
    run.check_weights(model.model());
}

#[test]
fn sparse_labels_validation_data_evaluate_and_predict_are_as_in_keras() {
    let (samples, run) = (Samples::read(), Run::named("classifier of sparse labels"));
    let (x, y) = (samples.rows("x"), samples.labels());
    let loss = SparseCategoricalCrossentropy::default();
    let mut model = run.start(Classifier::new()).compile(Adam::new(0.02), loss, metrics![accuracy]);
    let plan = Run::plan(3).validation_data(x.slice(s![70.., ..]), y.slice(s![70..]));
    let history = model.fit(x.slice(s![..70, ..]), y.slice(s![..70]), plan).expect("the data fits");
    run.check_history("history", &history);
    run.check_weights(model.model());
    check_scores("evaluate", &model.evaluate(&x, &y).expect("the data fits"), &run.0["evaluate"]);
    let predicted = model.predict(x.slice(s![..10, ..])).expect("the data fits").into_dyn();
    check_array("predict", &predicted, &fixture::array(&run.0["predict"][0]));
}

#[test]
fn one_probability_is_learnt_and_measured_as_in_keras() {
    let (samples, run) = (Samples::read(), Run::named("one probability"));
    let optimizer = SGD::new(0.1).momentum(0.9).nesterov(true);
    let loss = BinaryCrossentropy::default().label_smoothing(0.1);
    let metrics = metrics![accuracy, auc = AUC::default(), precision = Precision::default()];
    let mut model = run.start(Judge::new()).compile(optimizer, loss, metrics);
    let plan = Run::plan(4).validation_split(0.2);
    let history = model.fit(samples.rows("x"), samples.rows("positive"), plan).expect("the data fits");
    run.check_history("history", &history);
    run.check_weights(model.model());
}

#[test]
fn two_outputs_are_learnt_together_as_in_keras() {
    let (samples, run) = (Samples::read(), Run::named("two inputs and two outputs"));
    let (x, other) = (samples.rows("x"), samples.rows("other"));
    let (label, angle) = (samples.labels(), samples.rows("angle"));
    let losses = (SparseCategoricalCrossentropy::default(), MeanSquaredError::default().weighted(0.2));
    let metrics = (metrics![accuracy], metrics![mae]);
    let mut model = run.start(Towers::new()).compile(Adam::new(0.01), losses, metrics);
    let plan = Run::plan(4).validation_split(0.1);
    let history = model.fit((&x, &other), (&label, &angle), plan).expect("the data fits");
    run.check_history("history", &history);
    run.check_weights(model.model());
    let scores = model.evaluate((&x, &other), (&label, &angle)).expect("the data fits");
    check_scores("evaluate", &scores, &run.0["evaluate"]);
    let five = (x.slice(s![..5, ..]), other.slice(s![..5, ..]));
    let (label, angle) = model.predict(five).expect("the data fits");
    check_array("predicted label", &label.into_dyn(), &fixture::array(&run.0["predict"][0]));
    check_array("predicted angle", &angle.into_dyn(), &fixture::array(&run.0["predict"][1]));
}

#[test]
fn class_weights_count_as_in_keras() {
    let (samples, run) = (Samples::read(), Run::named("class weights"));
    let loss = SparseCategoricalCrossentropy::default();
    let mut model = run.start(Classifier::new()).compile(RMSprop::new(0.01), loss, metrics![accuracy]);
    let plan = Run::plan(3).validation_split(0.1).class_weight([(0, 0.5), (1, 2.0), (2, 1.25)]);
    let history = model.fit(samples.rows("x"), samples.labels(), plan).expect("the data fits");
    run.check_history("history", &history);
    run.check_weights(model.model());
}

#[test]
fn sample_weights_count_as_in_keras() {
    let (samples, run) = (Samples::read(), Run::named("sample weights"));
    let (x, y, weights) = (samples.rows("x"), samples.rows("one_hot"), samples.weights());
    let loss = CategoricalCrossentropy::default();
    let mut model = run.start(Classifier::new()).compile(Adam::new(0.01), loss, metrics![accuracy]);
    let plan = Run::plan(3).validation_split(0.1).sample_weight(&weights);
    let history = model.fit(&x, &y, plan).expect("the data fits");
    run.check_history("history", &history);
    run.check_weights(model.model());
    let scores = model.evaluate_weighted(&x, &y, &weights).expect("the data fits");
    check_scores("evaluate", &scores, &run.0["evaluate"]);
}

#[test]
fn regularizers_and_constraints_hold_weights_as_in_keras() {
    let (samples, run) = (Samples::read(), Run::named("regularizers and constraints"));
    let loss = CategoricalCrossentropy::default();
    let mut model = run.start(Held::new()).compile(SGD::new(0.1).momentum(0.9), loss, metrics![accuracy]);
    let plan = Run::plan(4).validation_split(0.1);
    let history = model.fit(samples.rows("x"), samples.rows("one_hot"), plan).expect("the data fits");
    run.check_history("history", &history);
    run.check_weights(model.model());
}

#[test]
fn masked_steps_do_not_count_as_in_keras() {
    let run = Run::named("masked steps");
    let [x, y] =
        ["x", "y"].map(|name| fixture::array(&run.0[name]).into_dimensionality::<Ix3>().expect("three axes"));
    let model =
        sequential![Masking(input = (4, 3)), Dense(5, activation = tanh), Activation(relu), Dense(2),];
    let loss = MeanSquaredError::default();
    let mut model = run.start(model).compile(SGD::new(0.1), loss, metrics![]);
    let history = model.fit(&x, &y, Run::plan(3).validation_split(0.1)).expect("the data fits");
    run.check_history("history", &history);
    run.check_weights(model.model());
    let mut model = model.into_model().compile(SGD::new(0.1), loss, metrics![mae]);
    check_scores("evaluate", &model.evaluate(&x, &y).expect("the data fits"), &run.0["evaluate"]);
}

#[test]
fn a_fit_that_continues_is_that_of_keras() {
    let (samples, run) = (Samples::read(), Run::named("continued from an epoch"));
    let (x, y) = (samples.rows("x"), samples.rows("one_hot"));
    let loss = CategoricalCrossentropy::default();
    let mut model = run.start(Classifier::new()).compile(RMSprop::new(0.01), loss, metrics![accuracy]);
    run.check_history("history", &model.fit(&x, &y, Run::plan(2)).expect("the data fits"));
    let plan = Run::plan(5).initial_epoch(2);
    run.check_history("continued", &model.fit(&x, &y, plan).expect("the data fits"));
    run.check_weights(model.model());
}

#[test]
fn single_batches_are_scored_as_in_keras() {
    let (samples, run) = (Samples::read(), Run::named("single batches"));
    let (x, y) = (samples.rows("x"), samples.rows("one_hot"));
    let loss = CategoricalCrossentropy::default();
    let mut model = run.start(Classifier::new()).compile(SGD::new(0.1), loss, metrics![accuracy]);
    let parts = fixture::list(&run.0["parts"]).iter().map(|part| [0, 1].map(|end| fixture::size(&part[end])));
    let parts: Vec<[usize; 2]> = parts.collect();
    for (i, &[from, to]) in parts.iter().enumerate() {
        let scores = model.train_on_batch(x.slice(s![from..to, ..]), y.slice(s![from..to, ..]));
        check_scores("train_on_batch", &scores.expect("the data fits"), &run.0["train_on_batch"][i]);
    }
    for (i, &[from, to]) in parts.iter().enumerate() {
        let scores = model.test_on_batch(x.slice(s![from..to, ..]), y.slice(s![from..to, ..]));
        check_scores("test_on_batch", &scores.expect("the data fits"), &run.0["test_on_batch"][i]);
    }
    run.check_weights(model.model());
}
