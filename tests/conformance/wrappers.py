"""Layers around layers, and cells."""

from layers import case
from recurrence import call, prepare

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


def fixture():
    return {"cases": [case(source, shapes, call=run, prepare=prepare) for source, *shapes in CASES]}


def run(chain, ends):
    """A cell takes its states as a list of their own, and gives them so."""
    if not isinstance(chain, tuple) and type(chain).__name__.endswith("Cell"):
        from keras import ops

        y, states = chain(ends[0], list(ends[1:]))
        return ops.concatenate([y, *states], axis=-1)
    return call(chain, ends)
