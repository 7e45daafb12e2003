//! The innermost loops, written once over a [`Vector`] and compiled for each instruction set.
//!
//! A tile of `ROWS` × `VECTORS` registers gathers a small part of the product: for each step in depth, a few
//! vectors of the right operand are loaded and each is multiplied by one value a row of the left operand
//! (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008; Van Zee and van de Geijn,
//! "BLIS: a framework for rapidly instantiating BLAS functionality", 2015).
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod dots;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;
mod tiles;
mod vector;

use self::vector::Vector;
use super::Matrix;
use crate::kernels::isa::Isa;

pub(super) use tiles::{Block, Left, Right};

/// The size of an instruction set's tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Rows of a full tile.
    pub rows: usize,
    /// Columns of a full tile.
    pub cols: usize,
    /// Columns of one vector; a tile at the right edge is a whole number of them wide.
    pub lanes: usize,
}

impl Shape {
    const fn of<V: Vector>() -> Self {
        Self { rows: V::TILE_ROWS, cols: V::TILE_VECTORS * V::LANES, lanes: V::LANES }
    }
}

/// A row times some of the columns of a matrix that lie dense in memory:
/// `out[j] = sum(row * column j) + beta * out[j] + bias[j]`.
pub(super) struct Dots<'a> {
    pub row: &'a [f32],
    pub columns: Matrix<'a>,
    pub beta: f32,
    pub bias: Option<&'a [f32]>,
}

/// The size of `isa`'s tile.
pub(super) fn shape(isa: Isa) -> Shape {
    match isa {
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 => Shape::of::<avx512::Lanes>(),
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2 => Shape::of::<avx2::Lanes>(),
        #[cfg(target_arch = "aarch64")]
        Isa::Neon => Shape::of::<neon::Lanes>(),
        Isa::Portable => Shape::of::<portable::Lanes>(),
    }
}

/// Computes a block of a product.
///
/// # Safety
///
/// The machine has `isa`, and the block keeps the promises of [`Block`].
pub(super) unsafe fn block(isa: Isa, block: &Block<'_>) {
    // SAFETY: promised by the caller.
    unsafe {
        match isa {
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => avx512::block(block),
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => avx2::block(block),
            #[cfg(target_arch = "aarch64")]
            Isa::Neon => neon::block(block),
            Isa::Portable => portable::block(block),
        }
    }
}

/// Computes a part of a row of a product, one value a column of `dots`.
///
/// # Safety
///
/// The machine has `isa`.
pub(super) unsafe fn dots(isa: Isa, dots: &Dots<'_>, out: &mut [f32]) {
    // SAFETY: promised by the caller.
    unsafe {
        match isa {
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => avx512::dots(dots, out),
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => avx2::dots(dots, out),
            #[cfg(target_arch = "aarch64")]
            Isa::Neon => neon::dots(dots, out),
            Isa::Portable => portable::dots(dots, out),
        }
    }
}
