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
mod sums;
#[cfg(test)]
mod tests;
mod tiles;
mod vector;

pub(in crate::kernels) use self::sums::{Ahead, Finish, Sums, places};
pub(in crate::kernels) use self::vector::Vector;
use crate::kernels::isa::Isa;

pub(super) use dots::Dots;
pub(in crate::kernels) use tiles::{Block, Left, Right};

/// The size of an instruction set's tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::kernels) struct Shape {
    /// Rows of a full tile.
    pub rows: usize,
    /// Columns of a full tile.
    pub cols: usize,
    /// Columns of one vector; a tile at the right edge is a whole number of them wide.
    pub lanes: usize,
    /// The rows from which on it pays to pack a right operand.
    pub rows_to_pack: usize,
}

impl Shape {
    const fn of<V: Vector>() -> Self {
        Self {
            rows: V::TILE_ROWS,
            cols: V::TILE_VECTORS * V::LANES,
            lanes: V::LANES,
            rows_to_pack: V::ROWS_TO_PACK,
        }
    }
}

/// The size of `isa`'s tile.
pub(in crate::kernels) fn shape(isa: Isa) -> Shape {
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

/// A loop over vectors, compiled for each instruction set.
pub(in crate::kernels) trait Work {
    /// Runs the loop; inlined, so that it is compiled with the instructions of the caller.
    ///
    /// # Safety
    ///
    /// The instructions of `V` are enabled, and what the work itself asks for is so.
    unsafe fn run<V: Vector>(self);
}

/// Runs `work` with the instructions of `isa`.
///
/// # Safety
///
/// The machine has `isa`, and what the work itself asks for is so.
pub(in crate::kernels) unsafe fn run(isa: Isa, work: impl Work) {
    // SAFETY: promised by the caller.
    unsafe {
        match isa {
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => avx512::run(work),
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => avx2::run(work),
            #[cfg(target_arch = "aarch64")]
            Isa::Neon => neon::run(work),
            Isa::Portable => portable::run(work),
        }
    }
}
