//! A step of training happens whole or not at all.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use keras::autodiff::Tensor;
use keras::constraints::Constraint;
use keras::optimizers::{Descent, Optimizer, Slots, Step, UpdateRule};
use keras::prelude::*;
use ndarray::{Array1, Array2, Array3, ArrayD, array};

fn quiet(epochs: usize) -> Fit<'static> {
    Fit::epochs(epochs).verbose(0).shuffle(false)
}

sequential! {
    struct Normalized {
        Dense(3, activation = tanh, input = 2),
        BatchNormalization(),
        Dense(1),
    }
}

fn data() -> (Array2<f32>, Array1<f32>) {
    let x = Array2::from_shape_fn((32, 2), |(i, j)| ((i * 5 + j * 3) % 7) as f32 / 7.0 - 0.5);
    let y = x.column(0).mapv(|x| 3.0 * x);
    (x, y)
}

/// All that a step may change.
fn state<M: Model>(model: &M, optimizer: &dyn Optimizer) -> (Vec<ArrayD<f32>>, Vec<Slots>, u64) {
    let weights = model.get_weights();
    let slots = (0..weights.len()).map(|index| optimizer.slots(index).to_vec()).collect();
    (weights, slots, optimizer.iterations())
}

/// Trains well for a step, then asserts that a step with this loss fails with these words and changes nothing.
macro_rules! assert_that_nothing_changes {
    ($optimizer:expr, $loss:expr, $says:expr) => {
        let (x, y) = data();
        let mut model = Normalized::new().compile($optimizer, $loss, metrics![]);
        model.fit(&x, &y, quiet(1)).unwrap();
        let before = state(model.model(), model.optimizer());
        let error = model.fit(&x, &(&y * 0.0 + 1e3), quiet(1)).unwrap_err().to_string();
        $says.iter().for_each(|words| assert!(error.contains(words), "{error}"));
        assert!(state(model.model(), model.optimizer()) == before, "{error}");
    };
}

/// The mean squared error of ordinary labels; of those of 1000 a number without a slope.
fn steep(t: &Tensor, p: &Tensor) -> Tensor {
    let ordinary = K::square(&(t - p));
    let vertical = K::sqrt(&(p * 0.0 + K::less(t, 500.0)));
    K::mean_axis(&(ordinary * K::less(t, 500.0) + vertical), -1)
}

#[test]
fn a_gradient_that_is_not_a_number_is_an_error_and_changes_nothing() {
    let says = ["`fit`, epoch 1, batch 1, gradient of `dense/kernel`", "finite numbers", "NaN", "help: "];
    assert_that_nothing_changes!(Adam::default(), steep, &says);
    assert_that_nothing_changes!(SGD::new(0.1).momentum(0.9).clipnorm(1.0), steep, &says);
    assert_that_nothing_changes!(RMSprop::default().global_clipnorm(1.0), steep, &says);
}

#[test]
fn the_slope_of_a_root_at_zero_is_an_error() {
    fn root(t: &Tensor, p: &Tensor) -> Tensor {
        K::mean_axis(&K::sqrt(&K::abs(&(t - p))), -1)
    }
    let model = sequential![Dense(1, input = 1, kernel_initializer = zeros)];
    let mut model = model.compile(SGD::new(0.1), root, metrics![]);
    let error = model.fit([[1.0], [2.0]], [0.0, 0.0], quiet(1)).unwrap_err().to_string();
    assert!(error.contains("gradient of `dense/kernel`"), "{error}");
    assert!(model.get_weights().iter().flatten().all(|weight| *weight == 0.0));
}

/// Grows with the labels, so that a large one makes a gradient that is finite and an update that is not.
fn growing(t: &Tensor, p: &Tensor) -> Tensor {
    K::mean_axis(&(K::square(&(t - p)) * K::less(t, 500.0) + p * K::greater(t, 500.0) * 1e30), -1)
}

#[test]
fn an_update_that_overflows_is_an_error_and_changes_nothing() {
    let says = ["new value of `", "finite numbers", "smaller learning rate"];
    let (x, y) = data();
    let mut model = Normalized::new().compile(SGD::new(1e38), MeanSquaredError::default(), metrics![]);
    let before = state(model.model(), model.optimizer());
    let error = model.fit(&x, &(y + 1e3), quiet(1)).unwrap_err().to_string();
    says.iter().for_each(|words| assert!(error.contains(words), "{error}"));
    assert!(state(model.model(), model.optimizer()) == before);
}

#[test]
fn what_an_optimizer_remembers_stays_finite_or_the_step_is_an_error() {
    // The square of the gradient overflows; the weights would stay.
    assert_that_nothing_changes!(Adam::default(), growing, &["velocity of `dense/kernel` in `Adam`"]);
    assert_that_nothing_changes!(RMSprop::default(), growing, &["velocity of `dense/kernel` in `RMSprop`"]);
}

