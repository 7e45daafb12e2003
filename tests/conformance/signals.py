"""Signals: Fourier transforms of any length, and overlapping sequences."""

from calls import case
from drawing import Draw

SOURCES = """
fft((x, y))
fft2((x, y))
ifft2((x, y))
rfft(x)
rfft(x, 5)
rfft(x, 12)
irfft((x, y))
irfft((x, y), 7)
irfft((x, y), 20)
extract_sequences(x, 3, 2)
stft(x, 4, 2, 6)
stft(x, 3, 2, 5, window="hamming", center=False)
stft(x, 4, 3, 4, window=None)
stft(x, 3, 1, 4, window=array([0.9, 0.5, 1.25]))
istft((z, s), 4, 2, 6)
istft((z, s), 5, 3, 6, window="hamming", center=False)
istft((z, s), 6, 2, 6, length=7, window=None)
istft((z, s), 3, 2, 6, length=4, window=array([0.9, 0.5, 1.25]))
""".strip().splitlines()


def fixture():
    return {"cases": [case(source, inputs(source)) for source in SOURCES]}


def inputs(source):
    draw = Draw(source)
    return {
        "x": draw.normal(2, 9),
        "y": draw.normal(2, 9),
        "z": draw.normal(2, 3, 4),
        "s": draw.normal(2, 3, 4),
    }
