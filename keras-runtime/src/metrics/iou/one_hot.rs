//! IoU with one-hot labels.

use super::{MOST, Overlap, Reading, new, overlaps};
use crate::config::Config;
use crate::metrics::one_or_more;
use crate::shape::{DType, List};

/// Intersection over union (IoU) of some classes, with one-hot labels.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{Metric, OneHotIoU};
///
/// let (tape, mut metric) = (Tape::inference(), OneHotIoU::new(3, [0, 2]));
/// let y_true = tape.array(&[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]);
/// let y_pred = tape.array(&[[0.2, 0.3, 0.5], [0.1, 0.2, 0.7], [0.5, 0.3, 0.1], [0.1, 0.4, 0.5]]);
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(format!("{:.4}", metric.result()), "0.1667");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, num_classes)`, one-hot |
/// | `y_pred` | `(…, num_classes)`, probabilities or logits; `(…)`, numbers of classes, with `sparse_y_pred` |
/// | result | one number, the mean over the target classes that occur |
///
/// As [`keras.metrics.OneHotIoU`](https://keras.io/api/metrics/segmentation_metrics/#onehotiou-class).
#[derive(Config, Clone, Debug)]
#[config(metric)]
pub struct OneHotIoU {
    /// The number of classes.
    #[config(check = one_or_more)]
    num_classes: usize,
    /// The classes whose mean is taken.
    target_class_ids: List<usize, MOST>,
    /// The type in which Keras counts: it changes nothing here.
    #[default(DType::Int)]
    dtype: DType,
    /// A class whose places count nowhere.
    ignore_class: Option<isize>,
    /// Whether the output is numbers of classes; otherwise the greatest is the class.
    #[default(false)]
    sparse_y_pred: bool,
    /// The axis of the classes.
    #[default(-1)]
    axis: isize,
    #[config(state)]
    #[default(Vec::new())]
    overlaps: Vec<Overlap>,
}

/// Mean intersection over union (mIoU) of all classes that occur, with one-hot labels.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{Metric, OneHotMeanIoU};
///
/// let (tape, mut metric) = (Tape::inference(), OneHotMeanIoU::new(3));
/// let y_true = tape.array(&[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]);
/// let y_pred = tape.array(&[[0.2, 0.3, 0.5], [0.1, 0.2, 0.7], [0.5, 0.3, 0.1], [0.1, 0.4, 0.5]]);
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(format!("{:.4}", metric.result()), "0.1111");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, num_classes)`, one-hot |
/// | `y_pred` | `(…, num_classes)`, probabilities or logits; `(…)`, numbers of classes, with `sparse_y_pred` |
/// | result | one number |
///
/// As [`keras.metrics.OneHotMeanIoU`](https://keras.io/api/metrics/segmentation_metrics/#onehotmeaniou-class).
#[derive(Config, Clone, Debug)]
#[config(metric)]
pub struct OneHotMeanIoU {
    /// The number of classes.
    #[config(check = one_or_more)]
    num_classes: usize,
    /// The type in which Keras counts: it changes nothing here.
    #[default(DType::Int)]
    dtype: DType,
    /// A class whose places count nowhere.
    ignore_class: Option<isize>,
    /// Whether the output is numbers of classes; otherwise the greatest is the class.
    #[default(false)]
    sparse_y_pred: bool,
    /// The axis of the classes.
    #[default(-1)]
    axis: isize,
    #[config(state)]
    #[default(Vec::new())]
    overlaps: Vec<Overlap>,
}

new! { OneHotIoU, OneHotMeanIoU: false; }

overlaps! {
    OneHotIoU: |it| Reading {
        metric: Self::CLASS,
        num_classes: it.num_classes,
        targets: Some(it.target_class_ids.iter().collect()),
        ignore_class: it.ignore_class,
        sparse_y_true: false,
        sparse_y_pred: it.sparse_y_pred,
        axis: it.axis,
        threshold: None,
    };
    OneHotMeanIoU: |it| Reading {
        metric: Self::CLASS,
        num_classes: it.num_classes,
        targets: None,
        ignore_class: it.ignore_class,
        sparse_y_true: false,
        sparse_y_pred: it.sparse_y_pred,
        axis: it.axis,
        threshold: None,
    };
}
