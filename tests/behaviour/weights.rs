//! Weights of samples and time steps, wherever they may be given.

use keras::autodiff::Tensor;
use keras::data::{BatchBuffer, Dataset};
use keras::ndarray::{Array1, Array2, Array3, Axis, s};
use keras::prelude::*;
use keras::training::{Compiled, Evaluate};

const SAMPLES: usize = 12;
const STEPS: usize = 3;

sequential! { struct Line { Dense(1, input = 2) } }
sequential! { struct Steps { Dense(4, activation = tanh, input = (3, 2)), Dense(2) } }

fn close(a: f32, b: f32) -> bool {
    (a - b).abs() < 1e-5 * a.abs().max(1.0)
}

fn data() -> (Array2<f32>, Array2<f32>, Array1<f32>) {
    let x = Array2::from_shape_fn((SAMPLES, 2), |(i, j)| ((i * 2 + j) as f32).sin());
    let y = Array2::from_shape_fn((SAMPLES, 1), |(i, _)| (i as f32).cos());
    (x, y, Array1::from_shape_fn(SAMPLES, |i| (i % 4) as f32))
}

fn line() -> Compiled<Line, MeanSquaredError> {
    keras::set_random_seed(3);
    Line::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![])
}

fn sequences() -> (Array3<f32>, Array3<f32>, Array2<f32>) {
    let x = Array3::from_shape_fn((SAMPLES, STEPS, 2), |(i, j, k)| ((i * 6 + j * 2 + k) as f32).sin());
    let y = Array3::from_shape_fn((SAMPLES, STEPS, 2), |(i, j, k)| ((i * 6 + j * 2 + k) as f32).cos());
    (x, y, Array2::from_shape_fn((SAMPLES, STEPS), |(i, j)| ((i + 2 * j) % 5) as f32 / 2.0))
}

fn steps() -> Compiled<Steps, MeanSquaredError> {
    keras::set_random_seed(3);
    Steps::new().compile(SGD::new(0.1), MeanSquaredError::default(), metrics![])
}

/// The mean of the weighted squared errors of time steps.
fn expected(predicted: &Array3<f32>, y: &Array3<f32>, weights: &Array2<f32>) -> f32 {
    let errors = (predicted - y).mapv(|error| error * error).mean_axis(Axis(2)).unwrap();
    (errors * weights).mean().unwrap()
}

#[test]
fn a_batch_of_ones_own_is_weighted_as_fit_weights_it() {
    let (x, y, weights) = data();
    let mut by_fit = line();
    let plan = Fit::epochs(1).batch_size(SAMPLES).shuffle(false).verbose(0).sample_weight(&weights);
    let history = by_fit.fit(&x, &y, plan).unwrap();
    let mut by_batch = line();
    let tested = by_batch.test_on_batch_weighted(&x, &y, &weights).unwrap();
    assert_eq!(tested, line().evaluate_weighted(&x, &y, &weights).unwrap());
    let trained = by_batch.train_on_batch_weighted(&x, &y, &weights).unwrap();
    assert_eq!((trained.loss, tested.loss), (history.get("loss")[0], trained.loss));
    assert_eq!(by_batch.get_weights(), by_fit.get_weights());
}

#[test]
fn weights_of_time_steps_count_step_by_step() {
    let (x, y, weights) = sequences();
    let mut model = steps();
    let expected = expected(&model.predict(&x).unwrap(), &y, &weights);
    let scores = model.evaluate_weighted(&x, &y, &weights).unwrap();
    assert!(close(scores.loss, expected), "{} is not {expected}", scores.loss);
    assert!(close(model.test_on_batch_weighted(&x, &y, &weights).unwrap().loss, expected));
    let options = Evaluate::new().batch_size(5).sample_weight(&weights);
    assert!(close(model.evaluate_with(&x, &y, options).unwrap().loss, expected));

    // A step of no weight teaches nothing, whatever its labels are.
    let learn = |y: &Array3<f32>, weights: &Array2<f32>| {
        let mut model = steps();
        let plan = Fit::epochs(2).batch_size(5).shuffle(false).verbose(0).sample_weight(weights);
        model.fit(&x, y, plan).unwrap();
        model.get_weights()
    };
    let before = learn(&y, &weights);
    let mut other = y.clone();
    for ((i, j), _) in weights.indexed_iter().filter(|(_, weight)| **weight == 0.0) {
        other.slice_mut(s![i, j, ..]).fill(1e3);
    }
    assert_ne!(other, y);
    assert_eq!(learn(&other, &weights), before);
    // A weight of a sample is that of all its steps.
    let of_samples = Array1::from_shape_fn(SAMPLES, |i| (i % 3) as f32);
    let of_steps = Array2::from_shape_fn((SAMPLES, STEPS), |(i, _)| (i % 3) as f32);
    let mut by_sample = steps();
    let plan = Fit::epochs(2).batch_size(5).shuffle(false).verbose(0).sample_weight(&of_samples);
    by_sample.fit(&x, &y, plan).unwrap();
    assert_eq!(by_sample.get_weights(), learn(&y, &of_steps));
}

