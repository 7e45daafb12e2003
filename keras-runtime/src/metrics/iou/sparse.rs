//! IoU of numbers of classes.

use super::{MOST, Overlap, Reading, new, overlaps};
use crate::config::Config;
use crate::metrics::one_or_more;
use crate::shape::{DType, List};

/// Intersection over union (IoU) of some classes: of the places that are a class or are said to be, the part that is both.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{IoU, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), IoU::new(2, [0]));
/// metric.update(&tape.array(&[0.0, 0.0, 1.0, 1.0]), &tape.array(&[0.0, 1.0, 0.0, 1.0]), None);
/// assert_eq!(format!("{:.4}", metric.result()), "0.3333");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…)`, numbers of classes; one-hot `(…, num_classes)` unless `sparse_y_true` |
/// | `y_pred` | `(…)`, numbers of classes; `(…, num_classes)`, probabilities or logits, unless `sparse_y_pred` |
/// | result | one number, the mean over the target classes that occur |
///
/// Classes that do not exist, in labels or outputs, count nowhere. Weights count as they are; Keras rounds them down to
/// whole numbers unless it is told `dtype = float32`.
///
/// As [`keras.metrics.IoU`](https://keras.io/api/metrics/segmentation_metrics/#iou-class).
#[doc(alias("Jaccard", "iou"))]
#[derive(Config, Clone, Debug)]
#[config(metric)]
pub struct IoU {
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
    /// Whether labels are numbers of classes.
    #[default(true)]
    sparse_y_true: bool,
    /// Whether the output is numbers of classes; otherwise the greatest is the class.
    #[default(true)]
    sparse_y_pred: bool,
    /// The axis of the classes.
    #[default(-1)]
    axis: isize,
    #[config(state)]
    #[default(Vec::new())]
    overlaps: Vec<Overlap>,
}

/// Mean intersection over union (mIoU) of all classes that occur.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{MeanIoU, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), MeanIoU::new(2).sparse_y_pred(false));
/// let y_pred = tape.array(&[[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7]]);
/// metric.update(&tape.array(&[0.0, 0.0, 1.0, 1.0]), &y_pred, None);
/// assert_eq!(format!("{:.4}", metric.result()), "0.3333");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…)`, numbers of classes; one-hot `(…, num_classes)` unless `sparse_y_true` |
/// | `y_pred` | `(…)`, numbers of classes; `(…, num_classes)`, probabilities or logits, unless `sparse_y_pred` |
/// | result | one number |
///
/// As [`keras.metrics.MeanIoU`](https://keras.io/api/metrics/segmentation_metrics/#meaniou-class).
#[doc(alias = "mIoU")]
#[derive(Config, Clone, Debug)]
#[config(metric)]
pub struct MeanIoU {
    /// The number of classes.
    #[config(check = one_or_more)]
    num_classes: usize,
    /// The type in which Keras counts: it changes nothing here.
    #[default(DType::Int)]
    dtype: DType,
    /// A class whose places count nowhere.
    ignore_class: Option<isize>,
    /// Whether labels are numbers of classes.
    #[default(true)]
    sparse_y_true: bool,
    /// Whether the output is numbers of classes; otherwise the greatest is the class.
    #[default(true)]
    sparse_y_pred: bool,
    /// The axis of the classes.
    #[default(-1)]
    axis: isize,
    #[config(state)]
    #[default(Vec::new())]
    overlaps: Vec<Overlap>,
}

new! { IoU, MeanIoU: true, sparse_y_true; }

overlaps! {
    IoU: |it| Reading {
        metric: Self::CLASS,
        num_classes: it.num_classes,
        targets: Some(it.target_class_ids.iter().collect()),
        ignore_class: it.ignore_class,
        sparse_y_true: it.sparse_y_true,
        sparse_y_pred: it.sparse_y_pred,
        axis: it.axis,
        threshold: None,
    };
    MeanIoU: |it| Reading {
        metric: Self::CLASS,
        num_classes: it.num_classes,
        targets: None,
        ignore_class: it.ignore_class,
        sparse_y_true: it.sparse_y_true,
        sparse_y_pred: it.sparse_y_pred,
        axis: it.axis,
        threshold: None,
    };
}
