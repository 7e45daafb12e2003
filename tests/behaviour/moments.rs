//! The moments of callbacks where a model is measured or predicts.

use std::cell::RefCell;

use keras::callbacks::{Callback, Prediction, Training};
use keras::data::Dataset;
use keras::ndarray::{Array2, Axis};
use keras::prelude::*;
use keras::training::{Compiled, Evaluate, Predict};
use keras::{Error, Result};

sequential! {
    struct Line { Dense(1, input = 2) }
}

fn data() -> (Array2<f32>, Array2<f32>) {
    let x = Array2::from_shape_fn((25, 2), |(i, j)| ((i * 2 + j) as f32).sin());
    let y = Array2::from_shape_fn((25, 1), |(i, _)| (i as f32).cos());
    (x, y)
}

fn network() -> Compiled<Line, MeanSquaredError> {
    keras::set_random_seed(1);
    Line::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![mae])
}

/// Notes every moment.
#[derive(Default)]
struct Diary(RefCell<Vec<String>>);

impl Diary {
    fn note(&self, moment: &str, batch: usize, batches: Option<usize>) -> Result<()> {
        let of = batches.map_or("?".into(), |batches| batches.to_string());
        self.0.borrow_mut().push(format!("{moment} {batch}/{of}"));
        Ok(())
    }

    fn lines(&self) -> Vec<String> {
        self.0.take()
    }
}

macro_rules! diary {
    ($($shown:ident: $($moment:ident)*;)*) => {
        impl Callback for &Diary {
            fn name(&self) -> &str {
                "Diary"
            }

            $($(
                fn $moment(&mut self, shown: &mut $shown<'_>) -> Result<()> {
                    self.note(&stringify!($moment)[3..], shown.batch(), shown.batches())
                }
            )*)*
        }
    };
}

diary! {
    Training:
        on_train_begin on_train_end on_epoch_begin on_epoch_end on_train_batch_begin on_train_batch_end
        on_test_begin on_test_end on_test_batch_begin on_test_batch_end;
    Prediction: on_predict_begin on_predict_end on_predict_batch_begin on_predict_batch_end;
}

#[test]
fn a_validation_shows_its_batches() {
    let ((x, y), diary) = (data(), Diary::default());
    let plan = Fit::epochs(1).batch_size(25).verbose(0).validation_data(&x, &y).validation_batch_size(15);
    network().fit(&x, &y, plan.callback(&diary)).unwrap();
    let expected = [
        "train_begin 0/1",
        "epoch_begin 0/1",
        "train_batch_begin 0/1",
        "train_batch_end 1/1",
        "test_begin 1/1",
        "test_batch_begin 0/2",
        "test_batch_end 1/2",
        "test_batch_begin 1/2",
        "test_batch_end 2/2",
        "test_end 1/1",
        "epoch_end 1/1",
        "train_end 0/1",
    ];
    assert_eq!(diary.lines(), expected);
}

#[test]
fn an_evaluation_has_the_moments_of_a_test_and_no_others() {
    let ((x, y), diary) = (data(), Diary::default());
    let mut model = network();
    model.evaluate_with(&x, &y, Evaluate::new().batch_size(20).callback(&diary)).unwrap();
    let expected = [
        "test_begin 0/2",
        "test_batch_begin 0/2",
        "test_batch_end 1/2",
        "test_batch_begin 1/2",
        "test_batch_end 2/2",
        "test_end 2/2",
    ];
    assert_eq!(diary.lines(), expected);
    let batches = Dataset::from_generator(|_| (0..3).map(|i| ([i as f32, 1.0], 1.0))).batch(2);
    model.evaluate_batches(batches, Evaluate::new().steps(1).callback(&diary)).unwrap();
    assert_eq!(
        diary.lines(),
        ["test_begin 0/1", "test_batch_begin 0/1", "test_batch_end 1/1", "test_end 1/1"]
    );
}

#[test]
fn a_prediction_has_moments_of_its_own() {
    let ((x, _), diary) = (data(), Diary::default());
    let model = network();
    let plain = model.predict(&x).unwrap();
    let outputs = RefCell::new(vec![]);
    let gather = LambdaCallback::new().on_predict_batch_end(|prediction| {
        outputs.borrow_mut().push(prediction.outputs()[0].to_owned());
        Ok(())
    });
    let options = Predict::new().batch_size(10).callback(&diary).callback(gather);
    assert_eq!(model.predict_with(&x, options).unwrap(), plain);
    let expected = [
        "predict_begin 0/3",
        "predict_batch_begin 0/3",
        "predict_batch_end 1/3",
        "predict_batch_begin 1/3",
        "predict_batch_end 2/3",
        "predict_batch_begin 2/3",
        "predict_batch_end 3/3",
        "predict_end 3/3",
    ];
    assert_eq!(diary.lines(), expected);
    let outputs: Vec<_> = outputs.take();
    let views: Vec<_> = outputs.iter().map(|output| output.view()).collect();
    assert_eq!(keras::ndarray::concatenate(Axis(0), &views).unwrap(), plain.into_dyn());
}

