use crate::fixture;
use keras::autodiff::{Tape, Tensor, Variable};
use keras::backend as K;
use keras::layers::Pass;
use keras::prelude::*;
use keras::shape::Dim;
use serde_json::Value;

#[test]
fn dense_agrees_with_keras() {
    let mut cases = Cases::of(&["Dense"]);
    cases.check("Dense(4)", sequential![Dense(4, input = 5)]);
    cases.check("Dense(4)", sequential![Dense(4, input = (3, 5))]);
    cases.check("Dense(3)", sequential![Dense(3, input = (2, 3, 4))]);
    cases.check("Dense(4, use_bias=False)", sequential![Dense(4, use_bias = false, input = 5)]);
    cases.check("Dense(4, use_bias=False)", sequential![Dense(4, use_bias = false, input = (3, 5))]);
    cases.check("Dense(4, activation='relu')", sequential![Dense(4, activation = relu, input = 5)]);
    cases.check(
        "Dense(4, activation='relu', use_bias=False)",
        sequential![Dense(4, activation = relu, use_bias = false, input = 5)],
    );
    cases.check("Dense(4, activation='tanh')", sequential![Dense(4, activation = tanh, input = (3, 5))]);
    cases.check("Dense(4, activation='sigmoid')", sequential![Dense(4, activation = sigmoid, input = 5)]);
    cases.check("Dense(4, activation='softmax')", sequential![Dense(4, activation = softmax, input = 5)]);
    cases
        .check("Dense(4, activation='softmax')", sequential![Dense(4, activation = softmax, input = (3, 5))]);
    cases.check("Dense(4, activation='gelu')", sequential![Dense(4, activation = gelu, input = 5)]);
    cases.check("Dense(4, activation='selu')", sequential![Dense(4, activation = selu, input = (2, 3, 5))]);
    cases.check("Dense(4, activation='silu')", sequential![Dense(4, activation = silu, input = 5)]);
    cases.check("Dense(4, activation='softplus')", sequential![Dense(4, activation = softplus, input = 5)]);
    cases.check(
        "Dense(1, activation='exponential')",
        sequential![Dense(1, activation = exponential, input = 2)],
    );
    cases.check("Dense(17, activation='elu')", sequential![Dense(17, activation = elu, input = 33)]);
    cases.finish();
}

#[test]
fn regularizers_of_a_dense_layer_add_the_losses_of_keras() {
    let mut cases = Cases::of_regularized();
    cases.check(
        "Dense(4, kernel_regularizer='l2')",
        sequential![Dense(4, kernel_regularizer = l2(0.01), input = 5)],
    );
    cases.check(
        "Dense(4, kernel_regularizer=l1(0.02))",
        sequential![Dense(4, kernel_regularizer = l1(0.02), input = 5)],
    );
    cases.check(
        "Dense(4, kernel_regularizer=l2(0.03), bias_regularizer=l1(0.01))",
        sequential![Dense(4, kernel_regularizer = l2(0.03), bias_regularizer = l1(0.01), input = 5)],
    );
    cases.check(
        "Dense(4, bias_regularizer=l1_l2(l1=0.02, l2=0.05))",
        sequential![Dense(4, bias_regularizer = l1_l2(0.02, 0.05), input = 5)],
    );
    cases.check(
        "Dense(4, activation='tanh', activity_regularizer=l2(0.02))",
        sequential![Dense(4, activation = tanh, activity_regularizer = l2(0.02), input = 5)],
    );
    cases.check(
        "Dense(4, activity_regularizer=l1(0.01))",
        sequential![Dense(4, activity_regularizer = l1(0.01), input = (3, 5))],
    );
    cases.check(
        "Dense(4, activation='sigmoid', kernel_regularizer=l1_l2(l1=0.01, l2=0.02), \
         bias_regularizer=l2(0.03), activity_regularizer=l1_l2(l1=0.04, l2=0.05))",
        sequential![Dense(
            4,
            activation = sigmoid,
            kernel_regularizer = l1_l2(0.01, 0.02),
            bias_regularizer = l2(0.03),
            activity_regularizer = l1_l2(0.04, 0.05),
            input = 5
        )],
    );
    cases.finish();
}

