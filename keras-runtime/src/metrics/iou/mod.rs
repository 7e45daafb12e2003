//! Intersection over union (IoU).

mod binary;
mod one_hot;
mod overlap;
mod sparse;

pub use binary::BinaryIoU;
pub use one_hot::{OneHotIoU, OneHotMeanIoU};
pub use sparse::{IoU, MeanIoU};

use overlap::{Overlap, Reading};

/// The most classes of which the mean is taken.
const MOST: usize = 256;

/// Makes metrics, whose field `overlaps` has what was read, of how each of them reads.
macro_rules! overlaps {
    ($($metric:ident: |$it:ident| $reading:expr;)*) => {$(
        const _: () = {
            use $crate::Result;
            use $crate::autodiff::Tensor;
            use $crate::config::{ToObject, Value};
            use $crate::losses::{Direction, LabelForm, LabelRange, Scale};
            use $crate::metrics::Metric;
            use $crate::shape::Spec;

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
        };
    )*};
}

use overlaps;

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

use new;