#[test]
fn a_callback_of_an_evaluation_sees_the_scores_and_the_model() {
    let (x, y) = data();
    let mut model = network();
    let (mut so_far, mut last) = (vec![], None);
    let watch = LambdaCallback::new().on_test_batch_end(|evaluation| {
        so_far.push(evaluation.scores());
        Ok(())
    });
    let end = LambdaCallback::new().on_test_end(|evaluation| {
        last = Some((evaluation.scores(), evaluation.score_names(), evaluation.get_weights()));
        assert_eq!(evaluation.learning_rate()?, 0.1);
        Ok(())
    });
    let options = Evaluate::new().batch_size(10).callback(watch).callback(end);
    let scores = model.evaluate_with(&x, &y, options).unwrap();
    let names = ["loss", "mae"].map(String::from).to_vec();
    assert_eq!(last, Some((scores.clone(), names, model.get_weights())));
    assert_eq!((so_far.len(), so_far.last()), (3, Some(&scores)));
    let ten = model.evaluate_with(&x, &y, Evaluate::new().batch_size(10).steps(1)).unwrap();
    assert_eq!(so_far[0], ten);
}

/// Ends an evaluation, or a training.
fn ends(training: &mut Training<'_>) -> Result<()> {
    training.stop();
    Ok(())
}

#[test]
fn what_a_callback_stops_has_what_was_done_so_far() {
    let (x, y) = data();
    let mut model = network();
    let ten = model.evaluate_with(&x, &y, Evaluate::new().batch_size(10).steps(1)).unwrap();
    let stop = || LambdaCallback::new().on_test_batch_end(ends);
    let stopped = model.evaluate_with(&x, &y, Evaluate::new().batch_size(10).callback(stop())).unwrap();
    assert_eq!(stopped, ten);
    // Before the first batch as after it: there is no score of nothing.
    let early = LambdaCallback::new().on_test_begin(ends);
    assert_eq!(model.evaluate_with(&x, &y, Evaluate::new().batch_size(10).callback(early)).unwrap(), ten);
    let stop_at_two = LambdaCallback::new().on_predict_batch_end(|prediction| {
        if prediction.batch() == 2 {
            prediction.stop();
        }
        Ok(())
    });
    let predicted = model.predict_with(&x, Predict::new().batch_size(10).callback(stop_at_two)).unwrap();
    assert_eq!(predicted, model.predict(x.slice(keras::ndarray::s![..20, ..])).unwrap());

    // A validation is measured whole, so that its scores can be compared; the training ends after it.
    let whole = model.evaluate(&x, &y).unwrap().loss;
    let plan = Fit::epochs(9).verbose(0).validation_data(&x, &y).validation_batch_size(10).callback(stop());
    let mut resting = Line::new().compile(SGD::new(0.0), MeanSquaredError::default(), metrics![]);
    resting.set_weights(&model.get_weights()).unwrap();
    let history = resting.fit(&x, &y, plan).unwrap();
    assert_eq!(history.epochs(), [0]);
    assert!((history.last("val_loss").unwrap() - whole).abs() < 1e-6);
}

#[test]
fn an_error_of_a_callback_says_where_it_was() {
    let (x, y) = data();
    let mut model = network();
    let full = || LambdaCallback::new().on_test_batch_begin(|_| Err(Error::new("disk", "it is full")));
    let error = model.evaluate_with(&x, &y, Evaluate::new().callback(full())).unwrap_err();
    assert_eq!(error.to_string(), "`evaluate`, callback `LambdaCallback`, disk: it is full");
    let begin = LambdaCallback::new().on_test_begin(|_| Err(Error::new("disk", "it is full")));
    let error = model.evaluate_with(&x, &y, Evaluate::new().callback(begin)).unwrap_err();
    assert_eq!(error.to_string(), "`evaluate`, callback `LambdaCallback`, disk: it is full");
    let plan = Fit::epochs(1).verbose(0).validation_data(&x, &y).callback(full());
    // It is not for another callback to end the training well.
    let error = model.fit(&x, &y, plan.callback(TerminateOnNaN)).unwrap_err();
    assert_eq!(error.to_string(), "`fit`, epoch 1, callback `LambdaCallback`, disk: it is full");
    let full = LambdaCallback::new().on_predict_batch_end(|_| Err(Error::new("disk", "it is full")));
    let error = model.predict_with(&x, Predict::new().callback(full)).unwrap_err();
    assert_eq!(error.to_string(), "`predict`, callback `LambdaCallback`, disk: it is full");
}

#[test]
fn callbacks_of_an_evaluation_change_no_random_choice() {
    let (x, y) = data();
    let weights = |is_watched: bool| {
        let mut model = network();
        let options = Evaluate::new();
        let options = if is_watched { options.callback(LambdaCallback::new()) } else { options };
        model.evaluate_with(&x, &y, options).unwrap();
        model.fit(&x, &y, Fit::epochs(2).batch_size(4).verbose(0)).unwrap();
        model.get_weights()
    };
    assert_eq!(weights(true), weights(false));
}
