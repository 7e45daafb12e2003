"""Spectrograms. Decibels are those of one sample: Keras takes the loudest of the whole batch."""

from layers import case

# A layer as Keras writes it, then the shape of its input.
CASES = [
    ("MelSpectrogram(8, 3, num_mel_bins=3, ref_power=1e-4)", (1, 20)),
    ("MelSpectrogram(8, 3, num_mel_bins=3, top_db=3.0, ref_power=1e-4)", (1, 22)),
    ("MelSpectrogram(8, 3, num_mel_bins=3, power_to_db=False)", (3, 21)),
    ("MelSpectrogram(8, 5, 6, window='hamming', sampling_rate=8000, num_mel_bins=2, power_to_db=False)", (2, 20)),
    ("MelSpectrogram(8, 3, 7, None, 1000, 3, 10.0, 400.0, power_to_db=False, mag_exp=1.0)", (2, 33)),
    ("STFTSpectrogram(frame_length=8)", (2, 30, 1)),
    ("STFTSpectrogram('magnitude', 8, 3, 16)", (2, 30, 2)),
    ("STFTSpectrogram('psd', 7, 2, padding='same')", (2, 20, 1)),
    ("STFTSpectrogram('real', 8, window='hamming', periodic=True, scaling='spectrum')", (2, 20, 3)),
    ("STFTSpectrogram('imag', 8, window=None)", (2, 20, 1)),
    ("STFTSpectrogram('angle', 6, 2, scaling=None, expand_dims=True)", (2, 20, 2)),
    ("STFTSpectrogram('stft', 6, 2, expand_dims=True)", (2, 20, 2)),
    ("STFTSpectrogram('stft', 6, 6)", (2, 20, 2)),
]


def fixture():
    return {"cases": [case(source, [shape]) for source, shape in CASES]}
