use super::*;

fn numbers(len: usize, seed: usize) -> Vec<f32> {
    (0..len).map(|i| ((i * 37 + seed) % 23) as f32 / 8.0 - 1.375).collect()
}

/// What a reduction of each lane, one after the other, gives.
fn plain((before, along, after): Around, x: &[f32], of: impl Fn(&[f64]) -> f64) -> Vec<f32> {
    let lane = |i: usize, k: usize| -> Vec<f64> {
        (0..along).map(|j| x[(i * along + j) * after + k].into()).collect()
    };
    (0..before).flat_map(|i| (0..after).map(move |k| (i, k))).map(|(i, k)| of(&lane(i, k)) as f32).collect()
}

fn assert_near(found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-5 * expected.abs().max(1.0), "{found} is not {expected}");
    }
}

#[test]
fn each_reduction_is_its_definition_whatever_the_sizes() {
    for around @ (before, along, after) in
        [(1, 1, 1), (3, 5, 7), (1, 583, 1), (2, 17, 1), (5, 1, 3), (1, 9, 33)]
    {
        let x = numbers(before * along * after, 5);
        let check = |kernel: &dyn Fn(&mut [f32]), of: &dyn Fn(&[f64]) -> f64| {
            let mut y = vec![f32::NAN; before * after];
            kernel(&mut y);
            assert_near(&y, &plain(around, &x, of));
        };
        let average = |lane: &[f64]| lane.iter().sum::<f64>() / lane.len() as f64;
        let spread =
            |lane: &[f64]| lane.iter().map(|x| (x - average(lane)).powi(2)).sum::<f64>() / lane.len() as f64;
        let largest = |lane: &[f64]| lane.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        check(&|y| sum(around, &x, y), &|lane| lane.iter().sum());
        check(&|y| mean(around, &x, y), &average);
        check(&|y| product(around, &x, y), &|lane| lane.iter().product());
        check(&|y| variance(around, false, &x, y), &spread);
        check(&|y| variance(around, true, &x, y), &|lane| spread(lane).sqrt());
        check(&|y| extreme(around, 1.0, &x, y), &largest);
        check(&|y| extreme(around, -1.0, &x, y), &|lane| lane.iter().copied().fold(f64::INFINITY, f64::min));
        check(&|y| argmax(around, &x, y), &|lane| {
            lane.iter().position(|&x| x == largest(lane)).expect("it is one of them") as f64
        });
        let squares = x.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>();
        assert!((sum_of_squares(&x) - squares).abs() <= 1e-12 * squares.max(1.0));
    }
}

#[test]
fn normalized_lanes_have_length_one_and_gradients_that_keep_it() {
    for around @ (before, along, after) in [(3, 5, 7), (2, 17, 1), (1, 9, 33)] {
        let (x, dy) = (numbers(before * along * after, 3), numbers(before * along * after, 11));
        let (mut y, mut dx) = (vec![f32::NAN; x.len()], dy);
        l2_normalize(around, 1e-6, &x, &mut y);
        let ones = vec![1.0; before * after];
        assert_near(&plain(around, &y, |lane| lane.iter().map(|y| y * y).sum()), &ones);
        l2_normalize_gradient(around, 1e-6, &x, &y, &mut dx);
        let along_x: Vec<f32> = x.iter().zip(&dx).map(|(x, dx)| x * dx).collect();
        assert_near(&plain(around, &along_x, |lane| lane.iter().sum()), &vec![0.0; before * after]);
    }
}
