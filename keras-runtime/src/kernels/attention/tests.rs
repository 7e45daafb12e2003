//! Against plain loops.

use super::*;

const SIZES: Sizes = Sizes { batch: 2, heads: 3, queries: 5, keys: 4 };
const DEPTH: usize = 6;
const NOTHING_HIDDEN: Mask<'_> =
    Mask { queries: &[], keys: &[], pairs: &[], causal: false, window: usize::MAX, blind_to_zero: false };

fn values(len: usize) -> Vec<f32> {
    (0..len).map(|i| ((i * 7919) % 101) as f32 / 50.0 - 1.0).collect()
}

/// Everything there is to compare, for each head of each sample: (batch, heads, queries, keys).
fn pairs() -> impl Iterator<Item = [usize; 4]> {
    let Sizes { batch, heads, queries, keys } = SIZES;
    let pair = move |i: usize| {
        [i / (heads * queries * keys), i / (queries * keys) % heads, i / keys % queries, i % keys]
    };
    (0..batch * heads * queries * keys).map(pair)
}

/// A number of (batch, steps, heads · depth).
fn at(x: &[f32], steps: usize, [sample, step, head, i]: [usize; 4]) -> f32 {
    x[((sample * steps + step) * SIZES.heads + head) * DEPTH + i]
}

fn heads(x: &[f32], steps: usize) -> Heads<'_> {
    Heads::new(x, steps, SIZES.heads, SIZES.heads * DEPTH)
}

fn assert_near(found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-5, "{found} is not {expected}");
    }
}

/// Weights of all pairs by plain loops, of which `sees` says whether they meet.
fn weights(q: &[f32], k: &[f32], sees: impl Fn([usize; 4]) -> bool) -> Vec<f32> {
    let score = |[sample, head, query, key]: [usize; 4]| {
        (0..DEPTH)
            .map(|i| {
                at(q, SIZES.queries, [sample, query, head, i]) * at(k, SIZES.keys, [sample, key, head, i])
            })
            .sum::<f32>()
            * 0.5
    };
    let exp: Vec<f32> = pairs().map(|pair| if sees(pair) { score(pair).exp() } else { 0.0 }).collect();
    let sums = exp.chunks(SIZES.keys).flat_map(|row| [row.iter().sum::<f32>(); SIZES.keys]);
    exp.iter()
        .zip(sums)
        .map(|(exp, sum)| if sum == 0.0 { 1.0 / SIZES.keys as f32 } else { exp / sum })
        .collect()
}

fn weighed(q: &[f32], k: &[f32], mask: &Mask<'_>) -> Vec<f32> {
    let mut y = vec![f32::NAN; pairs().count()];
    weigh(SIZES, [heads(q, SIZES.queries), heads(k, SIZES.keys)], 0.5, mask, &mut y);
    y
}

fn queries_and_keys() -> [Vec<f32>; 2] {
    [SIZES.queries, SIZES.keys].map(|steps| values(SIZES.batch * steps * SIZES.heads * DEPTH))
}

#[test]
fn keys_are_weighed_by_the_softmax_of_their_products() {
    let [q, k] = queries_and_keys();
    assert_near(&weighed(&q, &k, &NOTHING_HIDDEN), &weights(&q, &k, |_| true));
}

#[test]
fn a_query_weighs_only_what_every_kind_of_mask_lets_it_see() {
    let [q, k] = queries_and_keys();
    let lists = [SIZES.queries, SIZES.keys, SIZES.queries * SIZES.keys]
        .map(|len| (0..SIZES.batch * len).map(|i| if i % 3 == 1 { 0.0 } else { 1.0 }).collect::<Vec<f32>>());
    for kinds in 0..32 {
        let [queries, keys, pairs] =
            [0, 1, 2].map(|bit| if kinds & (1 << bit) != 0 { &lists[bit][..] } else { &[] });
        let (causal, window) = (kinds & 8 != 0, if kinds & 16 != 0 { 2 } else { usize::MAX });
        let mask = Mask { queries, keys, pairs, causal, window, blind_to_zero: false };
        let expected = weights(&q, &k, |[sample, _, query, key]| {
            let is_on = |list: &[f32], i: usize| list.get(i) != Some(&0.0);
            is_on(queries, sample * SIZES.queries + query)
                && is_on(keys, sample * SIZES.keys + key)
                && is_on(pairs, (sample * SIZES.queries + query) * SIZES.keys + key)
                && (!causal || key <= query)
                && query.abs_diff(key) < window
        });
        assert_near(&weighed(&q, &k, &mask), &expected);
    }
}

