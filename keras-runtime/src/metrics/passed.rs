//! Outputs by how many thresholds they exceed.

use super::confusion::MOST;
use crate::shape::List;

/// Thresholds from the lowest to the highest.
#[derive(Clone, Debug)]
pub enum Thresholds {
    /// So many, spread evenly from 0 to 1. If they are `open`, the outermost lie just outside: all outputs exceed the first,
    /// none the last.
    Even { count: usize, open: bool },
    /// These, in order.
    Sorted(Vec<f32>),
}

impl Thresholds {
    /// These thresholds, with one below 0 and one above 1.
    pub fn open(thresholds: &List<f32, MOST>) -> Self {
        let mut sorted: Vec<f32> = thresholds.iter().collect();
        sorted.extend([f32::NEG_INFINITY, f32::INFINITY]);
        sorted.sort_by(f32::total_cmp);
        Self::Sorted(sorted)
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Even { count, .. } => *count,
            Self::Sorted(thresholds) => thresholds.len(),
        }
    }

    /// How many of them a probability exceeds.
    fn below(&self, p: f32) -> usize {
        match self {
            Self::Even { count, open } => {
                ((p.clamp(0.0, 1.0) * (count - 1) as f32).ceil() as usize).max(usize::from(*open))
            }
            Self::Sorted(thresholds) => thresholds.partition_point(|&threshold| p > threshold),
        }
    }
}

/// By the number of thresholds that an output exceeds: the weight of those labelled 0, and of those labelled 1.
#[derive(Clone, Debug, Default)]
pub struct Passed(Vec<[f64; 2]>);

impl Passed {
    pub fn new(thresholds: &Thresholds) -> Self {
        Self(vec![[0.0; 2]; thresholds.len() + 1])
    }

    pub fn add(&mut self, thresholds: &Thresholds, p: f32, truth: bool, weight: f64) {
        self.0[thresholds.below(p)][usize::from(truth)] += weight;
    }

    /// The weight of all that is labelled 0, and of all that is labelled 1.
    pub fn totals(&self) -> [f64; 2] {
        [0, 1].map(|label| self.0.iter().map(|weight| weight[label]).sum())
    }

    /// The false and the true positives at each threshold, from the highest to the lowest.
    pub fn points(&self) -> impl Iterator<Item = [f64; 2]> + '_ {
        self.0.iter().skip(1).rev().scan([0.0; 2], |sum, weight| {
            *sum = [sum[0] + weight[0], sum[1] + weight[1]];
            Some(*sum)
        })
    }

    pub fn state(&self) -> impl Iterator<Item = f64> + '_ {
        self.0.as_flattened().iter().copied()
    }

    /// Those of each label whose [`state`](Self::state) these are, one after the other, if they are some.
    pub fn of_state(thresholds: &Thresholds, state: &[f64]) -> Option<Vec<Self>> {
        let (passed, rest) = state.as_chunks();
        let labels = passed.chunks_exact(thresholds.len() + 1);
        let fits = rest.is_empty() && labels.remainder().is_empty();
        fits.then(|| labels.map(|label| Self(label.to_vec())).collect())
    }
}
