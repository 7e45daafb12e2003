//! Clones of models: equal, and apart from then on.

use keras::autodiff::Tensor;
use keras::layers::Node;
use keras::prelude::*;
use ndarray::{Array1, Array2, Array3, ArrayD};

sequential! {
    #[derive(Debug)]
    struct Encoder { Dense(3, activation = tanh, input = 2), BatchNormalization() }
}

// A model is `Clone` either way.
graph! {
    #[derive(Debug, Clone)]
    struct Siblings {
        let (a, b) = (Input(2), Input(2));
        let shared = Dense(2, name = shared);
        Dense(1)(Encoder(name = left)(shared(a)) + Encoder(name = right)(shared(b)))
    }
}

fn numbers(seed: usize) -> Array2<f32> {
    Array2::from_shape_fn((16, 2), |(i, j)| ((i * 5 + j * 3 + seed) % 11) as f32 / 11.0 - 0.4)
}

fn train(model: Siblings, epochs: usize) -> Vec<ArrayD<f32>> {
    let y: Array1<f32> = numbers(3).column(0).to_owned();
    let mut model = model.compile(Adam::new(0.1), MeanSquaredError::default(), metrics![]);
    model.fit((&numbers(0), &numbers(1)), &y, Fit::epochs(epochs).shuffle(false).verbose(0)).unwrap();
    model.into_model().get_weights()
}

#[test]
fn a_clone_gives_the_same_and_learns_by_itself() {
    let model = Siblings::new();
    let before = model.get_weights();
    let clone = model.clone();
    assert_eq!(clone.get_weights(), before);
    assert_eq!(clone.weight_paths(), model.weight_paths());
    let predict = |model: &Siblings| model.predict((&numbers(0), &numbers(1))).unwrap();
    let given = predict(&model);
    assert_eq!(predict(&clone), given);

    let trained = train(clone, 2);
    assert!(trained.iter().zip(&before).all(|(after, before)| after != before));
    assert_eq!(model.get_weights(), before);
    assert_eq!(predict(&model), given);
    // The original goes the same way afterwards.
    assert_eq!(train(model, 2), trained);
}

#[test]
fn a_clone_of_a_trained_model_is_as_trained() {
    let mut model = Siblings::new();
    model.set_weights(&train(model.clone(), 2)).unwrap();
    let clone = model.clone();
    assert_eq!(train(clone, 1), train(model, 1));
}

#[test]
fn both_of_two_clones_can_be_called_on_one_tape() {
    use keras::autodiff::Tape;
    use keras::layers::ForwardPass;
    let mut model = sequential![Dense(1, use_bias = false, kernel_initializer = ones, input = 2)];
    let clone = model.clone();
    model.set_weights(&[ArrayD::from_elem(vec![2, 1], 3.0)]).unwrap();
    let tape = Tape::inference();
    let pass = ForwardPass::inference(&tape);
    let x = tape.array(&ndarray::arr2(&[[1.0, 1.0]]));
    let of = |model: &dyn Fn() -> keras::layers::Outputs| model().tensor(0).item();
    assert_eq!(of(&|| model.call(std::slice::from_ref(&x), &pass)), 6.0);
    assert_eq!(of(&|| clone.call(std::slice::from_ref(&x), &pass)), 2.0);
}

#[test]
fn layers_and_nested_models_are_cloned_alone() {
    let mut model = Siblings::new();
    model.right = model.left.clone();
    assert_eq!(model.left.get_weights(), model.right.get_weights());
    assert_eq!(model.weight_paths(), Siblings::new().weight_paths());
    let before = model.left.get_weights();
    let others: Vec<_> = before.iter().map(|weight| weight.mapv(|value| value + 0.5)).collect();
    model.right.set_weights(&others).unwrap();
    assert_eq!(model.left.get_weights(), before);
    let dense = model.dense.clone();
    assert_eq!(dense.get_weight("kernel").unwrap(), model.dense.get_weight("kernel").unwrap());
}