#[test]
fn a_rule_of_the_user_that_gives_no_number_is_an_error_and_changes_nothing() {
    /// Divides by zero at its second step.
    #[derive(Clone, Debug, Default)]
    struct Wrong;

    impl UpdateRule for Wrong {
        const NAME: &'static str = "Wrong";

        fn slots(&self) -> &'static [&'static str] {
            &["count"]
        }

        fn update<'a>(
            &self,
            step: Step,
            weights: impl Iterator<Item = (&'a mut f32, f32)>,
            slots: &mut [&mut [f32]],
        ) {
            for ((weight, _), count) in weights.zip(slots[0].iter_mut()) {
                *count += 1.0;
                *weight /= 2.0 - step.number as f32;
            }
        }
    }
    assert_that_nothing_changes!(
        Descent::<Wrong>::default(),
        MeanSquaredError::default(),
        &["new value of `"]
    );
}

#[test]
fn a_constraint_of_the_user_that_gives_no_number_is_an_error_and_changes_nothing() {
    const WRONG: Constraint = Constraint::Custom(|_, weights| weights[0] = f32::NAN);
    let model = sequential![Dense(2, input = 2), Dense(1, kernel_constraint = WRONG)];
    let mut model = model.compile(Adam::default(), MeanSquaredError::default(), metrics![]);
    let before = state(model.model(), model.optimizer());
    let (x, y) = data();
    let error = model.fit(&x, &y, quiet(1)).unwrap_err().to_string();
    assert!(error.contains("new value of `dense_1/kernel`"), "{error}");
    assert!(state(model.model(), model.optimizer()) == before);
}

#[test]
fn a_constraint_of_the_user_that_panics_changes_nothing() {
    const PANICS: Constraint = Constraint::Custom(|_, _| panic!("no such constraint"));
    let model = sequential![Dense(2, input = 2), Dense(1, kernel_constraint = PANICS)];
    let mut model = model.compile(Adam::default(), MeanSquaredError::default(), metrics![]);
    let before = state(model.model(), model.optimizer());
    let (x, y) = data();
    let fit = std::panic::AssertUnwindSafe(|| model.fit(&x, &y, quiet(1)));
    assert!(std::panic::catch_unwind(fit).is_err());
    assert!(state(model.model(), model.optimizer()) == before);
}

#[test]
fn moving_averages_that_overflow_are_an_error_and_change_nothing() {
    let model = sequential![BatchNormalization(input = 1), Dense(1)];
    let mut model = model.compile(Adam::default(), MeanSquaredError::default(), metrics![]);
    let before = state(model.model(), model.optimizer());
    let error = model.fit([[1e20], [-1e20]], [1.0, 0.0], quiet(1)).unwrap_err().to_string();
    assert!(error.contains("`batch_normalization/moving_variance`"), "{error}");
    assert!(state(model.model(), model.optimizer()) == before);
}

#[test]
fn what_is_measured_is_a_number_or_an_error() {
    /// NaN where the label is above 500.
    fn root(t: &Tensor, p: &Tensor) -> Tensor {
        K::mean_axis(&(K::square(&(t - p)) + K::sqrt(&(K::minimum(&(-(t - 500.0)), 0.0)))), -1)
    }
    let (x, y) = data();
    let wrong = &y * 0.0 + 1e3;
    let mut model = Normalized::new().compile(Adam::default(), root, metrics![]);
    let error = model.evaluate(&x, &wrong).unwrap_err().to_string();
    assert_eq!(error, "`evaluate`, batch 1, loss: expected a finite number, found NaN");
    let error = model.fit(&x, &y, quiet(1).validation_data(&x, &wrong)).unwrap_err().to_string();
    assert!(
        error.starts_with("`fit`, epoch 1, validation, batch 1, loss: expected a finite number"),
        "{error}"
    );
    assert!(model.test_on_batch(&x, &wrong).is_err());
    assert!(model.train_on_batch(&x, &wrong).is_err());
}

#[test]
fn a_prediction_is_a_number_or_an_error() {
    let model = sequential![Lambda(|x| K::sqrt(x), input = 1, name = root)];
    let error = model.predict([[4.0], [1.0], [-1.0]]).unwrap_err().to_string();
    assert_eq!(error, "`predict`, output `root`, sample 2: expected numbers, found NaN");
    assert_eq!(model.predict([[4.0]]).unwrap(), array![[2.0]]);
}

