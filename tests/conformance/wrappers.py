"""Layers around layers, and cells."""

import jax
import jax.numpy as jnp
import keras
from drawing import Draw
from layers import case
from recurrence import call, prepare
from writing import array, arrays

X = (3, 5, 2)
STATE = (3, 4)
IMAGES = (2, 3, 5, 4, 2)

# Layers as Keras writes them, one after the other, then the shapes of their inputs.
CASES = [
    ("TimeDistributed(Dense(3, activation='tanh'))", X),
    ("TimeDistributed(Conv2D(3, 2, padding='same'))", IMAGES),
    ("TimeDistributed(LSTM(3))", (2, 3, 4, 2)),
    ("TimeDistributed(Bidirectional(GRU(3)))", (2, 3, 4, 2)),
    ("TimeDistributed(Flatten())", IMAGES),
    ("Masking(), TimeDistributed(Dense(3)), LSTM(4)", X),
    *(
        (f"{before}Bidirectional({layer}{mode})", X)
        for layer in ("LSTM(4)", "GRU(4, return_sequences=True)", "SimpleRNN(4)")
        for mode in ("", ", merge_mode='sum'", ", merge_mode='mul'", ", merge_mode='ave'", ", merge_mode=None")
        for before in ("", "Masking(), ")
    ),
    ("Bidirectional(LSTM(4, return_sequences=True, return_state=True))", X, STATE, STATE, STATE, STATE),
    ("Bidirectional(GRU(4, return_state=True))", X),
    ("Bidirectional(GRU(4), backward_layer=LSTM(4, go_backwards=True))", X),
    ("Bidirectional(LSTM(4, return_sequences=True)), Bidirectional(LSTM(3))", X),
    ("Bidirectional(ConvLSTM2D(2, 2))", IMAGES),
    ("Bidirectional(ConvLSTM2D(2, 2, return_sequences=True), merge_mode='sum')", IMAGES),
    ("RNN(LSTMCell(4))", X),
    ("RNN(GRUCell(4), return_sequences=True, return_state=True)", X, STATE),
    ("RNN(GRUCell(4, reset_after=False), go_backwards=True)", X),
    ("RNN(SimpleRNNCell(4, activation='relu'), return_sequences=True)", X),
    ("Masking(), RNN(LSTMCell(4), return_sequences=True)", X),
    ("Masking(), RNN(LSTMCell(4), return_sequences=True, zero_output_for_mask=True)", X),
    ("RNN(StackedRNNCells([LSTMCell(4), GRUCell(3)]), return_sequences=True)", X),
    ("Bidirectional(RNN(LSTMCell(4)))", X),
    ("LSTMCell(4)", (3, 2), STATE, STATE),
    ("SimpleRNNCell(4)", (3, 2), STATE),
]


# Those whose kernel is normalized, when asked and while learning.
SPECTRAL = [
    ("SpectralNormalization(Dense(3))", (4, 5)),
    ("SpectralNormalization(Dense(3, use_bias=False), power_iterations=4)", (2, 3, 5)),
    ("SpectralNormalization(Conv2D(3, 2))", (2, 5, 4, 2)),
]


def fixture():
    cases = [case(source, shapes, call=run, prepare=prepare) for source, *shapes in CASES]
    cases += [ordered(source, shape, training) for source, shape in SPECTRAL for training in (False, True)]
    return {"cases": cases}


def ordered(source, shape, training=False, prepare=lambda layer: None):
    """A layer whose weights stand in Keras's order. What it assigns in training it keeps, as with TensorFlow: the gradients
    are those by what it has then."""
    draw = Draw(f"{source} {shape} {training}")
    inputs = draw.normal(*shape)
    layer = eval(source, vars(keras.layers))
    end = keras.Input(batch_shape=shape)
    model = keras.Model(end, layer(end))
    prepare(layer)
    model.set_weights([draw.normal(*weight.shape, scale=0.6) for weight in model.weights])
    before = arrays(model.get_weights())
    if training:
        layer(inputs, training=True)
    trained, others = ([variable.value for variable in kind] for kind in (model.trainable_variables, model.non_trainable_variables))
    run = lambda inputs, weights: model.stateless_call(weights, others, inputs)[0]
    output = run(inputs, trained)
    cotangent = draw.normal(*output.shape)
    objective = lambda inputs, weights: jnp.sum(run(inputs, weights) * cotangent)
    input_gradient, weight_gradients = jax.grad(objective, argnums=(0, 1))(inputs, trained)
    return {
        "keras": f"{source} in training" if training else source,
        "training": training,
        "inputs": arrays([inputs]),
        "weights": before,
        "updated": arrays(others),
        "output": array(output),
        "cotangent": array(cotangent),
        "input_gradients": arrays([input_gradient]),
        "weight_gradients": arrays(weight_gradients),
    }


def run(chain, ends):
    """A cell takes its states as a list of their own, and gives them so."""
    if not isinstance(chain, tuple) and type(chain).__name__.endswith("Cell"):
        from keras import ops

        y, states = chain(ends[0], list(ends[1:]))
        return ops.concatenate([y, *states], axis=-1)
    return call(chain, ends)
