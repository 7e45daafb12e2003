//! Decoding of connectionist temporal classification: the labels that a sample of logits reads.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::log_softmax;

/// The most probable class of each step, without blanks and, if `merges`, what repeats the step before; and the negative sum of
/// the logits of these classes.
pub(crate) fn greedy(logits: &[f32], classes: usize, blank: usize, merges: bool) -> (Vec<usize>, f32) {
    let (mut labels, mut sum, mut last) = (vec![], 0.0, None);
    for step in logits.chunks_exact(classes) {
        let best = (1..classes).fold(0, |best, class| if step[class] > step[best] { class } else { best });
        sum += step[best];
        if best != blank && !(merges && last == Some(best)) {
            labels.push(best);
        }
        last = Some(best);
    }
    (labels, -sum)
}

/// Logarithms of the probabilities of all ways to read some labels that end with a label, and that end with a blank.
#[derive(Clone, Copy)]
struct Ways {
    label: f32,
    blank: f32,
}

impl Ways {
    const NONE: Self = Self { label: f32::NEG_INFINITY, blank: f32::NEG_INFINITY };

    fn all(self) -> f32 {
        log_add(self.label, self.blank)
    }
}

/// Prefix beam search: the most probable labels, those that are more so first, each with the logarithm of its probability. After
/// each step the `width` most probable beginnings are kept.
///
/// Source: Graves, "Supervised sequence labelling with recurrent neural networks" (2012), chapter 7.
pub(crate) fn beam_search(
    logits: &[f32],
    classes: usize,
    blank: usize,
    width: usize,
) -> Vec<(Vec<usize>, f32)> {
    let mut probabilities = vec![0.0; logits.len()];
    log_softmax::log_softmax(logits, classes, &mut probabilities);
    let mut beams = vec![(vec![], Ways { blank: 0.0, ..Ways::NONE })];
    for step in probabilities.chunks_exact(classes) {
        let mut next: HashMap<Vec<usize>, Ways> = HashMap::new();
        for (labels, ways) in &beams {
            let last = labels.last();
            for (class, &probability) in step.iter().enumerate() {
                if class == blank {
                    let same = next.entry(labels.clone()).or_insert(Ways::NONE);
                    same.blank = log_add(same.blank, ways.all() + probability);
                    continue;
                }
                if last == Some(&class) {
                    let same = next.entry(labels.clone()).or_insert(Ways::NONE);
                    same.label = log_add(same.label, ways.label + probability);
                }
                // Equal labels have a blank between them.
                let before = if last == Some(&class) { ways.blank } else { ways.all() };
                if before > f32::NEG_INFINITY {
                    let longer = [&labels[..], &[class]].concat();
                    let longer = next.entry(longer).or_insert(Ways::NONE);
                    longer.label = log_add(longer.label, before + probability);
                }
            }
        }
        beams = next.into_iter().collect();
        beams.sort_unstable_by(|(a, of_a), (b, of_b)| in_order((a, of_a.all()), (b, of_b.all())));
        beams.truncate(width);
    }
    beams.into_iter().map(|(labels, ways)| (labels, ways.all())).collect()
}

/// The more probable first; of those that are equally so, the one with the smaller class where they differ.
fn in_order((a, of_a): (&[usize], f32), (b, of_b): (&[usize], f32)) -> Ordering {
    let length = a.len().min(b.len());
    of_b.total_cmp(&of_a).then_with(|| a[..length].cmp(&b[..length])).then_with(|| b.len().cmp(&a.len()))
}

/// The logarithm of the sum of two numbers by their logarithms.
fn log_add(a: f32, b: f32) -> f32 {
    let (less, more) = (a.min(b), a.max(b));
    if less == f32::NEG_INFINITY { more } else { more + (less - more).exp().ln_1p() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All ways through the steps, added up by what they read.
    fn by_enumeration(probabilities: &[f32], classes: usize, blank: usize) -> HashMap<Vec<usize>, f64> {
        let steps = probabilities.len() / classes;
        let mut all = HashMap::new();
        for way in 0..classes.pow(steps as u32) {
            let class = |step: usize| way / classes.pow(step as u32) % classes;
            let probability: f64 =
                (0..steps).map(|step| f64::from(probabilities[step * classes + class(step)]).exp()).product();
            let mut classes_read: Vec<usize> = (0..steps).map(class).collect();
            classes_read.dedup();
            classes_read.retain(|&class| class != blank);
            *all.entry(classes_read).or_insert(0.0) += probability;
        }
        all
    }

    #[test]
    fn a_wide_beam_finds_the_probabilities_of_all_labels() {
        let (classes, blank) = (3, 1);
        let logits: Vec<f32> = (0..12).map(|i| (i as f32 * 1.3).sin() * 2.0).collect();
        let mut probabilities = vec![0.0; logits.len()];
        log_softmax::log_softmax(&logits, classes, &mut probabilities);
        let all = by_enumeration(&probabilities, classes, blank);
        let found = beam_search(&logits, classes, blank, 100);
        assert_eq!(found.len(), all.len());
        assert!(found.is_sorted_by(|a, b| a.1 >= b.1));
        for (labels, probability) in found {
            assert!((f64::from(probability.exp()) - all[&labels]).abs() < 1e-6, "{labels:?}");
        }
    }

    #[test]
    fn equal_labels_need_a_blank_between_them() {
        let logits = [0.0, 9.0, 0.0, 9.0, 9.0, 0.0, 0.0, 9.0];
        assert_eq!(greedy(&logits, 2, 0, true), (vec![1, 1], -36.0));
        assert_eq!(greedy(&logits, 2, 0, false).0, [1, 1, 1]);
        assert_eq!(beam_search(&logits, 2, 0, 5)[0].0, [1, 1]);
    }
}
