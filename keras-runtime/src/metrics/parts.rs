//! Names of the values of metrics of several: `precision[0.3]`, `f1_score[2]`.

use std::cmp::Ordering;

use super::width;
use crate::shape::Spec;

/// The name of one value of a metric.
pub fn part_name(metric: &str, part: &str) -> String {
    format!("{metric}[{part}]")
}

/// The metric that a name is one value of, if it has several.
pub fn whole(name: &str) -> Option<&str> {
    name.strip_suffix(']')?.split_once('[').map(|(whole, _)| whole)
}

/// The alphabetical order, in which the values of a metric stay in theirs, behind that of all.
pub fn by_name(a: &str, b: &str) -> Ordering {
    let key = |name| (whole(name).unwrap_or(name), whole(name).is_some());
    key(a).cmp(&key(b))
}

/// The numbers of the classes of an output; none of one that is not known.
pub(super) fn of_classes(output: &Spec) -> Vec<String> {
    (0..width(output).unwrap_or(0)).map(|class| class.to_string()).collect()
}
