//! Intersection over union (IoU).

mod overlap;

use overlap::{Overlap, Reading};

use super::{Metric, one_or_more, threshold};
use crate::Result;
use crate::autodiff::Tensor;
use crate::config::{Config, ToObject, Value};
use crate::losses::{Direction, LabelForm, LabelRange, Scale};
use crate::shape::{DType, List, Spec};

/// The most classes of which the mean is taken.
const MOST: usize = 256;

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

/// Constructors: with so many classes, and the mean of these.
macro_rules! new {
    ($($some:ident, $all:ident: $sparse_y_pred:literal $(, $sparse_y_true:ident)?;)*) => {$(
        impl $some {
            /// Of so many classes, with the mean of these.
            pub fn new(num_classes: usize, target_class_ids: impl Into<List<usize, MOST>>) -> Self {
                Self {
                    num_classes,
                    target_class_ids: target_class_ids.into(),
                    dtype: DType::Int,
                    ignore_class: None,
                    $($sparse_y_true: true,)?
                    sparse_y_pred: $sparse_y_pred,
                    axis: -1,
                    overlaps: Vec::new(),
                }
            }
        }

        impl $all {
            /// Of so many classes.
            pub const fn new(num_classes: usize) -> Self {
                Self {
                    num_classes,
                    dtype: DType::Int,
                    ignore_class: None,
                    $($sparse_y_true: true,)?
                    sparse_y_pred: $sparse_y_pred,
                    axis: -1,
                    overlaps: Vec::new(),
                }
            }
        }
    )*};
}

new! {
    IoU, MeanIoU: true, sparse_y_true;
    OneHotIoU, OneHotMeanIoU: false;
}

macro_rules! overlaps {
    ($($metric:ident: |$it:ident| $reading:expr;)*) => {$(
        impl $metric {
            fn reading(&self) -> Reading {
                let $it = self;
                $reading
            }
        }

        impl Metric for $metric {
            fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
                let mut overlaps = std::mem::take(&mut self.overlaps);
                self.reading().add(&mut overlaps, y_true, y_pred, sample_weight);
                self.overlaps = overlaps;
            }

            fn result(&self) -> f64 {
                self.reading().result(&self.overlaps)
            }

            fn reset(&mut self) {
                self.overlaps.clear();
            }

            fn state(&self) -> Option<Vec<f64>> {
                Some(self.overlaps.as_flattened().to_vec())
            }

            fn restore(&mut self, state: &[f64]) -> bool {
                let (overlaps, rest) = state.as_chunks();
                let fits = rest.is_empty() && [0, self.reading().num_classes].contains(&overlaps.len());
                if fits {
                    self.overlaps = overlaps.to_vec();
                }
                fits
            }

            fn direction(&self) -> Option<Direction> {
                Some(Direction::Max)
            }

            fn to_json(&self) -> Result<Value> {
                self.to_object()
            }

            fn label_form(&self) -> LabelForm {
                let reading = self.reading();
                match (reading.sparse_y_true, reading.sparse_y_pred) {
                    (true, true) | (false, false) => LabelForm::Same,
                    (true, false) if reading.axis == -1 => LabelForm::Classes,
                    _ => LabelForm::Either,
                }
            }

            fn labels(&self, _: &Spec) -> LabelRange {
                if self.reading().threshold.is_some() { LabelRange::Binary } else { LabelRange::Any }
            }

            fn scale(&self, _: &Spec) -> Scale {
                if self.reading().threshold.is_some() { Scale::Probability } else { Scale::Identity }
            }

            fn check(&self, _: &Spec) -> Result<()> {
                self.reading().check()
            }
        }
    )*};
}

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