#[test]
fn weights_that_are_not_finite_are_refused_and_none_is_set() {
    let mut model = Normalized::new();
    let before = model.get_weights();
    let mut weights = before.clone();
    weights[0].fill(7.0);
    weights.last_mut().unwrap().fill(f32::NAN);
    let error = model.set_weights(&weights).unwrap_err().to_string();
    assert!(
        error.contains("set_weights") && error.contains("`dense_1/bias`") && error.contains("NaN"),
        "{error}"
    );
    assert_eq!(model.get_weights(), before);
}

#[test]
fn a_loss_that_no_gradient_reaches_is_an_error_before_the_first_step() {
    let (x, y) = data();
    fn assert_refused(loss: impl Fn(&Tensor, &Tensor) -> Tensor + Send + 'static) {
        let (x, y) = data();
        let mut model = Normalized::new().compile(Adam::default(), loss, metrics![]);
        let before = state(model.model(), model.optimizer());
        let error = model.fit(&x, &y, quiet(1)).unwrap_err().to_string();
        assert!(error.contains("`fit`, epoch 1, batch 1, loss") && error.contains("gradient"), "{error}");
        assert!(model.train_on_batch(&x, &y).is_err());
        assert!(state(model.model(), model.optimizer()) == before);
    }
    assert_refused(|t, _| K::square(t));
    assert_refused(|t, p| K::not_equal(t, p));
    assert_refused(|t, p| K::square(&(t - K::stop_gradient(p))));
    assert_refused(|t, p| K::abs(&(t - K::round(p))));
    // What else the loss holds does not hide it.
    let model = sequential![Dense(1, kernel_regularizer = l2(0.1), input = 2)];
    let mut model = model.compile(Adam::default(), |t: &Tensor, _: &Tensor| K::square(t), metrics![]);
    assert!(model.fit(&x, &y, quiet(1)).is_err());
    let model = sequential![Dense(1, kernel_regularizer = l2(0.1), input = 2), Lambda(|x| K::round(x))];
    let mut model = model.compile(Adam::default(), MeanSquaredError::default(), metrics![]);
    assert!(model.fit(&x, &y, quiet(1)).is_err());
}

#[test]
fn one_of_several_losses_that_no_gradient_reaches_is_named() {
    let model = graph!({
        let x = Input(2);
        (Dense(1, name = first)(x), Dense(1, name = second)(x))
    });
    let blind = |t: &Tensor, _: &Tensor| K::square(t);
    let mut model =
        model.compile(Adam::default(), (MeanSquaredError::default(), blind), (metrics![], metrics![]));
    let (x, y) = data();
    let error = model.fit(&x, (&y, &y), quiet(1)).unwrap_err().to_string();
    assert!(error.contains("`second`") && error.contains("gradient"), "{error}");
}

#[test]
fn a_step_that_fails_leaves_the_states_of_layers_as_they_were() {
    let model = sequential![SimpleRNN(2, stateful = true, input = (3, 1)), Dense(1)];
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let x = Array3::from_elem((4, 3, 1), 0.5f32);
    model.train_on_batch(&x, [0.0, 1.0, 0.0, 1.0]).unwrap();
    // What the layer says next depends on its states: asked twice from the same ones, it says the same.
    let weights = model.get_weights();
    let states_after = |fails: bool| {
        let model = sequential![SimpleRNN(2, stateful = true, input = (3, 1)), Dense(1)];
        let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
        model.set_weights(&weights).unwrap();
        model.test_on_batch(&x, [0.0; 4]).unwrap();
        if fails {
            model.train_on_batch(&x, [3e38; 4]).unwrap_err();
        }
        model.predict(&x).unwrap()
    };
    assert_eq!(states_after(true), states_after(false));
}

#[test]
fn a_prediction_that_is_no_number_leaves_the_states_of_layers_as_they_were() {
    static BREAKS: AtomicBool = AtomicBool::new(false);
    let model = sequential![
        SimpleRNN(2, stateful = true, input = (3, 1)),
        Lambda(|x| if BREAKS.load(Relaxed) { x * f32::NAN } else { x.clone() }),
    ];
    let x = Array3::from_elem((2, 3, 1), 1f32);
    let second = |breaks: bool| {
        model.reset_state();
        model.predict(&x).unwrap();
        BREAKS.store(breaks, Relaxed);
        assert_eq!(breaks, breaks && model.predict(&x).is_err());
        BREAKS.store(false, Relaxed);
        model.predict(&x).unwrap()
    };
    assert_eq!(second(true), second(false));
}

#[test]
fn a_model_that_learns_can_go_to_another_thread_and_its_layers_can_be_printed() {
    fn is_send(_: &impl Send) {}
    let model = Normalized::new();
    assert_eq!(model.nodes().iter().map(|node| format!("{node:?}")).next().unwrap(), "dense (Dense)");
    is_send(&model.compile(Adam::default(), MeanSquaredError::default(), metrics![mae]));
}