#[test]
fn layers_of_one_input_agree_with_keras() {
    let mut cases = Cases::of(&[
        "Activation",
        "Flatten",
        "Reshape",
        "Permute",
        "RepeatVector",
        "Dropout",
        "GaussianNoise",
    ]);
    cases.check("Activation('relu')", sequential![Activation(relu, input = 5)]);
    cases.check("Activation('softmax')", sequential![Activation(softmax, input = (3, 5))]);
    cases.check("Activation('mish')", sequential![Activation(mish, input = (3, 2, 2))]);
    cases.check("Flatten()", sequential![Flatten(input = (3, 4))]);
    cases.check("Flatten()", sequential![Flatten(input = (3, 2, 2))]);
    cases.check("Flatten()", sequential![Flatten(input = 5)]);
    cases.check("Reshape((4, 3))", sequential![Reshape((4, 3), input = 12)]);
    cases.check("Reshape((-1, 2))", sequential![Reshape((-1, 2), input = (3, 4))]);
    cases.check("Reshape((2, -1, 3))", sequential![Reshape((2, -1, 3), input = (3, 4))]);
    cases.check("Permute((2, 1))", sequential![Permute((2, 1), input = (3, 4))]);
    cases.check("Permute((3, 1, 2))", sequential![Permute((3, 1, 2), input = (3, 4, 5))]);
    cases.check("RepeatVector(3)", sequential![RepeatVector(3, input = 4)]);
    cases.check("Dropout(0.4)", sequential![Dropout(0.4, input = 5)]);
    cases.check("GaussianNoise(0.4)", sequential![GaussianNoise(0.4, input = (3, 5))]);
    cases.finish();
}

/// A model of one layer on inputs of these shapes.
macro_rules! joined {
    ($layer:ident($($arguments:tt)*), $a:tt, $b:tt) => {
        graph!({ $layer($($arguments)*)([Input(shape = $a), Input(shape = $b)]) })
    };
    ($layer:ident($($arguments:tt)*), $a:tt, $b:tt, $c:tt) => {
        graph!({ $layer($($arguments)*)([Input(shape = $a), Input(shape = $b), Input(shape = $c)]) })
    };
}

#[test]
fn layers_that_join_elements_agree_with_keras() {
    let mut cases = Cases::of(&["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"]);
    cases.check("Add()", joined!(Add(), 4, 4));
    cases.check("Add()", joined!(Add(), 3, 3, 3));
    cases.check("Add()", joined!(Add(), (3, 4), (1, 4)));
    cases.check("Add()", joined!(Add(), (3, 1), (1, 4)));
    cases.check("Subtract()", joined!(Subtract(), 4, 4));
    cases.check("Subtract()", joined!(Subtract(), (3, 4), (3, 1)));
    cases.check("Multiply()", joined!(Multiply(), 4, 4));
    cases.check("Multiply()", joined!(Multiply(), 3, 3, 3));
    cases.check("Multiply()", joined!(Multiply(), (3, 4), (1, 4)));
    cases.check("Multiply()", joined!(Multiply(), (3, 4, 5), (1, 1, 5)));
    cases.check("Multiply()", joined!(Multiply(), 1, 5));
    cases.check("Average()", joined!(Average(), 4, 4));
    cases.check("Average()", joined!(Average(), 3, 3, 3));
    cases.check("Average()", joined!(Average(), (3, 4), (3, 1)));
    cases.check("Maximum()", joined!(Maximum(), 4, 4));
    cases.check("Maximum()", joined!(Maximum(), 3, 3, 3));
    cases.check("Maximum()", joined!(Maximum(), (3, 4), (1, 4)));
    cases.check("Minimum()", joined!(Minimum(), 4, 4));
    cases.check("Minimum()", joined!(Minimum(), 3, 3, 3));
    cases.check("Minimum()", joined!(Minimum(), (3, 4), (3, 1)));
    cases.finish();
}

#[test]
fn concatenate_and_dot_agree_with_keras() {
    let mut cases = Cases::of(&["Concatenate", "Dot"]);
    cases.check("Concatenate()", joined!(Concatenate(), 4, 2));
    cases.check("Concatenate()", joined!(Concatenate(), (3, 4), (3, 1), (3, 2)));
    cases.check("Concatenate(axis=1)", joined!(Concatenate(axis = 1), (3, 4), (2, 4)));
    cases.check("Concatenate(axis=-2)", joined!(Concatenate(axis = -2), (2, 3, 4), (2, 1, 4)));
    cases.check("Dot(axes=1)", joined!(Dot(axes = 1), 4, 4));
    cases.check("Dot(axes=1, normalize=True)", joined!(Dot(axes = 1, normalize = true), 4, 4));
    cases.check("Dot(axes=-1)", joined!(Dot(axes = -1), (3, 4), (5, 4)));
    cases.check("Dot(axes=(2, 1))", joined!(Dot(axes = (2, 1)), (3, 4), (4, 5)));
    cases.check("Dot(axes=(1, 2))", joined!(Dot(axes = (1, 2)), (3, 4), (5, 3)));
    cases.check("Dot(axes=(1, 1))", joined!(Dot(axes = (1, 1)), (4, 3), 4));
    cases.check(
        "Dot(axes=(2, 2), normalize=True)",
        joined!(Dot(axes = (2, 2), normalize = true), (3, 4), (5, 4)),
    );
    cases.finish();
}

