use crate::calls;
use keras::autodiff::Tensor;
use keras::backend::{self as K, Window};

fn call(source: &str, x: &[Tensor]) -> Vec<Tensor> {
    let pair = |(a, b): (Tensor, Tensor)| vec![a, b];
    let both = || (&x[0], &x[1]);
    let values = || Window::Values(vec![0.9, 0.5, 1.25]);
    match source {
        "fft((x, y))" => pair(K::fft(both())),
        "fft2((x, y))" => pair(K::fft2(both())),
        "ifft2((x, y))" => pair(K::ifft2(both())),
        "rfft(x)" => pair(K::rfft(&x[0], None)),
        "rfft(x, 5)" => pair(K::rfft(&x[0], Some(5))),
        "rfft(x, 12)" => pair(K::rfft(&x[0], Some(12))),
        "irfft((x, y))" => vec![K::irfft(both(), None)],
        "irfft((x, y), 7)" => vec![K::irfft(both(), Some(7))],
        "irfft((x, y), 20)" => vec![K::irfft(both(), Some(20))],
        "extract_sequences(x, 3, 2)" => vec![K::extract_sequences(&x[0], 3, 2)],
        "stft(x, 4, 2, 6)" => pair(K::stft(&x[0], 4, 2, 6, &Window::Hann, true)),
        "stft(x, 3, 2, 5, window=\"hamming\", center=False)" => {
            pair(K::stft(&x[0], 3, 2, 5, &Window::Hamming, false))
        }
        "stft(x, 4, 3, 4, window=None)" => pair(K::stft(&x[0], 4, 3, 4, &Window::Rectangular, true)),
        "stft(x, 3, 1, 4, window=array([0.9, 0.5, 1.25]))" => pair(K::stft(&x[0], 3, 1, 4, &values(), true)),
        "istft((z, s), 4, 2, 6)" => vec![K::istft(both(), 4, 2, 6, None, &Window::Hann, true)],
        "istft((z, s), 5, 3, 6, window=\"hamming\", center=False)" => {
            vec![K::istft(both(), 5, 3, 6, None, &Window::Hamming, false)]
        }
        "istft((z, s), 6, 2, 6, length=7, window=None)" => {
            vec![K::istft(both(), 6, 2, 6, Some(7), &Window::Rectangular, true)]
        }
        "istft((z, s), 3, 2, 6, length=4, window=array([0.9, 0.5, 1.25]))" => {
            vec![K::istft(both(), 3, 2, 6, Some(4), &values(), true)]
        }
        _ => panic!("{source} has no counterpart here"),
    }
}

#[test]
fn signals_have_the_values_and_gradients_of_keras() {
    calls::check("signals", 2e-5, call);
}
