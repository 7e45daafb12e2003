//! A step ends at its first failure: what comes after does not run, and the error is that of the failure.

use keras::ErrorKind;
use keras::autodiff::Tensor;
use keras::layers::{Context, Layer, Outputs};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};
use ndarray::{Array2, Array3, array};

#[test]
fn layers_behind_one_that_fails_do_not_run() {
    let model = sequential![
        Embedding(10, 4, input = _),
        Lambda(|x| unreachable!("called on {}", x.shape())),
        GlobalAveragePooling1D(),
        Dense(1),
    ];
    let error = model.predict(&array![[1, 2, 10]]).unwrap_err().to_string();
    assert_eq!(error, "ids of an `Embedding`: expected whole numbers from 0 to 9, found 10");
}

#[test]
fn a_sequence_that_is_shorter_than_a_kernel_is_an_error() {
    let mut model = sequential![Conv1D(2, 3, input = (_, 3)), GlobalMaxPooling1D()].compile(
        Adam::default(),
        MeanSquaredError::default(),
        metrics![],
    );
    let (x, y) = (Array3::<f32>::zeros((2, 2, 3)), Array2::<f32>::zeros((2, 2)));
    let error = model.predict(&x).unwrap_err().to_string();
    assert!(error.starts_with("layer `conv1d`, K::conv: expected at least 3 elements"), "{error}");
    assert!(model.evaluate(&x, &y).is_err());
    assert!(model.fit(&x, &y, Fit::epochs(1).verbose(0)).is_err());
    assert!(model.predict(Array3::<f32>::zeros((2, 3, 3))).is_ok());
}

#[test]
fn no_steps_into_a_cell_are_an_error() {
    let model = sequential![RNN(LSTMCell(3), input = (_, 2)), Dense(1)];
    assert!(model.predict(Array3::<f32>::zeros((2, 0, 2))).is_err());
}

#[test]
fn what_a_loss_is_computed_of_has_been_computed() {
    let model = sequential![Embedding(10, 1, input = 3), Flatten()];
    let loss =
        |_: &Tensor, p: &Tensor| K::square(&K::reshape(p, &[p.shape()[0] as isize, p.shape()[1] as isize]));
    let mut model = model.compile(Adam::default(), loss, metrics![]);
    assert!(model.train_on_batch(&array![[1, 2, 11]], Array2::<f32>::zeros((1, 3))).is_err());
}

#[test]
fn an_activation_that_changes_the_shape_is_an_error_in_any_layer() {
    fn total(x: &Tensor) -> Tensor {
        K::sum(x)
    }
    let x = Array3::<f32>::ones((2, 3, 4));
    let error = sequential![Dense(2, activation = custom(total), input = (3, 4))].predict(&x).unwrap_err();
    assert_eq!(error.to_string(), "layer `dense`, custom activation: expected (2, 3, 2), found ()");
    assert!(sequential![LSTM(2, activation = custom(total), input = (3, 4))].predict(&x).is_err());
    assert!(sequential![RNN(GRUCell(2, activation = custom(total)), input = (3, 4))].predict(&x).is_err());
}

#[test]
fn a_loss_that_fails_says_why() {
    let loss = |t: &Tensor, p: &Tensor| K::reshape(&(t - p), &[7]);
    let mut model = sequential![Dense(1, input = 2)].compile(Adam::default(), loss, metrics![]);
    let error = model.train_on_batch([[0.5, 1.0]], [[0.0]]).unwrap_err().to_string();
    assert!(error.starts_with("`train_on_batch`, K::reshape: "), "{error}");
}

/// A layer whose call does not keep what its rule promises.
#[derive(Config, Clone, Copy)]
struct Breaks {
    /// In which way.
    way: usize,
}

impl Breaks {
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one()
    }
}

impl Layer for Breaks {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        match self.way {
            0 => K::mean(x),
            1 => K::mean_axis(x, 0),
            2 => K::mean_axis(x, -1),
            3 => K::concatenate(&[x.clone(), x.clone()], 0),
            4 => K::concatenate(&[x.clone(), x.clone()], -1),
            // What follows a failure can look at sizes.
            5 => {
                let y = K::reshape(x, &[7, 11, 13]);
                let (steps, rest) = (y.shape()[1], &y.shape()[2..]);
                K::reshape(&y, &[steps as isize, rest[0] as isize, y.dim(-1) as isize])
            }
            _ => x.clone(),
        }
    }

    fn call_all(&self, inputs: &[Tensor], context: &Context<'_>) -> Outputs {
        let y = self.call(inputs, context);
        if self.way == 6 { Outputs::new([y.clone(), y]) } else { Outputs::new([y]) }
    }
}

