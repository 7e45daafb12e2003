use crate::calls;
use keras::autodiff::Tensor;
use keras::backend::{self as K, CtcDecoding};

fn decode(x: &[Tensor], strategy: CtcDecoding, mask_index: usize) -> (Tensor, Tensor) {
    K::ctc_decode(&x[0], &x[1], strategy, mask_index)
}

fn call(source: &str, x: &[Tensor]) -> Vec<Tensor> {
    let pair = |(a, b): (Tensor, Tensor)| vec![a, b];
    let one = match source {
        "moments(x, axes=[0, 2])" => return pair(K::moments(&x[0], &[0, 2], false)),
        "moments(x, axes=[1], keepdims=True)" => return pair(K::moments(&x[0], &[1], true)),
        "batch_normalization(x, g, square(h), 1)" => {
            K::batch_normalization(&x[0], &x[1], &K::square(&x[2]), 1, None, None, 1e-3)
        }
        "batch_normalization(x, g, square(h), -2, offset=h, scale=g, epsilon=0.1)" => {
            K::batch_normalization(&x[0], &x[1], &K::square(&x[2]), -2, Some(&x[2]), Some(&x[1]), 0.1)
        }
        "layer_normalization(x, axis=1)" => K::layer_normalization(&x[0], None, None, &[1], None),
        "layer_normalization(x, gamma=l, beta=m, axis=-1, epsilon=0.01)" => {
            K::layer_normalization(&x[0], Some(&x[1]), Some(&x[2]), &[-1], Some(0.01))
        }
        "rms_normalization(x)" => K::rms_normalization(&x[0], None, &[-1], None),
        "rms_normalization(x, scale=l, axis=-1, epsilon=0.1)" => {
            K::rms_normalization(&x[0], Some(&x[1]), &[-1], Some(0.1))
        }
        "psnr(x, y, 3.0)" => K::psnr(&x[0], &x[1], 3.0),
        "multi_hot(i, 4)" => K::multi_hot(&x[0], 4),
        "dot_product_attention(q, k, v)" | "dot_product_attention(q, one, two)" => {
            K::dot_product_attention(&x[0], &x[1], &x[2], None, None, None, false)
        }
        "dot_product_attention(q, k, v, is_causal=True, scale=0.3)" => {
            K::dot_product_attention(&x[0], &x[1], &x[2], None, None, Some(0.3), true)
        }
        "dot_product_attention(q, k, v, bias=w, mask=greater(w, 0.0))" => {
            let mask = K::greater(&x[3], 0.0);
            K::dot_product_attention(&x[0], &x[1], &x[2], Some(&x[3]), Some(&mask), None, false)
        }
        "cond(any(greater(x, 0.0)), lambda: square(x), lambda: x)" => {
            K::cond(&K::any(&K::greater(&x[0], 0.0)), || K::square(&x[0]), || x[0].clone())
        }
        "switch(7, [lambda a, b: a + b, lambda a, b: a * b], x, y)" => {
            let index = K::constant(x[0].tape(), 7.0, &[]);
            K::switch(&index, &[&|x| &x[0] + &x[1], &|x| &x[0] * &x[1]], x)
        }
        "fori_loop(1, 4, lambda i, a: a * x + i, y)" => {
            K::fori_loop(1, 4, |a: Tensor, i| a * &x[0] + i as f32, x[1].clone())
        }
        "while_loop(lambda a: sum(a) < 40.0, lambda a: (a + 1.0,), (x,))" => {
            K::while_loop(|a| K::less(&K::sum(a), 40.0), |a| a + 1.0, x[0].clone(), None)
        }
        "scan(lambda a, b: (a * b, a + b), y[0], x, reverse=True)" => {
            let init = K::part(&x[1], 0, &[3, 2]);
            return pair(K::scan(|a: Tensor, b| (&a * b, a + b), init, &x[0], true));
        }
        "vectorized_map(lambda a: a * sum(a), x)" => K::vectorized_map(|a| a * K::sum(a), &x[0]),
        "associative_scan(lambda a, b: a * b, x, reverse=True, axis=1)" => {
            K::associative_scan(|a, b| a * b, &x[0], true, 1)
        }
        "ctc_decode(stop_gradient(z), n)" => {
            return pair(decode(x, CtcDecoding::Greedy { merge_repeated: true }, 0));
        }
        "ctc_decode(stop_gradient(z), n, merge_repeated=False, mask_index=2)" => {
            return pair(decode(x, CtcDecoding::Greedy { merge_repeated: false }, 2));
        }
        "ctc_decode(stop_gradient(z), n, \"beam_search\", top_paths=3)" => {
            return pair(decode(x, CtcDecoding::BeamSearch { beam_width: 100, top_paths: 3 }, 0));
        }
        "ctc_decode(stop_gradient(z), n, \"beam_search\", beam_width=3, top_paths=2, mask_index=3)" => {
            return pair(decode(x, CtcDecoding::BeamSearch { beam_width: 3, top_paths: 2 }, 3));
        }
        _ => panic!("{source} has no counterpart here"),
    };
    vec![one]
}

#[test]
fn functions_made_of_operations_have_the_values_and_gradients_of_keras() {
    calls::check("neural", 2e-5, call);
}
