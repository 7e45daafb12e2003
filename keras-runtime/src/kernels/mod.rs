//! Loops over slices: products, pointwise functions, reductions. All SIMD and all `unsafe` live here.
//!
//! The best vector instructions of the machine are chosen when the program runs. The environment variable
//! `KERAS_KERNEL`, one of `portable`, `avx2`, `avx512` and `neon`, chooses others; a name that the machine cannot run
//! is as if it were not set.
//!
//! Denormal numbers, below [`f32::MIN_POSITIVE`], count as 0 while a thread works for the library, and only then: most
//! machines compute with them up to a hundred times slower than with others.

pub(crate) mod activation;
pub mod affine;
mod aligned;
pub(crate) mod attention;
pub mod colour;
pub mod convolution;
pub(crate) mod cross_entropy;
pub(crate) mod ctc;
pub(crate) mod ctc_decode;
pub(crate) mod cumulative;
pub(crate) mod denormals;
pub mod depthwise;
mod dual;
pub(crate) mod fourier;
pub(crate) mod histogram;
pub mod homography;
mod isa;
pub(crate) mod linalg;
pub(crate) mod log_softmax;
pub mod matmul;
pub mod normalization;
pub(crate) mod optimizer;
pub(crate) mod orthonormal;
pub mod padding;
pub(crate) mod parallel;
pub mod pointwise;
pub mod pooling;
pub(crate) mod positions;
mod prefetch;
pub mod random;
pub(crate) mod recurrence;
pub(crate) mod reduce;
pub mod resample;
pub mod rows;
pub(crate) mod scratch;
pub(crate) mod search;
mod simd;
pub(crate) mod sort;
pub(crate) mod special;
mod spin_pool;
pub(crate) mod strided;
mod tap_map;
mod window_geometry;
pub mod windows;

pub use aligned::Aligned;
pub use parallel::set_num_threads;
pub(crate) use prefetch::prefetch;
