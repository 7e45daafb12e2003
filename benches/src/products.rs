//! Products of matrices, against `gemm`, `faer` and `matrixmultiply`.
#![allow(unsafe_code, reason = "two of the others take pointers")]

use keras_runtime::kernels::matmul::{Epilogue, Matrix, matmul};
use rayon::ThreadPoolBuilder;

use crate::table::{Contestant, Table, Work, repeat};

/// Which operand lies transposed.
#[derive(Clone, Copy, PartialEq)]
enum Turned {
    Neither,
    Left,
    Right,
}

pub fn rows(table: &mut Table) {
    let square = [64, 96, 128, 192, 256, 384, 512, 768, 1024, 2048].map(|n| ([n, n, n], Turned::Neither));
    let thin = [
        ([128, 512, 10], Turned::Neither),
        ([1, 784, 512], Turned::Neither),
        ([100_352, 9, 32], Turned::Neither),
        ([288, 73_728, 64], Turned::Left),
        ([32, 512, 128], Turned::Right),
    ];
    let mut threads = vec![1, table.threads()];
    threads.dedup();
    for threads in threads {
        for (sizes, turned) in square.into_iter().chain(thin) {
            row(table, sizes, turned, threads);
        }
    }
}

/// `(rows × depth) · (depth × cols)`
fn row(table: &Table, [rows, depth, cols]: [usize; 3], turned: Turned, threads: usize) {
    let kind = match turned {
        Turned::Neither => "",
        Turned::Left => "TN ",
        Turned::Right => "NT ",
    };
    let name = format!("product {kind}{rows}x{depth}x{cols}, threads: {threads}");
    if !table.wants(&name) {
        return;
    }
    let numbers = |count: usize| (0..count).map(|i| (i as f32).sin()).collect::<Vec<f32>>();
    let (a, b) = (numbers(rows * depth), numbers(depth * cols));
    let (a, b) = (&a, &b);
    let [mut ours, mut theirs, mut faers, mut last] = [(); 4].map(|()| vec![0.0_f32; rows * cols]);
    // How far apart neighbours are, down and across.
    let a_strides = if turned == Turned::Left { [1, rows as isize] } else { [depth as isize, 1] };
    let b_strides = if turned == Turned::Right { [1, depth as isize] } else { [cols as isize, 1] };

    let ours = move || {
        let a = match turned {
            Turned::Left => Matrix::new(a, depth, rows).t(),
            _ => Matrix::new(a, rows, depth),
        };
        let b = match turned {
            Turned::Right => Matrix::new(b, cols, depth).t(),
            _ => Matrix::new(b, depth, cols),
        };
        matmul(&mut ours, a, b, 0.0, Epilogue::default());
    };
    let gemm = move || {
        let parallelism = match threads {
            1 => gemm::Parallelism::None,
            _ => gemm::Parallelism::Rayon(threads),
        };
        let (out, [a_down, a_across], [b_down, b_across]) = (theirs.as_mut_ptr(), a_strides, b_strides);
        // SAFETY: the pointers are to matrices of the sizes and strides that are told.
        unsafe {
            gemm::gemm(
                rows,
                cols,
                depth,
                out,
                1,
                cols as isize,
                false,
                a.as_ptr(),
                a_across,
                a_down,
                b.as_ptr(),
                b_across,
                b_down,
                0.0,
                1.0,
                false,
                false,
                false,
                parallelism,
            );
        }
    };
    let faer = move || {
        use faer::{Accum, MatMut, MatRef, Par};
        let a = match turned {
            Turned::Left => MatRef::from_row_major_slice(a, depth, rows).transpose(),
            _ => MatRef::from_row_major_slice(a, rows, depth),
        };
        let b = match turned {
            Turned::Right => MatRef::from_row_major_slice(b, cols, depth).transpose(),
            _ => MatRef::from_row_major_slice(b, depth, cols),
        };
        let out = MatMut::from_row_major_slice_mut(&mut faers, rows, cols);
        let par = if threads == 1 { Par::Seq } else { Par::rayon(threads) };
        faer::linalg::matmul::matmul(out, Accum::Replace, a, b, 1.0, par);
    };
    let matrixmultiply = move || {
        let ([a_down, a_across], [b_down, b_across]) = (a_strides, b_strides);
        // SAFETY: as above.
        unsafe {
            matrixmultiply::sgemm(
                rows,
                depth,
                cols,
                1.0,
                a.as_ptr(),
                a_down,
                a_across,
                b.as_ptr(),
                b_down,
                b_across,
                0.0,
                last.as_mut_ptr(),
                cols as isize,
                1,
            );
        }
    };

    let pool = &ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be had");
    let mut contestants =
        vec![inside(pool, "ours", ours), inside(pool, "gemm", gemm), inside(pool, "faer", faer)];
    if threads == 1 {
        contestants.push(inside(pool, "matrixmultiply", matrixmultiply));
    }
    let flops = 2 * (rows * depth * cols) as u64;
    table.row(&Work { name: &name, flops, single: threads == 1, memory: None }, contestants);
}

/// A contestant who works in a thread of `pool`, and so finds as many threads as there are in it.
fn inside<'a>(
    pool: &'a rayon::ThreadPool,
    name: &'static str,
    work: impl FnMut() + Send + 'a,
) -> Contestant<'a> {
    let mut turn = repeat(work);
    (name, Box::new(move || pool.install(&mut turn)))
}