#[test]
fn weights_of_time_steps_come_with_the_batches_of_a_stream() {
    let (x, y, weights) = sequences();
    let mut arrays = steps();
    let plan = Fit::epochs(2).batch_size(5).shuffle(false).verbose(0).sample_weight(&weights);
    let history = arrays.fit(&x, &y, plan).unwrap();
    let samples = Dataset::from_generator(|_| {
        let (x, y, weights) = sequences();
        (0..SAMPLES).map(move |i| {
            (
                x.index_axis(Axis(0), i).to_owned(),
                y.index_axis(Axis(0), i).to_owned(),
                weights.row(i).to_owned(),
            )
        })
    });
    let mut stream = steps();
    let other = stream.fit_batches(samples.batch(5), Fit::epochs(2).verbose(0)).unwrap();
    assert_eq!((other.get("loss"), stream.get_weights()), (history.get("loss"), arrays.get_weights()));
}

#[test]
fn validation_data_have_weights_of_their_own() {
    let (x, y, weights) = data();
    let mut model = line();
    let plan = Fit::epochs(1).verbose(0).validation_data_weighted(&x, &y, &weights);
    let history = model.fit(&x, &y, plan).unwrap();
    let scores = model.evaluate_weighted(&x, &y, &weights).unwrap();
    assert_eq!(history.last("val_loss"), Some(scores.loss));
    assert_ne!(history.last("val_loss"), Some(model.evaluate(&x, &y).unwrap().loss));
}

#[test]
fn several_outputs_share_weights_or_have_their_own() {
    let (x, y, weights) = data();
    let other = weights.mapv(|weight| 3.0 - weight);
    let model = graph!({
        let x = Input(2);
        (Dense(1, name = first)(x), Dense(1, name = second)(x))
    });
    let losses = (MeanSquaredError::default(), MeanSquaredError::default());
    let mut model = model.compile(SGD::new(0.1), losses, (metrics![], metrics![]));
    let (first, second) = model.predict(&x).unwrap();
    let loss = |predicted: &Array2<f32>, weights: &Array1<f32>| {
        ((predicted - &y).mapv(|error| error * error).column(0).to_owned() * weights).mean().unwrap()
    };
    let shared = model.evaluate_weighted(&x, (&y, &y), &weights).unwrap();
    assert!(close(shared.loss, loss(&first, &weights) + loss(&second, &weights)));
    let own = model.evaluate_weighted(&x, (&y, &y), (&weights, &other)).unwrap();
    assert!(close(own.get("first_loss").unwrap(), loss(&first, &weights)));
    assert!(close(own.get("second_loss").unwrap(), loss(&second, &other)));
    let error = model.evaluate_weighted(&x, (&y, &y), (&weights, &other, &other)).unwrap_err().to_string();
    assert_eq!(
        error,
        "`evaluate_weighted`, sample_weight: expected one array, or one for each of 2 outputs, found 3"
    );
}

#[test]
fn weighted_metrics_see_the_weights_and_metrics_do_not() {
    let (x, y, weights) = data();
    let mut model = Line::new()
        .compile(SGD::new(0.1), MeanSquaredError::default(), metrics![mae])
        .weighted_metrics(metrics![mae, mse]);
    let errors = (model.predict(&x).unwrap() - &y).column(0).mapv(f32::abs);
    let weighted = (&errors * &weights).sum() / weights.sum();
    let scores = model.evaluate_weighted(&x, &y, &weights).unwrap();
    assert!(close(scores.get("mae").unwrap(), errors.mean().unwrap()));
    assert!(close(scores.get("weighted_mae").unwrap(), weighted));
    let squared = (errors.mapv(|error| error * error) * &weights).sum() / weights.sum();
    assert!(close(scores.get("mse").unwrap(), squared));
    // Without weights all samples count alike.
    let plain = model.evaluate(&x, &y).unwrap();
    assert_eq!(plain.get("weighted_mae"), plain.get("mae"));
    // In training and validation too, and a callback may watch them.
    let plan = Fit::epochs(2).verbose(0).sample_weight(&weights).validation_data_weighted(&x, &y, &weights);
    let history = model.fit(&x, &y, plan.callback(EarlyStopping::monitor("val_weighted_mae"))).unwrap();
    assert_ne!(history.last("val_weighted_mae"), history.last("val_mae"));
}

#[test]
fn weighted_metrics_of_sequences_leave_masked_steps_out() {
    let (mut x, y, weights) = sequences();
    x.slice_mut(s![..4, 1.., ..]).fill(0.0);
    let model = sequential![Masking(input = (3, 2)), Dense(4, activation = tanh), Dense(2)];
    let mut model =
        model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]).weighted_metrics(metrics![mse]);
    let errors = (model.predict(&x).unwrap() - &y).mapv(|error| error * error).mean_axis(Axis(2)).unwrap();
    let counting = Array2::from_shape_fn((SAMPLES, STEPS), |(i, j)| f32::from(u8::from(i >= 4 || j < 1)));
    let sum = (&errors * &weights * &counting).sum();
    let scores = model.evaluate_weighted(&x, &y, &weights).unwrap();
    assert!(close(scores.loss, sum / counting.sum()), "{scores}");
    assert!(close(scores.get("mse").unwrap(), sum / (&weights * &counting).sum()), "{scores}");
}

