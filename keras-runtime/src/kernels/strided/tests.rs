use super::*;

/// A view of numbers that count from 0, against the place that the definition gives for each index.
fn check(sizes: [usize; 3], start: usize, strides: [isize; 3], len: usize) {
    let x: Vec<f32> = (0..len).map(|i| i as f32).collect();
    let mut expected = Vec::new();
    for i in 0..sizes[0] {
        for j in 0..sizes[1] {
            for k in 0..sizes[2] {
                let steps = [i, j, k].into_iter().zip(strides).map(|(at, stride)| at as isize * stride);
                expected.push(x[start.wrapping_add_signed(steps.sum())]);
            }
        }
    }
    let view = Strided::new([start], (0..3).rev().map(|axis| (sizes[axis], [strides[axis]])));
    let mut y = vec![f32::NAN; expected.len()];
    view.copy(&x, &mut y);
    assert_eq!(y, expected);
    view.add(&x, &mut y);
    assert!(y.iter().zip(&expected).all(|(y, x)| *y == 2.0 * x));
    let (mut dx, mut plain) = (vec![0.0; len], vec![0.0; len]);
    view.add_gradient(&y, &mut dx);
    expected.iter().zip(&y).for_each(|(&place, dy)| plain[place as usize] += dy);
    assert_eq!(dx, plain);
}

#[test]
fn a_view_is_what_its_strides_say() {
    for (sizes, start, strides) in [
        ([3, 5, 7], 0, [35, 7, 1]),
        ([7, 3, 5], 0, [1, 35, 7]),
        ([3, 5, 7], 28, [35, -7, 1]),
        ([3, 5, 7], 104, [-35, -7, -1]),
        ([3, 4, 5], 0, [5, 0, 1]),
        ([3, 5, 2], 0, [5, 1, 0]),
        ([3, 1, 4], 2, [35, 9, 1]),
        ([1, 1, 1], 6, [0, 0, 0]),
        ([3, 0, 5], 0, [1, 1, 1]),
    ] {
        check(sizes, start, strides, 105);
    }
}

#[test]
fn axes_along_which_all_inputs_go_on_alike_are_one_run() {
    let walk = Strided::new([0, 0], [(4, [1, 0]), (3, [4, 0]), (2, [12, 1])]);
    let mut runs = Vec::new();
    walk.runs(|run| runs.push(run));
    let run = |i| Run { start: 12 * i, len: 12, inputs: [12 * i, i], steps: [1, 0] };
    assert_eq!(runs, [run(0), run(1)]);
}

#[test]
fn numbers_that_stand_still_meet_each_of_the_others() {
    let (condition, a, b): (Vec<f32>, Vec<f32>, Vec<f32>) = (
        (0..5).map(|i| (i % 2) as f32).collect(),
        (0..15).map(|i| i as f32 + 1.0).collect(),
        (0..3).map(|i| -(i as f32) - 1.0).collect(),
    );
    // A column of 5, a matrix of 3 rows and a column of 3, each broadcast to 3 by 5.
    let walk = Strided::new([0, 0, 0], [(5, [1, 1, 0]), (3, [0, 5, 1])]);
    let mut y = [f32::NAN; 15];
    walk.choose([&condition, &a, &b], &mut y);
    let dy: Vec<f32> = (0..15).map(|i| (i * 7 % 11) as f32).collect();
    let (mut by_a, mut by_b, mut expected) = ([0.0; 15], [0.0; 3], [0.0; 3]);
    walk.add_chosen(1, &condition, &dy, &mut by_a);
    walk.add_chosen(2, &condition, &dy, &mut by_b);
    for at in 0..15 {
        let is_a = condition[at % 5] != 0.0;
        assert_eq!(y[at], if is_a { a[at] } else { b[at / 5] });
        assert_eq!(by_a[at], if is_a { dy[at] } else { 0.0 });
        expected[at / 5] += if is_a { 0.0 } else { dy[at] };
    }
    assert_eq!(by_b, expected);
    let walk = Strided::new([0, 0], [(5, [1, 0]), (3, [5, 1])]);
    let slopes = |a: f32, b: f32, y: f32| [b + y, a - y];
    let mut product = [f32::NAN; 15];
    walk.zip(&a, &b, &mut product, |a, b| a * b);
    let (mut by_a, mut by_b, mut scaled, mut expected) = ([0.0; 15], [0.0; 3], dy.clone(), [0.0; 3]);
    walk.add_gradient::<0>([&a, &b], &product, &dy, slopes, &mut by_a);
    walk.add_gradient::<1>([&a, &b], &product, &dy, slopes, &mut by_b);
    walk.scale_gradient([&a, &b], &product, &mut scaled, slopes);
    for at in 0..15 {
        assert_eq!(product[at], a[at] * b[at / 5]);
        assert_eq!([by_a[at], scaled[at]], [dy[at] * (b[at / 5] + product[at]); 2]);
        expected[at / 5] += dy[at] * (a[at] - product[at]);
    }
    assert_eq!(by_b, expected);
}
