//! What the public face promises by its types, with nothing imported but `keras`.

use keras::autodiff::{Dims, Gradients, Inputs, Operation, Tape, Tensor, Variable};
use keras::metrics::Metrics;
use keras::ndarray::array;
use keras::prelude::*;
use keras::training::Compiled;

fn is_send<T: Send + ?Sized>(_: &T) {}

fn is_sync<T: Sync + ?Sized>(_: &T) {}

#[test]
fn models_are_trained_in_whatever_thread() {
    let model = sequential![GRU(1, stateful = true, input = (3, 2))];
    is_sync(&model);
    let mut added = Sequential::new();
    added.add(layer!(Dense(1, input = 2))).unwrap();
    is_sync(&added);
    let metrics = metrics![mae, AUC::default(), |_, y_pred| K::mean(y_pred)];
    is_send(&metrics);
    let of_two = graph!({
        let x = Input(2);
        (Dense(1)(x), Dense(1)(x))
    });
    let losses = (MeanSquaredError::default(), |y: &Tensor, p: &Tensor| K::mean_axis(&K::abs(&(y - p)), -1));
    is_send(&of_two.compile(SGD::new(0.1), losses, (metrics![], metrics![])));

    let mut compiled = added.compile(Adam::default(), MeanSquaredError::default(), metrics);
    let trained = std::thread::spawn(move || {
        compiled.fit([[0.0, 1.0]], [1.0], Fit::epochs(1).verbose(0)).unwrap();
        compiled
    });
    assert_eq!(trained.join().unwrap().optimizer().iterations(), 1);
}

#[test]
fn metrics_and_losses_are_send_whatever_they_are() {
    fn all<L: Loss, M: keras::metrics::Metric>() {
        fn send<T: Send + ?Sized>() {}
        send::<L>();
        send::<M>();
        send::<Box<dyn Loss>>();
        send::<Box<dyn keras::metrics::Metric>>();
        send::<Metrics>();
    }
    all::<MeanSquaredError, keras::metrics::AUC>();
}

sequential! { struct Digits { Dense(4, activation = relu, input = 2), Dense(3, activation = softmax, name = logits) } }

#[test]
fn a_compiled_model_shows_the_model_in_it() {
    let loss = SparseCategoricalCrossentropy::default();
    let mut model: Compiled<Digits, _> = Digits::new().compile(SGD::new(0.1), loss, metrics![]);
    model.train_on_batch([[0.0, 1.0]], [2_u8]).unwrap();
    assert_eq!(model.summary(), model.model().summary());
    assert_eq!(model.model().logits.get_weight("bias").unwrap().len(), 3);
    let weights: Vec<_> = model.get_weights().iter().map(|weight| weight * 2.0).collect();
    model.set_weights(&weights).unwrap();
    assert_eq!(model.model().get_weights(), weights);
    model.model_mut().logits = Digits::new().logits;
    assert_eq!(model.get_weights()[..2], weights[..2]);
    assert_ne!(model.get_weights()[2..], weights[2..]);
    assert_eq!(model.predict([[0.5, 0.5]]).unwrap(), model.model().predict([[0.5, 0.5]]).unwrap());
}

/// The cube of every number.
struct Cube;

impl Operation for Cube {
    fn shape(&self, x: &Inputs<'_>) -> keras::Result<Dims> {
        Ok(x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> keras::Result<()> {
        match x[0].iter().position(|x| x.is_nan()) {
            Some(at) => return Err(keras::Error::expected(format!("cube, value {at}"), "a number", "NaN")),
            None => y.iter_mut().zip(&x[0]).for_each(|(y, x)| *y = x * x * x),
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dy.iter_mut().zip(&x[0]).for_each(|(dy, x)| *dy *= 3.0 * x * x);
        dx.reuse_upstream(0);
    }
}

#[test]
fn an_operation_is_written_with_keras_alone() {
    let x = Variable::new("x", &[3], |x| x.copy_from_slice(&[1.0, -2.0, 0.5])).unwrap();
    let tape = Tape::new();
    let y = tape.apply(Cube, &[&tape.variable(&x)]);
    assert_eq!(y.to_array(), array![1.0, -8.0, 0.125].into_dyn());
    tape.backward(&K::sum(&y)).unwrap();
    assert_eq!(tape.gradient(&x, |gradient| gradient.to_vec()), Some(vec![3.0, 12.0, 0.75]));
    keras::autodiff::testing::check_gradient(&[&[3]], |x| x[0].tape().apply(Cube, &[&x[0]]));
}

#[test]
fn a_layer_of_a_model_says_its_name_and_is_frozen_with_nothing_but_the_prelude() {
    use face::*;

    mod face {
        use keras::prelude::*;

        sequential! { pub struct Encoder { Dense(3, input = 4, name = code) } }
        sequential! { pub struct Classifier { Encoder(name = encoder), Dense(2, name = logits) } }

        pub fn said() -> ([String; 4], [usize; 2]) {
            let mut model = Classifier::new();
            model.encoder.set_trainable(false);
            model.logits.set_trainable(true);
            let names =
                [model.logits.name(), model.encoder.name(), model.encoder.code.name(), Model::name(&model)];
            let names = names.map(str::to_owned);
            let loss = MeanSquaredError::default();
            assert_eq!((model.logits.class(), loss.name()), ("Dense", "MeanSquaredError"));
            (names, [model.logits.weights().len(), model.encoder.weights().len()])
        }
    }

    let (names, weights) = said();
    assert_eq!(names, ["logits", "encoder", "code", "classifier"]);
    assert_eq!(weights, [2, 2]);
}
