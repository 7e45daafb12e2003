//! Quantiles of numbers as boundaries between bins.

/// How exact a summary is: the share of the numbers that one of its points stands for.
const EPSILON: f64 = 0.01;
/// So many numbers at a time come to a summary, as many as Keras takes.
const BATCH: usize = 32;

/// A summary of numbers: some of them, in order, and how many each stands for.
type Summary = Vec<[f32; 2]>;

/// Boundaries that divide numbers into bins of about equally many, as Keras's `Discretization` finds them: by a summary that
/// goes along the numbers once. Of fewer numbers than bins, each is one.
pub fn boundaries(numbers: &[f32], num_bins: usize) -> Vec<f32> {
    let mut summary = Summary::new();
    for batch in numbers.chunks(BATCH) {
        let mut batch: Summary = batch.iter().map(|&number| [number, 1.0]).collect();
        batch.extend(summary);
        batch.sort_by(|[a, _], [b, _]| a.total_cmp(b));
        summary = compressed(batch, EPSILON);
    }
    let mut bins = compressed(summary, 1.0 / num_bins as f64);
    bins.pop();
    bins.into_iter().map(|[boundary, _]| boundary).collect()
}

/// A summary with a point for each such share.
fn compressed(summary: Summary, share: f64) -> Summary {
    if summary.is_empty() || (summary.len() as f64) * share < 1.0 {
        return summary;
    }
    let cumulative: Vec<f32> = summary
        .iter()
        .scan(0.0_f32, |sum, [_, weight]| {
            *sum += weight;
            Some(*sum)
        })
        .collect();
    let all = cumulative[cumulative.len() - 1];
    let shares: Vec<f64> = cumulative.iter().map(|sum| f64::from(sum / all)).collect();
    let mut before = 0.0;
    let point = |i: usize| {
        let at = share + i as f64 * share;
        let sum = interpolated(at, &shares, |i| cumulative[i]);
        let weight = sum - before;
        before = sum;
        [interpolated(at, &shares, |i| summary[i][0]) as f32, weight as f32]
    };
    (0..(1.0 / share).ceil() as usize).map(point).collect()
}

/// The value between those at ascending places, linearly; beyond them, that of the first or the last.
fn interpolated(at: f64, places: &[f64], value: impl Fn(usize) -> f32) -> f64 {
    let value = |i: usize| f64::from(value(i));
    match places.partition_point(|&place| place <= at) {
        0 => value(0),
        after if after == places.len() => value(after - 1),
        after => {
            let slope = (value(after) - value(after - 1)) / (places[after] - places[after - 1]);
            slope * (at - places[after - 1]) + value(after - 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_about_equally_many_numbers() {
        let numbers: Vec<f32> = (0..1000).map(|i| (i * 7919 % 1000) as f32).collect();
        let found = boundaries(&numbers, 4);
        assert_eq!(found.len(), 3);
        for (boundary, exact) in found.iter().zip([250.0, 500.0, 750.0]) {
            assert!((boundary - exact).abs() < 15.0, "{found:?}");
        }
    }

    #[test]
    fn fewer_numbers_than_bins_are_a_bin_each() {
        assert_eq!(boundaries(&[3.0, 1.0, 2.0], 8), [1.0, 2.0]);
        assert_eq!(boundaries(&[], 8), [0.0; 0]);
    }
}