#[test]
fn an_output_of_another_shape_than_promised_is_an_error_that_names_the_layer() {
    let x = Array2::<f32>::zeros((3, 4));
    for way in 0..=6 {
        let mut model = Sequential::new();
        model.add(layer!(Flatten(input_shape = (4,)))).unwrap();
        model.add(breaks(way)).unwrap();
        model.add(layer!(Dense(1))).unwrap();
        let error = model.predict(&x).unwrap_err().to_string();
        assert!(error.contains("layer `breaks`"), "{way}: {error}");
        let mut model = model.compile(Adam::default(), MeanSquaredError::default(), metrics![]);
        assert!(!model.train_on_batch(&x, &array![[0.0], [1.0], [2.0]]).unwrap_err().to_string().is_empty());
    }
    let error = sequential![Breaks(0, input = 4)].predict(&x).unwrap_err().to_string();
    assert_eq!(error, "layer `breaks`: expected 3 samples of (4), as its rule says, found ()");
}

fn breaks(way: usize) -> keras::layers::UnbuiltLayer {
    match way {
        0 => layer!(Breaks(0)),
        1 => layer!(Breaks(1)),
        2 => layer!(Breaks(2)),
        3 => layer!(Breaks(3)),
        4 => layer!(Breaks(4)),
        5 => layer!(Breaks(5)),
        _ => layer!(Breaks(6)),
    }
}

#[test]
fn a_layer_that_is_shared_between_shapes_keeps_its_promise_to_each() {
    let model = graph!({
        let (a, b) = (Input(5, 4), Input(4));
        let shared = Dense(2);
        (shared(a), shared(b))
    });
    let (a, b) = model.predict((&Array3::<f32>::zeros((3, 5, 4)), &Array2::<f32>::zeros((3, 4)))).unwrap();
    assert_eq!((a.dim(), b.dim()), ((3, 5, 2), (3, 2)));
}

#[test]
fn a_model_that_is_called_by_hand_says_what_does_not_fit() {
    use keras::autodiff::Tape;
    use keras::layers::ForwardPass;
    let model = sequential![Dense(2, input = 4)];
    let tape = Tape::inference();
    let pass = ForwardPass::inference(&tape);
    model.call(&[tape.array(&[1.0, 2.0])], &pass);
    assert_eq!(
        tape.check().unwrap_err().to_string(),
        "model `sequential`: expected 2 samples of (4), found (2,)"
    );
    pass.reset();
    model.call(&[], &pass);
    assert_eq!(tape.check().unwrap_err().to_string(), "model `sequential`: expected 1 inputs, found 0");
}

#[test]
fn an_error_says_of_what_kind_it_is() {
    let (x, y) = (array![[1.0f32], [2.0]], array![[1.0f32], [2.0]]);
    let mut model =
        sequential![Dense(1, input = 1)].compile(SGD::new(f32::MAX), MeanSquaredError::default(), metrics![]);
    let error = model.fit(&x, &y, Fit::epochs(9).verbose(0)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFinite, "{error}");
    let error = model.fit(&x, &array![[1.0f32]], Fit::epochs(1).verbose(0)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");

    let nowhere = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml").join("image.png");
    let image = Array3::<f32>::zeros((2, 2, 1));
    let error = keras::utils::save_img(&nowhere, &image, keras::utils::Scale::Bytes).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::File, "{error}");
}

#[test]
fn a_kind_stays_when_an_error_is_said_to_be_within_a_place() {
    let error = keras::Error::new("weights", "are none").with_kind(ErrorKind::Format);
    let error = error.within("file").help("save them").caused_by(std::io::Error::other("end"));
    assert_eq!(error.kind(), ErrorKind::Format);
    assert_eq!(format!("{error:?}"), error.to_string());
    let shown = format!("{error:#?}");
    assert!(shown.contains("kind: Format") && shown.contains("place: \"file, weights\""), "{shown}");
}
