//! Histograms of weights.

use super::protobuf::Message;

/// Number of buckets, as Keras has them.
const BUCKETS: usize = 30;

/// The histogram of some values, as the message `HistogramProto`, in buckets of equal width.
pub(super) fn of(values: impl Iterator<Item = f32> + Clone) -> Message {
    let values = values.map(f64::from);
    let (min, max) = values
        .clone()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), value| (min.min(value), max.max(value)));
    let (min, max) = if min > max { (0.0, 0.0) } else { (min, max) };
    let count = if min == max { 1 } else { BUCKETS };
    let width = (max - min) / count as f64;
    let mut buckets = vec![0.0; count];
    let (mut number, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for value in values {
        let bucket = ((value - min) / width) as usize;
        buckets[bucket.min(count - 1)] += 1.0;
        (number, sum, squares) = (number + 1.0, sum + value, squares + value * value);
    }
    let limits: Vec<f64> =
        (1..=count).map(|i| if i == count { max } else { min + width * i as f64 }).collect();
    Message::default()
        .with_double(1, min)
        .with_double(2, max)
        .with_double(3, number)
        .with_double(4, sum)
        .with_double(5, squares)
        .with_doubles(6, &limits)
        .with_doubles(7, &buckets)
}
