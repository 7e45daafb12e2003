//! `GradientTape`: gradients of anything by anything, and updates by them.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer, Node};
use keras::ndarray::{Array2, array};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};
use keras::training::{ApplyGradients, GradientTape};
use keras::{ErrorKind, Result, set_random_seed};

sequential! {
    #[derive(Clone)]
    struct Network { Dense(4, activation = tanh, input = 3), Dense(2, name = last) }
}

sequential! {
    struct Head { Dense(1, input = 2) }
}

/// Adds the sum of its input to the loss.
#[derive(Config, Clone, Copy)]
struct Priced {}

impl Priced {
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one()
    }
}

impl Layer for Priced {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        context.add_loss(K::sum(&inputs[0]));
        inputs[0].clone()
    }
}

fn network() -> Network {
    set_random_seed(1);
    Network::new()
}

fn x() -> Array2<f32> {
    array![[0.5, -0.3, 0.8], [0.1, 0.9, -0.4]]
}

fn values(x: &Tensor) -> Vec<f32> {
    x.read(|values| values.to_vec())
}

/// The gradient of `f` at `x` by differences.
fn differences(x: &Array2<f32>, f: impl Fn(&Array2<f32>) -> f32) -> Vec<f32> {
    let at = |i: usize, step: f32| {
        let mut x = x.clone();
        x.as_slice_mut().unwrap()[i] += step;
        f(&x)
    };
    (0..x.len()).map(|i| (at(i, 0.01) - at(i, -0.01)) / 0.02).collect()
}

fn assert_near(found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 2e-3 * (1.0 + expected.abs()), "{found} is not {expected}");
    }
}

#[test]
fn the_gradient_by_an_input_is_that_of_differences() -> Result<()> {
    let model = network();
    let loss = |tape: &GradientTape<'_>, x: &Tensor| K::sum(&K::square(&tape.call(&model, x)));
    let tape = GradientTape::new();
    let input = tape.watch(&tape.array(&x()));
    let gradient = tape.gradient(&loss(&tape, &input), &input)?;
    let by_differences = differences(&x(), |x| {
        let tape = GradientTape::new();
        loss(&tape, &tape.array(x)).item()
    });
    assert_near(&values(&gradient), &by_differences);
    Ok(())
}

#[test]
fn a_penalty_on_a_gradient_has_the_gradient_of_differences() -> Result<()> {
    // By the input, where it is a third derivative of the network, and by the weights.
    let penalty = |model: &Network, tape: &GradientTape<'_>, x: &Tensor| -> Result<Tensor> {
        let slope = tape.gradient(&K::sum(&K::square(&tape.call(model, x))), x)?;
        Ok(K::mean(&K::square(&(K::sqrt(&K::sum_axis(&K::square(&slope), -1)) - 1.0))))
    };
    let model = network();
    let tape = GradientTape::new();
    let input = tape.watch(&tape.array(&x()));
    let loss = penalty(&model, &tape, &input)?;
    let by_input = values(&tape.gradient(&loss, &input)?);
    let by_weights = tape.gradient(&loss, &model)?.to_arrays();
    let value = |model: &Network, x: &Array2<f32>| {
        let tape = GradientTape::new();
        penalty(model, &tape, &tape.watch(&tape.array(x))).unwrap().item()
    };
    assert_near(&by_input, &differences(&x(), |x| value(&model, x)));
    let weights = model.get_weights();
    for (position, gradient) in by_weights.into_iter().enumerate() {
        let Some(gradient) = gradient else {
            // The last bias does not move the slope but by the square.
            panic!("weight {position} has no gradient");
        };
        let found: Vec<f32> = gradient.iter().copied().collect();
        let expected = (0..found.len()).map(|i| {
            let [above, below] = [0.01, -0.01].map(|step| {
                let (mut model, mut weights) = (model.clone(), weights.clone());
                weights[position].as_slice_mut().unwrap()[i] += step;
                model.set_weights(&weights).unwrap();
                value(&model, &x())
            });
            (above - below) / 0.02
        });
        assert_near(&found, &expected.collect::<Vec<_>>());
    }
    Ok(())
}

