//! Against plain loops, on lengths around those of vectors.

use super::*;

fn values(len: usize) -> Vec<f32> {
    (0..len).map(|i| ((i * 7919) % 1009) as f32 / 100.0 - 5.0).collect()
}

/// Rows × columns.
fn shapes() -> Vec<(usize, usize)> {
    let mut shapes = vec![(3, 100), (1, 1000), (150, 3)];
    shapes.extend((1..=20).flat_map(|cols| [(1, cols), (5, cols)]));
    if !cfg!(miri) {
        shapes.extend([(700, 300), (100_003, 3), (2, 100_003)]);
    }
    shapes
}

fn on_three_threads(test: impl FnOnce() + Send) {
    rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap().install(test);
}

#[test]
fn softmax_is_exponentials_over_their_sum() {
    for (rows, cols) in shapes() {
        let x = values(rows * cols);
        for isa in Isa::available() {
            let mut y = vec![f32::NAN; x.len()];
            softmax_on(isa, &x, cols, &mut y);
            for (x, y) in x.chunks(cols).zip(y.chunks(cols)) {
                let sum: f64 = x.iter().map(|&x| f64::from(x).exp()).sum();
                for (&x, &y) in x.iter().zip(y) {
                    let expected = f64::from(x).exp() / sum;
                    assert!((f64::from(y) - expected).abs() <= 1e-5 * expected);
                }
            }
        }
    }
}

#[test]
fn softmax_survives_what_overflows_alone_and_nan_fills_its_row() {
    let mut y = [0.0; 6];
    softmax_rows(&[1e30, 0.0, f32::NEG_INFINITY, 1.0, f32::NAN, 1.0], 3, &mut y);
    assert_eq!(y[..3], [1.0, 0.0, 0.0]);
    assert!(y[3..].iter().all(|y| y.is_nan()));
}

#[test]
fn the_gradient_of_softmax_is_what_a_weight_gains_above_the_mean() {
    for (rows, cols) in shapes() {
        let (mut y, dy) = (vec![0.0; rows * cols], values(rows * cols));
        softmax_rows(&values(rows * cols), cols, &mut y);
        let mut dx = dy.clone();
        softmax_gradient(&y, cols, &mut dx);
        for ((y, dy), dx) in y.chunks(cols).zip(dy.chunks(cols)).zip(dx.chunks(cols)) {
            let mean: f64 = y.iter().zip(dy).map(|(&y, &dy)| f64::from(y) * f64::from(dy)).sum();
            for ((&y, &dy), &dx) in y.iter().zip(dy).zip(dx) {
                let expected = f64::from(y) * (f64::from(dy) - mean);
                assert!((f64::from(dx) - expected).abs() <= 1e-5 * f64::from(y) + 1e-7);
            }
        }
    }
}

#[test]
fn of_nothing_nothing_is_computed() {
    softmax_rows(&[], 0, &mut []);
    softmax_gradient(&[], 0, &mut []);
    add_column_sums(&[], &mut [0.0; 2]);
    gather_rows(&[], 0, &[], &mut []);
    scatter_rows(&[], 0, &[], &mut []);
    transpose(&[], 0, 2, &mut []);
}

#[test]
fn column_sums_are_added_to_what_is_there() {
    for (rows, cols) in shapes() {
        let x = values(rows * cols);
        let mut out = vec![0.25; cols];
        add_column_sums(&x, &mut out);
        for (j, out) in out.into_iter().enumerate() {
            let column = || x[j..].iter().step_by(cols).map(|&x| f64::from(x));
            let tolerance = 1e-6 * column().map(f64::abs).sum::<f64>() + 1e-6;
            assert!((f64::from(out) - 0.25 - column().sum::<f64>()).abs() <= tolerance);
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_sum() {
    let (rows, cols) = if cfg!(miri) { (30, 3) } else { (100_003, 3) };
    let x = values(rows * cols);
    let compute = || {
        let (mut columns, mut y) = (vec![0.0; cols], vec![0.0; x.len()]);
        add_column_sums(&x, &mut columns);
        softmax_rows(&x, cols, &mut y);
        (columns, y)
    };
    let here = compute();
    on_three_threads(|| assert!(compute() == here));
}

#[test]
fn a_transposed_matrix_has_rows_for_columns() {
    on_three_threads(|| {
        for (rows, cols) in shapes() {
            let x = values(rows * cols);
            let mut y = vec![f32::NAN; x.len()];
            transpose(&x, rows, cols, &mut y);
            for i in 0..rows {
                for j in 0..cols {
                    assert_eq!(y[j * rows + i], x[i * cols + j]);
                }
            }
        }
    });
}

/// Rows of a table of eleven, some named often and some never.
fn ids(len: usize) -> Vec<f32> {
    (0..len).map(|i| (i * i % 11) as f32).collect()
}

#[test]
fn gathered_rows_are_those_that_the_ids_name() {
    on_three_threads(|| {
        for (rows, cols) in shapes() {
            let (table, ids) = (values(11 * cols), ids(rows));
            let mut y = vec![f32::NAN; rows * cols];
            gather_rows(&table, cols, &ids, &mut y);
            for (y, id) in y.chunks(cols).zip(ids) {
                assert_eq!(y, &table[id as usize * cols..][..cols]);
            }
        }
    });
}

#[test]
fn scattered_rows_are_added_up_in_order_whatever_the_number_of_threads() {
    for (rows, cols) in shapes() {
        let (dy, ids) = (values(rows * cols), ids(rows));
        let scatter = || {
            let mut table = vec![0.25; 11 * cols];
            scatter_rows(&dy, cols, &ids, &mut table);
            table
        };
        let mut expected = vec![0.25; 11 * cols];
        for (dy, id) in dy.chunks(cols).zip(&ids) {
            for (j, dy) in dy.iter().enumerate() {
                expected[*id as usize * cols + j] += dy;
            }
        }
        assert_eq!(scatter(), expected);
        on_three_threads(|| assert_eq!(scatter(), expected));
    }
}

#[test]
fn the_rows_of_matrices_lie_side_by_side_and_an_index_is_a_row_with_a_one() {
    let (a, b, c): (Vec<f32>, Vec<f32>, [f32; 0]) =
        ((0..15).map(|i| i as f32).collect(), (0..35).map(|i| 100.0 + i as f32).collect(), []);
    let mut y = vec![f32::NAN; 50];
    concatenate(&[(&a, 3), (&c, 0), (&b, 7)], &mut y);
    for (at, &y) in y.iter().enumerate() {
        let (row, col) = (at / 10, at % 10);
        assert_eq!(y, if col < 3 { a[row * 3 + col] } else { b[row * 7 + col - 3] });
    }
    let ids = [2.0, 0.0, 4.0];
    let mut y = [f32::NAN; 15];
    one_hot(&ids, 5, &mut y);
    assert!((0..15).all(|at| y[at] == f32::from(ids[at / 5] == (at % 5) as f32)));
}

#[test]
fn a_diagonal_ends_with_the_shorter_side() {
    for (rows, cols) in [(3, 3), (2, 5), (7, 3), (1, 1)] {
        let mut matrix = vec![2.0; rows * cols];
        fill_diagonal(&mut matrix, cols, 9.0);
        assert!((0..rows * cols).all(|at| matrix[at] == if at / cols == at % cols { 9.0 } else { 2.0 }));
    }
}
