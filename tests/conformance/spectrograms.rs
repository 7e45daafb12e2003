use crate::cases::Cases;
use keras::prelude::*;

#[test]
fn mel_spectrograms_agree_with_keras() {
    let mut cases = Cases::of("spectrograms", &["MelSpectrogram"]);
    cases.check(
        "MelSpectrogram(8, 3, num_mel_bins=3, ref_power=1e-4)",
        sequential![MelSpectrogram(8, 3, num_mel_bins = 3, ref_power = 1e-4, input = 20)],
    );
    cases.check(
        "MelSpectrogram(8, 3, num_mel_bins=3, top_db=3.0, ref_power=1e-4)",
        sequential![MelSpectrogram(8, 3, num_mel_bins = 3, top_db = 3.0, ref_power = 1e-4, input = 22)],
    );
    cases.check(
        "MelSpectrogram(8, 3, num_mel_bins=3, power_to_db=False)",
        sequential![MelSpectrogram(8, 3, num_mel_bins = 3, power_to_db = false, input = 21)],
    );
    cases.check(
        "MelSpectrogram(8, 5, 6, window='hamming', sampling_rate=8000, num_mel_bins=2, power_to_db=False)",
        sequential![MelSpectrogram(
            8,
            5,
            6,
            window = hamming,
            sampling_rate = 8000,
            num_mel_bins = 2,
            power_to_db = false,
            input = 20
        )],
    );
    cases.check(
        "MelSpectrogram(8, 3, 7, None, 1000, 3, 10.0, 400.0, power_to_db=False, mag_exp=1.0)",
        sequential![MelSpectrogram(
            8,
            3,
            7,
            None,
            1000,
            3,
            10.0,
            400.0,
            power_to_db = false,
            mag_exp = 1.0,
            input = 33
        )],
    );
    cases.finish();
}

#[test]
fn spectrograms_by_convolutions_agree_with_keras() {
    let mut cases = Cases::of("spectrograms", &["STFTSpectrogram"]);
    cases.check(
        "STFTSpectrogram(frame_length=8)",
        sequential![STFTSpectrogram(frame_length = 8, input = (30, 1))],
    );
    cases.check(
        "STFTSpectrogram('magnitude', 8, 3, 16)",
        sequential![STFTSpectrogram(magnitude, 8, 3, 16, input = (30, 2))],
    );
    cases.check(
        "STFTSpectrogram('psd', 7, 2, padding='same')",
        sequential![STFTSpectrogram(psd, 7, 2, padding = same, input = (20, 1))],
    );
    cases.check(
        "STFTSpectrogram('real', 8, window='hamming', periodic=True, scaling='spectrum')",
        sequential![STFTSpectrogram(
            real,
            8,
            window = hamming,
            periodic = true,
            scaling = spectrum,
            input = (20, 3)
        )],
    );
    cases.check(
        "STFTSpectrogram('imag', 8, window=None)",
        sequential![STFTSpectrogram(imag, 8, window = None, input = (20, 1))],
    );
    cases.check(
        "STFTSpectrogram('angle', 6, 2, scaling=None, expand_dims=True)",
        sequential![STFTSpectrogram(angle, 6, 2, scaling = None, expand_dims = true, input = (20, 2))],
    );
    cases.check(
        "STFTSpectrogram('stft', 6, 2, expand_dims=True)",
        sequential![STFTSpectrogram(stft, 6, 2, expand_dims = true, input = (20, 2))],
    );
    cases.check("STFTSpectrogram('stft', 6, 6)", sequential![STFTSpectrogram(stft, 6, 6, input = (20, 2))]);
    cases.finish();
}
