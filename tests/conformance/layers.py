"""Layers: output, added losses, and the gradients of sum(output * cotangent) + losses."""

import jax
import jax.numpy as jnp
import keras
from drawing import Draw
from keras import regularizers
from writing import array, arrays, number

# A layer as Keras writes it, then the shapes of its inputs.
CASES = [
    ("Dense(4)", (3, 5)),
    ("Dense(4)", (2, 3, 5)),
    ("Dense(3)", (2, 2, 3, 4)),
    ("Dense(4, use_bias=False)", (3, 5)),
    ("Dense(4, use_bias=False)", (2, 3, 5)),
    ("Dense(4, activation='relu')", (3, 5)),
    ("Dense(4, activation='relu', use_bias=False)", (3, 5)),
    ("Dense(4, activation='tanh')", (2, 3, 5)),
    ("Dense(4, activation='sigmoid')", (3, 5)),
    ("Dense(4, activation='softmax')", (3, 5)),
    ("Dense(4, activation='softmax')", (2, 3, 5)),
    ("Dense(4, activation='gelu')", (3, 5)),
    ("Dense(4, activation='selu')", (2, 2, 3, 5)),
    ("Dense(4, activation='silu')", (3, 5)),
    ("Dense(4, activation='softplus')", (3, 5)),
    ("Dense(1, activation='exponential')", (7, 2)),
    ("Dense(17, activation='elu')", (9, 33)),
    ("Dense(4, kernel_regularizer=l1(0.02))", (3, 5)),
    ("Dense(4, kernel_regularizer=l2(0.03), bias_regularizer=l1(0.01))", (3, 5)),
    ("Dense(4, bias_regularizer=l1_l2(l1=0.02, l2=0.05))", (3, 5)),
    ("Dense(4, activation='tanh', activity_regularizer=l2(0.02))", (3, 5)),
    ("Dense(4, activity_regularizer=l1(0.01))", (2, 3, 5)),
    (
        "Dense(4, activation='sigmoid', kernel_regularizer=l1_l2(l1=0.01, l2=0.02),"
        " bias_regularizer=l2(0.03), activity_regularizer=l1_l2(l1=0.04, l2=0.05))",
        (3, 5),
    ),
    ("Dense(4, kernel_regularizer='l2')", (3, 5)),
    ("EinsumDense('ab,bc->ac', 4)", (3, 5)),
    ("EinsumDense('ab,bc->ac', 4, activation='relu', bias_axes='c')", (3, 5)),
    ("EinsumDense('abc,cd->abd', (None, 4), bias_axes='d')", (2, 3, 5)),
    ("EinsumDense('...x,xy->...y', 4, activation='softmax', bias_axes='y')", (2, 3, 2, 5)),
    ("EinsumDense('...x,xhd->...hd', (2, 3), bias_axes='hd', activation='tanh')", (2, 3, 5)),
    ("EinsumDense('abcd,cde->abe', (None, 4), bias_axes='e')", (2, 3, 2, 5)),
    ("EinsumDense('ab...,bc->ac...', 4, bias_axes='c', activation='relu')", (2, 5, 3, 2)),
    ("EinsumDense('abc,bd->adc', (4, None), bias_axes='d', activation='relu')", (2, 3, 5)),
    ("EinsumDense('abc,bcd->abd', (3, 4), bias_axes='bd')", (2, 3, 5)),
    ("EinsumDense('abc,bc->abc', (3, 5), bias_axes='b')", (2, 3, 5)),
    ("EinsumDense('abc,bcd->acbd', (5, 3, 2))", (2, 3, 5)),
    ("EinsumDense('abc,d->abcd', (3, 5, 2))", (2, 3, 5)),
    ("EinsumDense('abc,bd->ad', 4, bias_axes='d')", (2, 3, 5)),
    ("EinsumDense('abc,cb->ab', 3)", (2, 3, 5)),
    ("EinsumDense('BA,AC->BC', 4, kernel_regularizer=l1(0.02), activity_regularizer=l2(0.03))", (3, 5)),
    ("Identity()", (2, 3, 5)),
    ("ActivityRegularization(l1=0.1)", (3, 5)),
    ("ActivityRegularization(0.1, 0.2)", (2, 3, 5)),
    ("Activation('relu')", (3, 5)),
    ("Activation('softmax')", (2, 3, 5)),
    ("Activation('mish')", (2, 3, 2, 2)),
    ("ReLU()", (3, 5)),
    ("ReLU(max_value=0.6)", (3, 5)),
    ("ReLU(0.9, 0.2, 0.3)", (2, 3, 5)),
    ("LeakyReLU()", (3, 5)),
    ("LeakyReLU(0.1)", (2, 3, 2, 2)),
    ("ELU()", (3, 5)),
    ("ELU(0.7)", (2, 3, 5)),
    ("Softmax()", (3, 5)),
    ("Softmax()", (2, 3, 5)),
    ("Softmax(axis=1)", (2, 3, 5)),
    ("Softmax(axis=(1, -1))", (2, 3, 2, 4)),
    ("Softmax(axis=(2, 1))", (2, 3, 2, 4)),
    ("PReLU()", (3, 5)),
    ("PReLU()", (2, 3, 2, 2)),
    ("PReLU(shared_axes=1)", (2, 3, 5)),
    ("PReLU(shared_axes=(1, 2), alpha_regularizer=l2(0.1))", (2, 3, 2, 4)),
    ("Rescaling(0.5)", (3, 5)),
    ("Rescaling(1.0 / 127.5, offset=-1.0)", (2, 3, 2, 2)),
    ("Flatten()", (2, 3, 4)),
    ("Flatten()", (2, 3, 2, 2)),
    ("Flatten()", (4, 5)),
    ("Reshape((4, 3))", (2, 12)),
    ("Reshape((-1, 2))", (2, 3, 4)),
    ("Reshape((2, -1, 3))", (2, 3, 4)),
    ("Permute((2, 1))", (2, 3, 4)),
    ("Permute((3, 1, 2))", (2, 3, 4, 5)),
    ("RepeatVector(3)", (2, 4)),
    ("Add()", (3, 4), (3, 4)),
    ("Add()", (2, 3), (2, 3), (2, 3)),
    ("Add()", (2, 3, 4), (2, 1, 4)),
    ("Add()", (2, 3, 1), (2, 1, 4)),
    ("Subtract()", (3, 4), (3, 4)),
    ("Subtract()", (2, 3, 4), (2, 3, 1)),
    ("Multiply()", (3, 4), (3, 4)),
    ("Multiply()", (2, 3), (2, 3), (2, 3)),
    ("Multiply()", (2, 3, 4), (2, 1, 4)),
    ("Multiply()", (2, 3, 4, 5), (2, 1, 1, 5)),
    ("Multiply()", (3, 1), (3, 5)),
    ("Average()", (3, 4), (3, 4)),
    ("Average()", (2, 3), (2, 3), (2, 3)),
    ("Average()", (2, 3, 4), (2, 3, 1)),
    ("Maximum()", (3, 4), (3, 4)),
    ("Maximum()", (2, 3), (2, 3), (2, 3)),
    ("Maximum()", (2, 3, 4), (2, 1, 4)),
    ("Minimum()", (3, 4), (3, 4)),
    ("Minimum()", (2, 3), (2, 3), (2, 3)),
    ("Minimum()", (2, 3, 4), (2, 3, 1)),
    ("Concatenate()", (3, 4), (3, 2)),
    ("Concatenate()", (2, 3, 4), (2, 3, 1), (2, 3, 2)),
    ("Concatenate(axis=1)", (2, 3, 4), (2, 2, 4)),
    ("Concatenate(axis=-2)", (2, 2, 3, 4), (2, 2, 1, 4)),
    ("Dot(axes=1)", (3, 4), (3, 4)),
    ("Dot(axes=1, normalize=True)", (3, 4), (3, 4)),
    ("Dot(axes=-1)", (2, 3, 4), (2, 5, 4)),
    ("Dot(axes=(2, 1))", (2, 3, 4), (2, 4, 5)),
    ("Dot(axes=(1, 2))", (2, 3, 4), (2, 5, 3)),
    ("Dot(axes=(1, 1))", (2, 4, 3), (2, 4)),
    ("Dot(axes=(2, 2), normalize=True)", (2, 3, 4), (2, 5, 4)),
    ("Dropout(0.4)", (3, 5)),
    ("Dropout(0.4, noise_shape=(None, 1, 5))", (2, 3, 5)),
    ("AlphaDropout(0.4)", (2, 3, 5)),
    ("GaussianDropout(0.4)", (2, 3, 5)),
    ("GaussianNoise(0.4)", (2, 3, 5)),
    ("SpatialDropout1D(0.4)", (2, 3, 5)),
    ("SpatialDropout2D(0.4)", (2, 3, 2, 2)),
    ("SpatialDropout3D(0.4)", (2, 2, 3, 2, 2)),
]