#[test]
fn a_step_by_hand_is_that_of_fit_to_the_bit() -> Result<()> {
    let y = array![[1.0, 0.0], [0.0, 2.0]];
    let mut by_hand = network();
    let mut compiled = by_hand.clone().compile(Adam::new(0.01), MeanSquaredError::default(), metrics![]);
    let (tape, mut optimizer) = (GradientTape::new(), Adam::new(0.01));
    for _ in 0..5 {
        compiled.train_on_batch(x(), &y)?;
        let (x, y) = (tape.array(&x()), tape.array(&y));
        let loss = K::mean(&MeanSquaredError::default().call(&y, &tape.call(&by_hand, &x)));
        optimizer.apply(&tape.gradient(&loss, &by_hand)?, &mut by_hand)?;
        tape.reset();
    }
    assert_eq!(by_hand.get_weights(), compiled.get_weights());
    Ok(())
}

#[test]
fn weights_of_two_models_and_of_one_layer_follow_their_gradients_alone() -> Result<()> {
    let (mut body, mut head) = (network(), Head::new());
    let tape = GradientTape::new();
    let loss = K::mean(&tape.call(&head, &tape.call(&body, &tape.array(&x()))));
    let both = tape.gradient(&loss, (&body, &head))?;
    assert_eq!((both.len(), both.to_arrays().iter().flatten().count()), (6, 6));
    let of_layer = tape.gradient(&loss, body.get_layer("last")?)?;
    assert_eq!(of_layer.to_arrays()[..], both.to_arrays()[2..4]);

    let before = (body.get_weights(), head.get_weights());
    SGD::new(0.1).apply(&of_layer, body.nodes_mut().pop().expect("the last layer"))?;
    assert_eq!(body.get_weights()[..2], before.0[..2]);
    assert_ne!(body.get_weights()[2..], before.0[2..]);
    SGD::new(0.1).apply(&both, &mut (&mut body, &mut head))?;
    assert!(body.get_weights().iter().zip(&before.0).all(|(after, before)| after != before));
    assert!(head.get_weights().iter().zip(&before.1).all(|(after, before)| after != before));
    Ok(())
}

#[test]
fn gradients_of_several_tensors_come_from_one_tape_in_any_order() -> Result<()> {
    let mut model = network();
    let tape = GradientTape::new();
    let input = tape.watch(&tape.array(&x()));
    let middle = tape.watch(&K::tanh(&tape.call(&model, &input)));
    let (first, second) = (K::sum(&middle), K::sum(&K::square(&middle)));
    let late = tape.gradient(&second, &model)?;
    let early = tape.gradient(&first, &model)?;
    let [by_middle, by_input] = tape.gradient(&second, [&middle, &input])?;
    assert_eq!(by_middle.to_array(), (2.0 * &middle).to_array());
    assert_eq!(by_input.shape(), input.shape());
    assert_ne!(early.to_arrays(), late.to_arrays());
    // Gradients outlive the computation.
    SGD::new(0.1).apply(&early, &mut model)?;
    tape.reset();
    SGD::new(0.1).apply(&late, &mut model)?;
    assert!(early.global_norm() > 0.0);
    Ok(())
}

#[test]
fn what_has_no_gradient_says_why() -> Result<()> {
    let model = network();
    let tape = GradientTape::new();
    let x = tape.array(&x());
    let y = tape.call(&model, &x);
    let message = |result: Result<Tensor>| result.unwrap_err().to_string();
    let unwatched = message(tape.gradient(&y, &x));
    assert!(unwatched.contains("a constant to the tape") && unwatched.contains("tape.watch"), "{unwatched}");
    let elsewhere = tape.watch(&x);
    assert!(message(tape.gradient(&y, &elsewhere)).contains("does not depend on it"));
    assert!(message(tape.gradient(&K::stop_gradient(&y), &elsewhere)).contains("does not depend on it"));
    let error = tape.gradient(&K::stop_gradient(&y), &model).unwrap_err().to_string();
    assert!(error.contains("reaches no weight"), "{error}");
    let error = tape.gradient(&y, &Head::new()).unwrap_err().to_string();
    assert!(error.contains("reaches no weight"), "{error}");
    assert!(tape.check().is_ok());
    let failed = K::reshape(&y, &[7]);
    assert!(tape.gradient(&failed, &model).unwrap_err().to_string().contains("K::reshape"));
    Ok(())
}

#[test]
fn layers_that_are_differentiable_once_name_themselves_at_the_second_derivative() -> Result<()> {
    let model = sequential![Conv2D(2, 3, input = (4, 4, 1)), MaxPooling2D(2), Flatten(), Dense(1)];
    let tape = GradientTape::new();
    let x = tape.watch(&K::random_normal(&tape, &[2, 4, 4, 1]));
    let slope = tape.gradient(&tape.call(&model, &x), &x)?;
    let error = tape.gradient(&K::sum(&K::square(&slope)), &model).unwrap_err().to_string();
    assert!(error.contains("differentiable once, not twice") && error.contains("onv"), "{error}");
    Ok(())
}

