//! Tiles of the sizes of every instruction set, also of those that the machine has not: in plain Rust, with as many
//! lanes, rows and registers in a row.

use super::portable::Group;
use super::{Block, Left, Right, Vector, Work};
use crate::kernels::matmul::Matrix;
use crate::kernels::matmul::pack::{self, LeftOperand};

fn values(len: usize, step: usize) -> Vec<f32> {
    (0..len).map(|i| (i * step % 23) as f32 - 11.0).collect()
}

/// Multiplies blocks of all sizes around those of a tile, their operands in place and packed.
fn assert_that_tiles_agree_with_plain_loops<V: Vector>() {
    let (height, width) = (V::TILE_ROWS, V::TILE_VECTORS * V::LANES);
    for depth in [1, 7] {
        for rows in (1..=2 * height + 1).filter(|rows| !cfg!(miri) || rows % 5 == 1) {
            for cols in (1..=2 * width + 1).filter(|cols| !cfg!(miri) || cols % 7 == 1) {
                let (a, b) = (values(rows * depth, 7), values(depth * cols, 5));
                let (left, right) = (Matrix::new(&a, rows, depth), Matrix::new(&b, depth, cols));
                let bias = values(cols, 3);
                let start = values(rows * cols, 11);
                let expected: Vec<f32> = (0..rows * cols)
                    .map(|i| {
                        let (row, col) = (i / cols, i % cols);
                        let product = (0..depth).map(|k| a[row * depth + k] * b[k * cols + col]).sum::<f32>();
                        product + 2.0 * start[i] + bias[col]
                    })
                    .collect();

                let mut packed_right = vec![f32::NAN; pack::right_len(depth, cols, V::LANES)];
                pack::pack_right(right, width, V::LANES, &mut packed_right);
                let mut packed_left = vec![f32::NAN; rows * depth];
                LeftOperand::pack(&left, 0..rows, 0..depth, height, &mut packed_left);
                for (left, is_short_row) in [
                    (Left::InPlace(left), false),
                    (Left::Packed(&packed_left), false),
                    (Left::InPlace(left), rows == 1),
                ] {
                    let mut out = start.clone();
                    let block = Block {
                        rows,
                        cols,
                        depth,
                        left,
                        right: Right { in_place: right, packed_from: 0, packed: &packed_right },
                        out: out.as_mut_ptr(),
                        out_stride: cols,
                        beta: 2.0,
                        bias: Some(&bias),
                        is_short_row,
                    };
                    // SAFETY: the lanes are plain Rust, and the operands and the result have the sizes that are told.
                    unsafe { (&block).run::<V>() };
                    assert_eq!(out, expected, "{rows} x {depth} x {cols}");
                }
            }
        }
    }
}

#[test]
fn tiles_as_large_as_those_of_avx_512_agree_with_plain_loops() {
    assert_that_tiles_agree_with_plain_loops::<Group<16, 14, 2>>();
}

#[test]
fn tiles_as_large_as_those_of_avx2_agree_with_plain_loops() {
    assert_that_tiles_agree_with_plain_loops::<Group<8, 6, 2>>();
}

#[test]
fn tiles_as_large_as_those_of_neon_agree_with_plain_loops() {
    assert_that_tiles_agree_with_plain_loops::<Group<4, 8, 3>>();
}
