//! IoU of two classes on either side of a threshold.

use super::{MOST, Overlap, Reading, overlaps};
use crate::config::Config;
use crate::metrics::threshold;
use crate::shape::{DType, List};

/// Intersection over union (IoU) of two classes that an output tells apart by a threshold.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{BinaryIoU, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), BinaryIoU::default().threshold(0.3));
/// metric.update(&tape.array(&[0.0, 1.0, 0.0, 1.0]), &tape.array(&[0.1, 0.2, 0.4, 0.7]), None);
/// assert_eq!(format!("{:.4}", metric.result()), "0.3333");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…)`, 0 or 1 |
/// | `y_pred` | `(…)`, probabilities |
/// | result | one number, the mean over the target classes that occur |
///
/// As [`keras.metrics.BinaryIoU`](https://keras.io/api/metrics/segmentation_metrics/#binaryiou-class).
#[derive(Config, Clone, Debug)]
#[config(metric)]
pub struct BinaryIoU {
    /// The classes whose mean is taken: 0, 1 or both.
    #[default(List::new(&[0, 1]))]
    target_class_ids: List<usize, MOST>,
    /// The probability from which on an output means 1, from 0 to 1.
    #[default(0.5)]
    #[config(check = threshold)]
    threshold: f32,
    /// The type in which Keras counts: it changes nothing here.
    #[default(DType::Int)]
    dtype: DType,
    #[config(state)]
    #[default(Vec::new())]
    overlaps: Vec<Overlap>,
}

overlaps! {
    BinaryIoU: |it| Reading {
        metric: Self::CLASS,
        num_classes: 2,
        targets: Some(it.target_class_ids.iter().collect()),
        ignore_class: None,
        sparse_y_true: true,
        sparse_y_pred: true,
        axis: -1,
        threshold: Some(it.threshold),
    };
}