#[test]
fn weights_of_another_shape_are_errors_that_say_which_are_right() {
    let (x, y, weights) = sequences();
    let mut model = steps();
    let wide = Array2::<f32>::ones((SAMPLES, 4));
    assert_eq!(
        model.evaluate_weighted(&x, &y, &wide).unwrap_err().to_string(),
        "`evaluate_weighted`, sample_weight: expected an array of (n,) or (n, 3), found (12, 4)"
    );
    let deep = Array3::<f32>::ones((SAMPLES, STEPS, 2));
    assert!(
        model.evaluate_weighted(&x, &y, &deep).unwrap_err().to_string().contains("(n, 3), found (12, 3, 2)")
    );
    let mut bad = weights.clone();
    bad[[7, 1]] = -1.0;
    assert_eq!(
        model.train_on_batch_weighted(&x, &y, &bad).unwrap_err().to_string(),
        "`train_on_batch_weighted`, sample_weight, sample 7 at [1]: expected a finite number of 0 or more, found -1"
    );
    let (x, y, weights) = data();
    let column = weights.clone().insert_axis(Axis(1));
    let scores = line().evaluate_weighted(&x, &y, &column).unwrap();
    assert_eq!(scores, line().evaluate_weighted(&x, &y, &weights).unwrap());
    assert_eq!(
        line().evaluate_weighted(&x, &y, Array2::<f32>::ones((SAMPLES, 2))).unwrap_err().to_string(),
        "`evaluate_weighted`, sample_weight: expected an array of (n,), found (12, 2)"
    );
    let batches = Dataset::from_generator(|_| [data()]);
    let error = line().evaluate_batches(batches, Evaluate::new().sample_weight(&weights)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`evaluate_batches`, sample_weight: the weights come with the batches\nhelp: give `(x, y, sample_weight)` as a batch"
    );
}

#[test]
fn a_loss_that_has_no_values_of_steps_cannot_weight_them() {
    fn of_samples(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        K::mean_axis(&K::mean_axis(&K::square(&(y_true - y_pred)), -1), -1)
    }
    let (x, y, weights) = sequences();
    let mut model = Steps::new().compile(SGD::new(0.1), of_samples, metrics![]);
    let error = model.train_on_batch_weighted(&x, &y, &weights).unwrap_err().to_string();
    assert_eq!(
        error,
        "`train_on_batch_weighted`, loss `of_samples`: expected a value for each weight of (12, 3), found (12,)\n\
         help: give weights of samples, `(n,)`, or leave the axis of the steps: `K::mean_axis(…, -1)`"
    );
}

#[test]
fn weights_may_be_numbers_of_any_kind() {
    let (x, y, weights) = data();
    let scores = line().evaluate_weighted(&x, &y, &weights).unwrap();
    let whole: Vec<u8> = weights.iter().map(|&weight| weight as u8).collect();
    assert_eq!(line().evaluate_weighted(&x, &y, &whole).unwrap(), scores);
    assert_eq!(line().evaluate_weighted(&x, &y, weights.mapv(f64::from)).unwrap(), scores);
    let mut by_hand = line();
    struct One(bool);
    impl<S, K> keras::data::Batches<S, K> for One
    where
        for<'a> &'a Array2<f32>: keras::data::Samples<S> + keras::data::Labels<K>,
    {
        fn begin(&mut self, _: keras::data::Pass) -> keras::Result<()> {
            self.0 = false;
            Ok(())
        }

        fn fill(&mut self, batch: &mut BatchBuffer<'_, S, K>) -> keras::Result<bool> {
            let (x, y, weights) = data();
            batch.set_weighted(&x, &y, &weights)?;
            Ok(!std::mem::replace(&mut self.0, true))
        }
    }
    assert_eq!(by_hand.evaluate_batches(One(false), Evaluate::new()).unwrap(), scores);
}

#[test]
fn what_was_measured_last_can_be_asked_for_and_forgotten() {
    let (x, y, weights) = data();
    let mut model = line();
    assert_eq!(model.get_metrics_result(), None);
    let scores = model.evaluate_weighted(&x, &y, &weights).unwrap();
    assert_eq!(model.get_metrics_result(), Some(&scores));
    let scores = model.train_on_batch(&x, &y).unwrap();
    assert_eq!(model.get_metrics_result(), Some(&scores));
    // Of each batch alone, not of all since the last reset.
    assert_eq!(model.test_on_batch(&x, &y).unwrap(), model.evaluate(&x, &y).unwrap());
    let history = model.fit(&x, &y, Fit::epochs(2).verbose(0).validation_data(&x, &y)).unwrap();
    let result = model.get_metrics_result().unwrap();
    assert_eq!((Some(result.loss), result.get("val_loss")), (history.last("loss"), history.last("val_loss")));
    model.reset_metrics();
    assert_eq!(model.get_metrics_result(), None);
}
