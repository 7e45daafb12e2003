//! Direction of a score: whether less or more of it is better.

/// Direction of a loss or a metric: which of two values is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Direction {
    /// The smaller one, as of a loss.
    Min,
    /// The greater one, as of an accuracy.
    Max,
}

impl Direction {
    /// Whether `value` is better than `other`; NaN never is.
    pub fn is_better(self, value: f32, other: f32) -> bool {
        match self {
            Self::Min => value < other,
            Self::Max => value > other,
        }
    }
}
