//! Models: layers and how they are wired; and models as layers of other models.

/// What a macro asks of arguments about the brackets of their values, where nobody looks at these.
macro_rules! values_as_they_are {
    () => {
        #[doc(hidden)]
        pub const fn __one(self) -> Self {
            self
        }

        #[doc(hidden)]
        pub const fn __several(self) -> Self {
            self
        }

        #[doc(hidden)]
        pub const fn __pairs(self) -> Self {
            self
        }
    };
}

mod answers;
mod any;
mod claim;
mod from_config;
mod inference;
mod json;
pub(crate) mod keras_file;
mod masks;
mod named_call;
mod nested;
mod no_layer;
mod no_metric;
#[cfg(feature = "onnx")]
mod onnx;
mod picture;
mod plan;
mod pretrained;
mod questions;
mod sequential;
mod sound;
mod summary;
mod traits;
pub(crate) mod weights_file;
mod wiring;

pub use answers::Answers;
pub use any::AnyModel;
pub use claim::{claim, gather, gather_or_unknown};
pub(crate) use from_config::{CLASSES, from_json};
pub use named_call::NamedCall;
pub use nested::{BuiltModel, NestedArgs, nested_inputs, nested_outcome, nested_plan, no_config, only};
pub use no_layer::{
    A_CALLBACK, A_LOSS, A_METRIC, A_SCHEDULE, AN_OPTIMIZER, ArgumentKind, Choice, Choose, FromNoLayer,
    IN_FRONT, LayerKind, Made, NoLayer, OF_BOXES, OF_LABELS, OwnerKind, SAID, StandIn, UnknownNames,
    no_layer, owner, owns, unsaid,
};
pub use no_metric::{ChooseMetric, MetricKind, NoMetric, no_metric};
pub use picture::{PlotModel, Rankdir, model_to_dot, plot_model};
pub use plan::{Copied, Plan, build, visit, visit_mut};
pub use pretrained::{Pretrained, StoredLayer, check_weights};
pub use questions::{AllAnswers, Question, Questions};
pub use sequential::{Sequential, UnbuiltLayer};
pub use sound::{Asked, Beside, Sound};
pub use summary::Summary;
pub(crate) use traits::saved_weights;
pub use traits::{Checked, Field, Model, Source, Wire};
pub use wiring::{VisitNode, run, wired, wired_or_unknown, wires};
