"""Recurrent layers, called on a sequence and maybe initial states; several outputs are joined into one."""

from keras import layers
from layers import case

LAYERS = {"SimpleRNN": 1, "GRU": 1, "LSTM": 2}  # and how many states they have

X = (3, 5, 2)
STATE = (3, 4)
# Units of which a vector register holds a part, and some are left over.
WIDE = (2, 4, 3)
FILM = (2, 3, 5, 4, 2)

# Arguments that all layers take, the shape of the sequence, and that of initial states.
COMMON = [
    ("4", X),
    ("4", (1, 1, 1)),
    ("11", WIDE),
    ("17, return_sequences=True, go_backwards=True", WIDE),
    ("1", X),
    ("4, return_sequences=True", X),
    ("4, return_state=True", X),
    ("4, return_sequences=True, return_state=True", X),
    ("4, go_backwards=True", X),
    ("4, go_backwards=True, return_sequences=True, return_state=True", X),
    ("4, use_bias=False", X),
    ("4, unroll=True", X),
    ("4, dropout=0.3, recurrent_dropout=0.4, seed=1", X),
    ("4, activation='relu'", X),
    ("4, activation='softsign', return_sequences=True", X),
    ("4, activation='softmax', go_backwards=True, return_sequences=True", X),
    ("4, return_sequences=True, return_state=True", X, STATE),
    ("4, go_backwards=True", X, STATE),
    ("4, activation='elu', return_state=True", X, STATE),
    ("4, recurrent_regularizer=l2(0.03), bias_regularizer=l1(0.02), return_sequences=True", X),
]

# Arguments of layers behind `Masking`.
MASKED = [
    "4",
    "4, return_sequences=True",
    "4, return_sequences=True, return_state=True, go_backwards=True",
    "4, activation='softsign', return_sequences=True, return_state=True",
]

# Layers as Keras writes them, one after the other, then the shapes of their inputs.
CASES = [
    *(
        (f"{name}({arguments})", x, *[state[0] for _ in range(states) if state])
        for name, states in LAYERS.items()
        for arguments, x, *state in COMMON
    ),
    *((f"Masking(), {name}({arguments})", X) for name in LAYERS for arguments in MASKED),
    ("SimpleRNN(4, activation='sigmoid', return_sequences=True)", X),
    ("SimpleRNN(4, activation='linear')", X),
    ("GRU(4, reset_after=False)", X),
    ("GRU(4, reset_after=False, use_bias=False, return_sequences=True, return_state=True)", X, STATE),
    ("GRU(4, recurrent_activation='hard_sigmoid')", X),
    ("LSTM(4, recurrent_activation='hard_sigmoid')", X),
    # Keras's SimpleRNN takes an activity_regularizer, too, but ignores it.
    ("GRU(4, activity_regularizer=l2(0.02), kernel_regularizer=l1(0.01), return_state=True)", X),
    ("LSTM(4, activity_regularizer=l2(0.02), kernel_regularizer=l1(0.01), return_state=True)", X),
    ("LSTM(4, activation='silu', recurrent_activation='softmax', return_sequences=True, return_state=True)", X),
    ("Masking(), GRU(4, reset_after=False, go_backwards=True)", X),
    ("Masking(), LSTM(4, return_sequences=True), LSTM(3)", X),
    ("ConvLSTM1D(3, 2, dilation_rate=2, activation='relu', recurrent_activation='hard_sigmoid')", (2, 3, 7, 2)),
    ("ConvLSTM2D(3, 2)", FILM),
    ("ConvLSTM2D(3, (2, 3), padding='same', use_bias=False)", FILM, *2 * [(2, 5, 4, 3)]),
    (
        "ConvLSTM2D(3, 3, strides=(1, 2), padding='same', activity_regularizer=l2(0.02), "
        "return_sequences=True, return_state=True, go_backwards=True)",
        FILM,
    ),
    ("ConvLSTM3D(2, 2)", (2, 2, 3, 3, 2, 1)),
]


def fixture():
    return {"cases": [case(source, shapes, call=call, prepare=prepare) for source, *shapes in CASES]}


def call(chain, ends):
    x, *states = ends
    for layer in chain if isinstance(chain, tuple) else (chain,):
        x = layer(x, initial_state=states) if states else layer(x)
    if not isinstance(x, (list, tuple)):
        return x
    return layers.Concatenate()([layers.Flatten()(part) for part in x])


def prepare(source, inputs):
    """Lets a first step, some last ones, one within and a whole sample be masked."""
    if source.startswith("Masking"):
        for sample, step in [(0, 0), (0, 2), (1, 4), (1, 3), *((2, step) for step in range(5))]:
            inputs[0][sample, step] = 0
    return inputs