#[test]
fn a_query_that_sees_nothing_gives_no_weight_if_so_asked() {
    let [q, k] = queries_and_keys();
    let mut seeing = vec![1.0; SIZES.batch * SIZES.queries];
    seeing[3] = 0.0;
    let mask = Mask { queries: &seeing, blind_to_zero: true, ..NOTHING_HIDDEN };
    for (y, [sample, _, query, _]) in weighed(&q, &k, &mask).iter().zip(pairs()) {
        assert_eq!(*y == 0.0, sample * SIZES.queries + query == 3);
    }
}

#[test]
fn scores_from_elsewhere_are_weighed_as_products_are() {
    let [q, k] = queries_and_keys();
    let mut scores = vec![f32::NAN; pairs().count()];
    compare(SIZES, [heads(&q, SIZES.queries), heads(&k, SIZES.keys)], 0.0, &mut scores);
    scores.iter_mut().for_each(|score| *score *= 0.5);
    let (mask, mut y) = (Mask { causal: true, ..NOTHING_HIDDEN }, vec![f32::NAN; scores.len()]);
    weigh_scores(SIZES, &scores, &mask, &mut y);
    assert_near(&y, &weighed(&q, &k, &mask));
}

#[test]
fn values_are_mixed_by_weights_and_by_transposed_ones() {
    let [q, k] = queries_and_keys();
    let p = values(pairs().count());
    for (turned, steps, x, others) in
        [(false, SIZES.queries, &k, SIZES.keys), (true, SIZES.keys, &q, SIZES.queries)]
    {
        let mut expected = values(SIZES.batch * steps * SIZES.heads * DEPTH);
        let mut out = expected.clone();
        for ([sample, head, query, key], p) in pairs().zip(&p) {
            let (to, from) = if turned { (key, query) } else { (query, key) };
            for i in 0..DEPTH {
                expected[((sample * steps + to) * SIZES.heads + head) * DEPTH + i] +=
                    p * at(x, others, [sample, from, head, i]);
            }
        }
        mix(SIZES, &p, turned, heads(x, others), 1.0, &mut out);
        assert_near(&out, &expected);
        let mut alone = vec![f32::NAN; out.len()];
        mix(SIZES, &p, turned, heads(x, others), 0.0, &mut alone);
        let added: Vec<f32> = alone.iter().zip(values(out.len())).map(|(y, x)| y + x).collect();
        assert_near(&added, &out);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let steps = if cfg!(miri) { 3 } else { 100 };
    let sizes = Sizes { batch: 5, heads: 3, queries: steps, keys: steps };
    let x = values(5 * steps * 96);
    let compute = || {
        let x = Heads::new(&x, steps, 3, 96);
        let (mut weights, mut y) = (vec![f32::NAN; 15 * steps * steps], vec![f32::NAN; 5 * steps * 96]);
        weigh(sizes, [x, x], 1.0, &Mask { causal: true, ..NOTHING_HIDDEN }, &mut weights);
        mix(sizes, &weights, false, x, 0.0, &mut y);
        (weights, y)
    };
    let three = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert!(one.install(compute) == three.install(compute));
}

#[test]
fn of_nothing_nothing_is_computed() {
    for sizes in [Sizes { batch: 0, ..SIZES }, Sizes { queries: 0, ..SIZES }, Sizes { keys: 0, ..SIZES }] {
        let tensors =
            [sizes.queries, sizes.keys].map(|steps| vec![0.0; sizes.batch * steps * SIZES.heads * DEPTH]);
        let heads = |i: usize| {
            Heads::new(&tensors[i], [sizes.queries, sizes.keys][i], SIZES.heads, SIZES.heads * DEPTH)
        };
        weigh(sizes, [heads(0), heads(1)], 1.0, &Mask { causal: true, ..NOTHING_HIDDEN }, &mut []);
        let mut out = tensors[0].clone();
        mix(sizes, &[], false, heads(1), 0.0, &mut out);
        assert!(out.iter().all(|&y| y == 0.0));
    }
}
