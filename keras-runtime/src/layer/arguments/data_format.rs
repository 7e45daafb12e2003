//! Padding of windows and the order of axes: the values of `padding` and `data_format`.

use crate::Result;
use crate::config::{Argument, Classes, Config, Value, from_word, to_word};
pub use crate::kernels::windows::Padding;
use crate::shape::{Fault, ShapeResult, Side};

const PADDINGS: [(&str, Padding); 3] =
    [("valid", Padding::Valid), ("same", Padding::Same), ("causal", Padding::Causal)];

impl Argument for Padding {
    fn to_json(&self) -> Result<Value> {
        Ok(to_word(self, &PADDINGS).unwrap_or_default())
    }

    fn from_json(value: &Value, _: &dyn Classes) -> Result<Self> {
        from_word(value, &PADDINGS)
    }
}

/// By mistake: of zero padding Keras's `padding` is numbers.
#[diagnostic::do_not_recommend]
impl Side for Padding {}

/// Data format: where the channels of an image are among its axes.
#[derive(Config, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataFormat {
    /// Behind all others: `(height, width, channels)`.
    ChannelsLast,
    /// Before all others, which Keras knows and this library does not.
    ChannelsFirst,
}

impl DataFormat {
    /// Refuses what is not there.
    pub const fn check(self) -> ShapeResult<()> {
        match self {
            DataFormat::ChannelsLast => ShapeResult::Ok(()),
            DataFormat::ChannelsFirst => ShapeResult::Err(
                Fault::new("takes channels last only, was given `data_format = channels_first`")
                    .help("put `Permute` before the model: `Permute((2, 3, 1))` for images")
                    .of_argument(),
            ),
        }
    }
}

/// The values of `padding` and `data_format`.
#[allow(non_upper_case_globals)]
pub mod words {
    use super::{DataFormat, Padding};

    /// No padding: windows stay inside their input.
    pub const valid: Padding = Padding::Valid;
    /// A window for every `strides` elements: half the padding on each side, the odd cell at the end.
    pub const same: Padding = Padding::Same;
    /// All padding before the beginning: no window sees what comes later.
    pub const causal: Padding = Padding::Causal;
    /// `(height, width, channels)`
    pub const channels_last: DataFormat = DataFormat::ChannelsLast;
    /// `(channels, height, width)`, which is refused.
    pub const channels_first: DataFormat = DataFormat::ChannelsFirst;
}