const TOLERANCE: f32 = 1e-5;

/// What Keras computed and no model has been held against yet.
struct Cases(Vec<Value>);

impl Cases {
    fn that(wanted: impl Fn(&str) -> bool) -> Self {
        let all = fixture::read("layers");
        let cases = fixture::list(&all["cases"]).iter().filter(|case| wanted(fixture::source(case)));
        Self(cases.cloned().collect())
    }

    /// The cases of some layers, those with regularizers aside.
    fn of(layers: &[&str]) -> Self {
        let is_one = |source: &str| layers.iter().any(|layer| source.starts_with(&format!("{layer}(")));
        Self::that(|source| is_one(source) && !source.contains("regularizer"))
    }

    fn of_regularized() -> Self {
        Self::that(|source| source.contains("regularizer"))
    }

    /// Holds a model against the case of the Keras layer on the shapes that the model takes.
    #[track_caller]
    fn check(&mut self, keras: &str, mut model: impl Model) {
        let takes: Vec<Vec<Dim>> =
            model.inputs().as_slice().iter().map(|spec| spec.shape().dims().to_vec()).collect();
        let same_shapes = |case: &Value| {
            let shapes = fixture::list(&case["inputs"]).iter().map(fixture::shape);
            shapes
                .map(|shape| shape[1..].iter().map(|&size| Dim::Known(size)).collect::<Vec<_>>())
                .eq(takes.iter().cloned())
        };
        let found = self.0.iter().position(|case| fixture::source(case) == keras && same_shapes(case));
        let case =
            self.0.remove(found.unwrap_or_else(|| panic!("Keras has not computed {keras} on {takes:?}")));
        let weights = fixture::arrays(&case["weights"]);
        model.set_weights(&weights).expect("the weights have the shapes of Keras");
        agree(&format!("{keras} on {takes:?}"), &model, &case);
    }

    #[track_caller]
    fn finish(self) {
        let left: Vec<&str> = self.0.iter().map(fixture::source).collect();
        assert!(left.is_empty(), "nothing was held against {left:?}");
    }
}

/// Fails unless the output, the added losses and all gradients are those of Keras.
#[track_caller]
fn agree(what: &str, model: &impl Model, case: &Value) {
    let tape = Tape::new();
    let pass = Pass::inference(&tape);
    let inputs: Vec<Variable> = fixture::list(&case["inputs"]).iter().map(fixture::variable).collect();
    let tensors: Vec<Tensor> = inputs.iter().map(|input| tape.variable(input)).collect();
    let nodes = model.nodes();
    let weights: Vec<_> = nodes.iter().flat_map(|node| node.weights()).collect();

    let output = model.call(&tensors, &pass).tensor(0);
    let penalties = weights.iter().filter_map(|weight| {
        weight.regularizer().map(|regularizer| regularizer.penalty(&tape.variable(weight.variable())))
    });
    let losses = pass
        .losses()
        .into_iter()
        .chain(penalties)
        .fold(tape.array(&ndarray::arr0(0.0)), |sum, loss| sum + loss);
    let cotangent = tape.array(&fixture::array(&case["cotangent"]));
    tape.backward(&(K::sum(&(&output * cotangent)) + &losses)).expect("a layer computes");

    let keras = |key: &str| fixture::data(&case[key]);
    assert_eq!(output.shape().to_vec(), fixture::shape(&case["output"]), "{what}: shape");
    output.read(|found| fixture::assert_close(what, found, &keras("output"), TOLERANCE));
    let added = fixture::number(&case["losses"]);
    fixture::assert_close(&format!("{what}, added losses"), &[losses.item()], &[added], TOLERANCE);
    let variables = weights.iter().map(|weight| weight.variable());
    for (kind, variables) in [("input", inputs.iter().collect()), ("weight", variables.collect::<Vec<_>>())] {
        let gradients = fixture::arrays(&case[format!("{kind}_gradients")]);
        for (i, (variable, keras)) in variables.into_iter().zip(gradients).enumerate() {
            let found = tape.gradient(variable, |gradient| gradient.to_vec());
            let found = found.unwrap_or_else(|| vec![0.0; keras.len()]);
            let keras = keras.as_slice().expect("the layout is standard");
            fixture::assert_close(&format!("{what}, gradient of {kind} {i}"), &found, keras, TOLERANCE);
        }
    }
}