#[test]
fn after_an_update_old_values_are_missed_and_new_ones_used() -> Result<()> {
    let (mut model, mut optimizer) = (network(), SGD::new(0.1));
    let tape = GradientTape::new();
    let x = tape.array(&x());
    let loss = K::sum(&tape.call(&model, &x));
    optimizer.apply(&tape.gradient(&loss, &model)?, &mut model)?;
    // The number is still there, the way back is not.
    assert!(loss.item().is_finite());
    let error = tape.gradient(&loss, &model).unwrap_err().to_string();
    assert!(error.contains("has been updated"), "{error}");
    let again = K::sum(&tape.call(&model, &x));
    assert!(again.item() < loss.item());
    optimizer.apply(&tape.gradient(&again, &model)?, &mut model)?;
    assert!(K::sum(&tape.call(&model, &x)).item() < again.item());
    Ok(())
}

#[test]
fn gradients_of_other_weights_and_numbers_that_are_none_change_nothing() -> Result<()> {
    let (mut model, mut other) = (network(), network());
    let before = model.get_weights();
    let tape = GradientTape::new();
    let x = tape.array(&x());
    let gradients = tape.gradient(&K::sum(&tape.call(&model, &x)), &model)?;
    let error = SGD::new(0.1).apply(&gradients, &mut other).unwrap_err().to_string();
    assert!(error.contains("no gradient by `dense/kernel`"), "{error}");
    let root = K::sum(&K::sqrt(&(0.0 * tape.call(&model, &x))));
    let gradients = tape.gradient(&root, &model)?;
    let error = Adam::default().apply(&gradients, &mut model).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFinite, "{error}");
    assert_eq!(model.get_weights(), before);
    let error = SGD::new(-1.0).apply(&gradients, &mut model).unwrap_err().to_string();
    assert!(error.contains("learning_rate"), "{error}");
    Ok(())
}

#[test]
fn one_optimizer_for_two_models_is_refused() -> Result<()> {
    let (mut first, mut second) = (network(), network());
    let (tape, mut optimizer) = (GradientTape::new(), Adam::default());
    let x = tape.array(&x());
    optimizer.apply(&tape.gradient(&tape.call(&first, &x), &first)?, &mut first)?;
    let before = second.get_weights();
    let error = optimizer.apply(&tape.gradient(&tape.call(&second, &x), &second)?, &mut second).unwrap_err();
    assert!(error.to_string().contains("of other weights than these"), "{error}");
    assert_eq!(second.get_weights(), before);
    Ok(())
}

#[test]
fn frozen_weights_have_no_gradient_and_moving_averages_move() -> Result<()> {
    let mut model = sequential![Dense(3, input = 3, name = first), BatchNormalization(), Dense(1)];
    model.first.set_trainable(false);
    let before = model.get_weights();
    let tape = GradientTape::new();
    let loss = K::sum(&K::square(&tape.call(&model, &tape.array(&x()))));
    let gradients = tape.gradient(&loss, &model)?;
    assert_eq!(
        gradients.to_arrays().iter().map(Option::is_some).collect::<Vec<_>>(),
        [false, false, true, true, false, false, true, true]
    );
    SGD::new(0.1).apply(&gradients, &mut model)?;
    let changed: Vec<bool> =
        model.get_weights().iter().zip(&before).map(|(after, before)| after != before).collect();
    assert_eq!(changed[..2], [false, false]);
    assert_eq!(changed[4..6], [true, true]);
    Ok(())
}

#[test]
fn what_layers_add_to_the_loss_is_there() -> Result<()> {
    let model =
        sequential![Dense(2, input = 3, kernel_regularizer = l2(0.5), kernel_initializer = ones), Priced(),];
    let tape = GradientTape::new();
    tape.call(&model, &tape.array(&array![[1.0, 2.0, 3.0]]));
    assert_eq!(tape.losses(&model).item(), 0.5 * 6.0 + 12.0);
    tape.reset();
    assert_eq!(tape.losses(&model).item(), 3.0);
    Ok(())
}

#[test]
fn asked_a_model_behaves_as_when_it_is_asked() -> Result<()> {
    let model = sequential![Dropout(0.5, input = 3)];
    let tape = GradientTape::new();
    let x = tape.array(&x());
    assert_eq!(tape.infer(&model, &x).to_array(), x.to_array());
    assert_ne!(tape.call(&model, &x).to_array(), x.to_array());
    Ok(())
}
