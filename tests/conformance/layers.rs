use crate::cases::Cases;
use keras::prelude::*;

fn is_regularized(keras: &str) -> bool {
    keras.contains("regularizer")
}

#[test]
fn dense_agrees_with_keras() {
    let mut cases = Cases::that("layers", |keras| keras.starts_with("Dense(") && !is_regularized(keras));
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
    let mut cases = Cases::that("layers", |keras| keras.starts_with("Dense(") && is_regularized(keras));
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
fn layers_that_are_activations_agree_with_keras() {
    let mut cases = Cases::of("layers", &["ReLU", "LeakyReLU", "ELU", "Softmax", "PReLU"]);
    cases.check("ReLU()", sequential![ReLU(input = 5)]);
    cases.check("ReLU(max_value=0.6)", sequential![ReLU(max_value = 0.6, input = 5)]);
    cases.check("ReLU(0.9, 0.2, 0.3)", sequential![ReLU(0.9, 0.2, 0.3, input = (3, 5))]);
    cases.check("LeakyReLU()", sequential![LeakyReLU(input = 5)]);
    cases.check("LeakyReLU(0.1)", sequential![LeakyReLU(0.1, input = (3, 2, 2))]);
    cases.check("ELU()", sequential![ELU(input = 5)]);
    cases.check("ELU(0.7)", sequential![ELU(0.7, input = (3, 5))]);
    cases.check("Softmax()", sequential![Softmax(input = 5)]);
    cases.check("Softmax()", sequential![Softmax(input = (3, 5))]);
    cases.check("Softmax(axis=1)", sequential![Softmax(axis = 1, input = (3, 5))]);
    cases.check("Softmax(axis=(1, -1))", sequential![Softmax(axis = (1, -1), input = (3, 2, 4))]);
    cases.check("Softmax(axis=(2, 1))", sequential![Softmax(axis = (2, 1), input = (3, 2, 4))]);
    cases.check("PReLU()", sequential![PReLU(input = 5)]);
    cases.check("PReLU()", sequential![PReLU(input = (3, 2, 2))]);
    cases.check("PReLU(shared_axes=1)", sequential![PReLU(shared_axes = 1, input = (3, 5))]);
    cases.check(
        "PReLU(shared_axes=(1, 2), alpha_regularizer=l2(0.1))",
        sequential![PReLU(shared_axes = (1, 2), alpha_regularizer = l2(0.1), input = (3, 2, 4))],
    );
    cases.finish();
}

#[test]
fn layers_of_one_input_agree_with_keras() {
    let mut cases = Cases::of(
        "layers",
        &[
            "Activation",
            "Flatten",
            "Reshape",
            "Permute",
            "RepeatVector",
            "AlphaDropout",
            "Dropout",
            "GaussianDropout",
            "GaussianNoise",
            "Rescaling",
            "SpatialDropout1D",
            "SpatialDropout2D",
            "SpatialDropout3D",
        ],
    );
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
    cases.check(
        "Dropout(0.4, noise_shape=(None, 1, 5))",
        sequential![Dropout(0.4, noise_shape = (None, 1, 5), input = (3, 5))],
    );
    cases.check("AlphaDropout(0.4)", sequential![AlphaDropout(0.4, input = (3, 5))]);
    cases.check("GaussianDropout(0.4)", sequential![GaussianDropout(0.4, input = (3, 5))]);
    cases.check("GaussianNoise(0.4)", sequential![GaussianNoise(0.4, input = (3, 5))]);
    cases.check("Rescaling(0.5)", sequential![Rescaling(0.5, input = 5)]);
    cases.check(
        "Rescaling(1.0 / 127.5, offset=-1.0)",
        sequential![Rescaling(1.0 / 127.5, offset = -1.0, input = (3, 2, 2))],
    );
    cases.check("SpatialDropout1D(0.4)", sequential![SpatialDropout1D(0.4, input = (3, 5))]);
    cases.check("SpatialDropout2D(0.4)", sequential![SpatialDropout2D(0.4, input = (3, 2, 2))]);
    cases.check("SpatialDropout3D(0.4)", sequential![SpatialDropout3D(0.4, input = (2, 3, 2, 2))]);
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
    let mut cases = Cases::of("layers", &["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"]);
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
    let mut cases = Cases::of("layers", &["Concatenate", "Dot"]);
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

#[test]
fn einsum_dense_agrees_with_keras() {
    let mut cases = Cases::of("layers", &["EinsumDense"]);
    cases.check("EinsumDense('ab,bc->ac', 4)", sequential![EinsumDense("ab,bc->ac", 4, input = 5)]);
    cases.check(
        "EinsumDense('ab,bc->ac', 4, activation='relu', bias_axes='c')",
        sequential![EinsumDense("ab,bc->ac", 4, relu, bias_axes = "c", input = 5)],
    );
    cases.check(
        "EinsumDense('abc,cd->abd', (None, 4), bias_axes='d')",
        sequential![EinsumDense("abc,cd->abd", (None, 4), bias_axes = "d", input = (3, 5))],
    );
    cases.check(
        "EinsumDense('...x,xy->...y', 4, activation='softmax', bias_axes='y')",
        sequential![EinsumDense(
            "...x,xy->...y",
            4,
            activation = softmax,
            bias_axes = "y",
            input = (3, 2, 5)
        )],
    );
    cases.check(
        "EinsumDense('...x,xhd->...hd', (2, 3), bias_axes='hd', activation='tanh')",
        sequential![EinsumDense(
            equation = "...x,xhd->...hd",
            output_shape = (2, 3),
            bias_axes = "hd",
            activation = "tanh",
            input = (3, 5)
        )],
    );
    cases.check(
        "EinsumDense('abcd,cde->abe', (None, 4), bias_axes='e')",
        sequential![EinsumDense("abcd,cde->abe", (_, 4), bias_axes = "e", input = (3, 2, 5))],
    );
    cases.check(
        "EinsumDense('ab...,bc->ac...', 4, bias_axes='c', activation='relu')",
        sequential![EinsumDense("ab...,bc->ac...", 4, relu, bias_axes = "c", input = (5, 3, 2))],
    );
    cases.check(
        "EinsumDense('abc,bd->adc', (4, None), bias_axes='d', activation='relu')",
        sequential![EinsumDense("abc,bd->adc", (4, -1), relu, bias_axes = "d", input = (3, 5))],
    );
    cases.check(
        "EinsumDense('abc,bcd->abd', (3, 4), bias_axes='bd')",
        sequential![EinsumDense("abc,bcd->abd", (3, 4), bias_axes = "bd", input = (3, 5))],
    );
    cases.check(
        "EinsumDense('abc,bc->abc', (3, 5), bias_axes='b')",
        sequential![EinsumDense("abc,bc->abc", (_, _), bias_axes = "b", input = (3, 5))],
    );
    cases.check(
        "EinsumDense('abc,bcd->acbd', (5, 3, 2))",
        sequential![EinsumDense("abc,bcd->acbd", (_, 3, 2), input = (3, 5))],
    );
    cases.check(
        "EinsumDense('abc,d->abcd', (3, 5, 2))",
        sequential![EinsumDense("abc,d->abcd", (3, 5, 2), input = (3, 5))],
    );
    cases.check(
        "EinsumDense('abc,bd->ad', 4, bias_axes='d')",
        sequential![EinsumDense("abc,bd->ad", 4, bias_axes = "d", input = (3, 5))],
    );
    cases.check("EinsumDense('abc,cb->ab', 3)", sequential![EinsumDense("abc,cb->ab", 3, input = (3, 5))]);
    cases.check(
        "EinsumDense('BA,AC->BC', 4, kernel_regularizer=l1(0.02), activity_regularizer=l2(0.03))",
        sequential![EinsumDense(
            "BA,AC->BC",
            4,
            kernel_regularizer = l1(0.02),
            activity_regularizer = l2(0.03),
            input = 5
        )],
    );
    cases.finish();
}

#[test]
fn what_passes_values_on_agrees_with_keras() {
    let mut cases = Cases::of("layers", &["Identity", "ActivityRegularization"]);
    cases.check("Identity()", sequential![Identity(input = (3, 5))]);
    cases.check("ActivityRegularization(l1=0.1)", sequential![ActivityRegularization(l1 = 0.1, input = 5)]);
    cases.check(
        "ActivityRegularization(0.1, 0.2)",
        sequential![ActivityRegularization(0.1, 0.2, input = (3, 5))],
    );
    cases.finish();
}