#[test]
fn layers_inside_layers_are_cloned() {
    let model = sequential![Bidirectional(LSTM(3), input = (4, 2)), Dense(1)];
    let clone = model.clone();
    let before = model.get_weights();
    let mut clone = clone.compile(SGD::new(0.5), MeanSquaredError::default(), metrics![]);
    let x = Array3::from_shape_fn((4, 4, 2), |(i, t, j)| (i + t * 2 + j) as f32 / 10.0);
    clone.train_on_batch(&x, Array1::<f32>::ones(4)).unwrap();
    assert_eq!(model.get_weights(), before);
    let after = clone.into_model().get_weights();
    assert!(after.iter().zip(&before).all(|(after, before)| after != before));
}

#[test]
fn layers_that_were_added_are_cloned() {
    let mut model = Sequential::new();
    model.add(layer!(Encoder(trainable = false))).unwrap_err();
    model.add(layer!(Dense(2, input = 2))).unwrap();
    model.add(layer!(Encoder(trainable = false))).unwrap();
    let mut clone = model.clone();
    clone.add(layer!(Dense(1))).unwrap();
    assert_eq!((model.nodes().len(), clone.nodes().len()), (2, 3));
    let before = model.get_weights();
    let mut clone = clone.compile(SGD::new(0.5), MeanSquaredError::default(), metrics![]);
    clone.train_on_batch(numbers(0), Array1::<f32>::ones(16)).unwrap();
    let after = clone.into_model().get_weights();
    assert_eq!(model.get_weights(), before);
    assert_ne!(after[0], before[0]);
    assert_eq!(after[2..4], before[2..4], "the clone is as frozen");
}

#[test]
fn what_set_trainable_said_goes_with_a_clone() {
    let mut model = sequential![Dense(2, input = 2), Dense(1)];
    model.dense.set_trainable(false);
    let clone = model.clone();
    model.dense.set_trainable(true);
    assert!(clone.summary().to_string().contains("Trainable params: 3 "), "{}", clone.summary());
    assert!(model.summary().to_string().contains("Trainable params: 9 "), "{}", model.summary());
}

#[test]
fn a_clone_has_recurrent_states_of_its_own() {
    let model = sequential![GRU(2, stateful = true, input = (3, 2))];
    let x = Array3::from_shape_fn((1, 3, 2), |(_, t, j)| (t * 2 + j) as f32 / 5.0 + 0.1);
    let predict = |model: &dyn Fn() -> keras::Result<Array2<f32>>| model().unwrap();
    let first = predict(&|| model.predict(&x));
    let clone = model.clone();
    let second = predict(&|| model.predict(&x));
    assert_ne!(first, second);
    // It begins with the states that the original had, and changes none of them.
    assert_eq!(predict(&|| clone.predict(&x)), second);
    let third = predict(&|| model.predict(&x));
    assert_eq!(predict(&|| clone.predict(&x)), third);
    clone.reset_state();
    assert_eq!(predict(&|| clone.predict(&x)), first);
    let other = model.clone();
    assert_eq!(predict(&|| other.predict(&x)), predict(&|| model.predict(&x)));
}

#[test]
fn a_clone_of_a_compiled_model_goes_on_by_itself() {
    let y: Array1<f32> = numbers(3).column(0).to_owned();
    let loss = |y_true: &Tensor, y_pred: &Tensor| K::mean_axis(&K::square(&(y_true - y_pred)), -1);
    let metrics = metrics![mae, RootMeanSquaredError(), least = |_, y_pred| K::min(y_pred)];
    let mut model = Siblings::new().compile(Adam::new(0.1), loss, metrics);
    macro_rules! train {
        ($model:ident) => {{
            let plan = Fit::epochs(2).batch_size(4).shuffle(false).verbose(0);
            let history = $model.fit((&numbers(0), &numbers(1)), &y, plan).unwrap();
            (history, $model.get_weights(), $model.optimizer_state().unwrap())
        }};
    }
    train!(model);
    let mut clone = model.clone();
    assert_eq!(clone.optimizer_state().unwrap(), model.optimizer_state().unwrap());
    let (before, iterations) = (clone.get_weights(), clone.optimizer().iterations());
    let trained = train!(model);
    assert_eq!((clone.get_weights(), clone.optimizer().iterations()), (before, iterations));
    model.optimizer_mut().set_learning_rate(9.0.into()).unwrap();
    assert!(train!(clone) == trained);
}