def fixture():
    return {"cases": [case(source, shapes) for source, *shapes in CASES]}


def call(layer, ends):
    return layer(ends if len(ends) > 1 else ends[0])


def case(source, shapes, training=False, call=call, prepare=lambda source, inputs: inputs):
    """What Keras computes of one layer, as `cases.rs` reads it; for other subjects, too."""
    draw = Draw(f"{source} {shapes}")
    inputs = prepare(source, [draw.normal(*shape) for shape in shapes])
    layer = eval(source, {**vars(keras.layers), "Sequential": keras.Sequential}, vars(regularizers))
    ends = [keras.Input(batch_shape=shape) for shape in shapes]
    # A model of the one layer, because `stateless_call` leaves out the layer's own activity regularizer.
    model = keras.Model(ends, call(layer, ends))
    weights = [draw.normal(*weight.shape, scale=0.6) for weight in model.trainable_variables]
    # Those of a layer are averages and variances; others are the states of generators.
    kept = [draw.uniform(*weight.shape, low=0.5, high=1.5) for weight in model.non_trainable_weights]
    others = kept + model.non_trainable_variables[len(kept) :]

    def run(inputs, weights):
        output, updated, losses = model.stateless_call(
            weights, others, inputs, training=training, return_losses=True
        )
        return output, sum(losses, jnp.float32(0)), updated[: len(kept)]

    output, losses, updated = run(inputs, weights)
    cotangent = draw.normal(*output.shape)

    def objective(inputs, weights):
        output, losses, _ = run(inputs, weights)
        return jnp.sum(output * cotangent) + losses

    input_gradients, weight_gradients = jax.grad(objective, argnums=(0, 1))(inputs, weights)
    return {
        "keras": f"{source} in training" if training else source,
        "training": training,
        "inputs": arrays(inputs),
        "weights": arrays([*weights, *kept]),
        "updated": arrays(updated),
        "output": array(output),
        "losses": number(losses),
        "cotangent": array(cotangent),
        "input_gradients": arrays(input_gradients),
        "weight_gradients": arrays(weight_gradients),
    }
