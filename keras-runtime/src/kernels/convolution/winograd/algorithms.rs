//! Winograd's algorithms, along one axis: how three taps that move by one are computed with few multiplications.
//!
//! With `B`, `G` and `A` of Lavin and Gray, targets are `Aᵀ ((G g) ∘ (Bᵀ d))` of taps `g` and of the cells `d` that they
//! see. What targets contribute to the gradient by the taps is `Gᵀ ((A y) ∘ (Bᵀ d))`, where `y` is the gradient there.
#![allow(unsafe_code)]

use crate::kernels::matmul::micro::Vector;

/// An algorithm for `EDGE` neighbouring targets, which see `SIDE` cells: two more.
///
/// # Safety
///
/// The functions may be called where the instructions of `V` are enabled.
pub(super) trait Algorithm<const EDGE: usize, const SIDE: usize>: Copy + Sync {
    /// `Bᵀ d`
    unsafe fn seen<V: Vector>(self, cells: [V; SIDE]) -> [V; SIDE];

    /// `G g`
    unsafe fn weighted<V: Vector>(self, taps: [V; 3]) -> [V; SIDE];

    /// `Aᵀ m`
    unsafe fn targets<V: Vector>(self, products: [V; SIDE]) -> [V; EDGE];

    /// `A y`
    unsafe fn spread<V: Vector>(self, gradients: [V; EDGE]) -> [V; SIDE];

    /// `Gᵀ m`
    unsafe fn gathered<V: Vector>(self, products: [V; SIDE]) -> [V; 3];
}

/// `a - b`
#[inline(always)]
unsafe fn minus<V: Vector>(a: V, b: V) -> V {
    // SAFETY: promised by the caller.
    unsafe { b.times_plus(V::splat(-1.0), a) }
}

/// `a * factor`
#[inline(always)]
unsafe fn times<V: Vector>(a: V, factor: f32) -> V {
    // SAFETY: promised by the caller.
    unsafe { a.times_plus(V::splat(factor), V::splat(0.0)) }
}

/// `a * factor + b`
#[inline(always)]
unsafe fn times_plus<V: Vector>(a: V, factor: f32, b: V) -> V {
    // SAFETY: promised by the caller.
    unsafe { a.times_plus(V::splat(factor), b) }
}

/// F(2, 3): two targets from four products, by the points 0, 1, -1 and infinity.
#[derive(Clone, Copy)]
pub(super) struct Two;

impl Algorithm<2, 4> for Two {
    #[inline(always)]
    unsafe fn seen<V: Vector>(self, [a, b, c, d]: [V; 4]) -> [V; 4] {
        // SAFETY: promised by the caller.
        unsafe { [minus(a, c), b.plus(c), minus(c, b), minus(b, d)] }
    }

    #[inline(always)]
    unsafe fn weighted<V: Vector>(self, [a, b, c]: [V; 3]) -> [V; 4] {
        // SAFETY: promised by the caller.
        unsafe {
            let (outer, inner) = (times(a.plus(c), 0.5), times(b, 0.5));
            [a, outer.plus(inner), minus(outer, inner), c]
        }
    }

    #[inline(always)]
    unsafe fn targets<V: Vector>(self, [a, b, c, d]: [V; 4]) -> [V; 2] {
        // SAFETY: promised by the caller.
        unsafe { [a.plus(b).plus(c), minus(minus(b, c), d)] }
    }

    #[inline(always)]
    unsafe fn spread<V: Vector>(self, [a, b]: [V; 2]) -> [V; 4] {
        // SAFETY: promised by the caller.
        unsafe { [a, a.plus(b), minus(a, b), minus(V::splat(0.0), b)] }
    }

    #[inline(always)]
    unsafe fn gathered<V: Vector>(self, [a, b, c, d]: [V; 4]) -> [V; 3] {
        // SAFETY: promised by the caller.
        unsafe {
            let sum = b.plus(c);
            [times_plus(sum, 0.5, a), times(minus(b, c), 0.5), times_plus(sum, 0.5, d)]
        }
    }
}

/// F(4, 3): four targets from six products, by the points 0, ±[`NEAR`], ±[`FAR`] and infinity.
///
/// With these points the error of a result is about twice that of a sum in sequence; with 0, ±1, ±2, which most use, five
/// times (rounding errors of 32 and 128 channels of normal numbers, in the middle).
#[derive(Clone, Copy)]
pub(super) struct Four;

/// One is 1 over the other, which saves multiplications.
const NEAR: f32 = 2.0 / 3.0;
const FAR: f32 = 3.0 / 2.0;
const NEAR_2: f32 = 4.0 / 9.0;
const FAR_2: f32 = 9.0 / 4.0;
const NEAR_3: f32 = 8.0 / 27.0;
const FAR_3: f32 = 27.0 / 8.0;
/// `NEAR² + FAR²`
const SQUARES: f32 = 97.0 / 36.0;
/// `1 / (2 NEAR² (NEAR² - FAR²))` and `1 / (2 FAR² (FAR² - NEAR²))`
const NEAR_SHARE: f32 = -81.0 / 130.0;
const FAR_SHARE: f32 = 8.0 / 65.0;

/// `a + b` and `a - b`
#[inline(always)]
unsafe fn both_signs<V: Vector>(a: V, b: V) -> [V; 2] {
    // SAFETY: promised by the caller.
    unsafe { [a.plus(b), minus(a, b)] }
}

impl Algorithm<4, 6> for Four {
    #[inline(always)]
    unsafe fn seen<V: Vector>(self, [a, b, c, d, e, f]: [V; 6]) -> [V; 6] {
        // SAFETY: promised by the caller.
        unsafe {
            let [p, q] = both_signs(times_plus(c, -FAR_2, e), times(times_plus(b, -FAR_2, d), NEAR));
            let [r, s] = both_signs(times_plus(c, -NEAR_2, e), times(times_plus(b, -NEAR_2, d), FAR));
            [times_plus(c, -SQUARES, a.plus(e)), p, q, r, s, times_plus(d, -SQUARES, b.plus(f))]
        }
    }

    #[inline(always)]
    unsafe fn weighted<V: Vector>(self, [a, b, c]: [V; 3]) -> [V; 6] {
        // SAFETY: promised by the caller.
        unsafe {
            let near = times(times_plus(c, NEAR_2, a), NEAR_SHARE);
            let far = times(times_plus(c, FAR_2, a), FAR_SHARE);
            let [p, q] = both_signs(near, times(b, NEAR * NEAR_SHARE));
            let [r, s] = both_signs(far, times(b, FAR * FAR_SHARE));
            [a, p, q, r, s, c]
        }
    }

    #[inline(always)]
    unsafe fn targets<V: Vector>(self, [a, p, q, r, s, f]: [V; 6]) -> [V; 4] {
        // SAFETY: promised by the caller.
        unsafe {
            let [near, near_apart] = both_signs(p, q);
            let [far, far_apart] = both_signs(r, s);
            [
                a.plus(near).plus(far),
                times_plus(near_apart, NEAR, times(far_apart, FAR)),
                times_plus(near, NEAR_2, times(far, FAR_2)),
                times_plus(near_apart, NEAR_3, times_plus(far_apart, FAR_3, f)),
            ]
        }
    }

    #[inline(always)]
    unsafe fn spread<V: Vector>(self, [a, b, c, d]: [V; 4]) -> [V; 6] {
        // SAFETY: promised by the caller.
        unsafe {
            let [p, q] = both_signs(times_plus(c, NEAR_2, a), times(times_plus(d, NEAR_2, b), NEAR));
            let [r, s] = both_signs(times_plus(c, FAR_2, a), times(times_plus(d, FAR_2, b), FAR));
            [a, p, q, r, s, d]
        }
    }

    #[inline(always)]
    unsafe fn gathered<V: Vector>(self, [a, p, q, r, s, f]: [V; 6]) -> [V; 3] {
        // SAFETY: promised by the caller.
        unsafe {
            let [near, near_apart] = both_signs(times(p, NEAR_SHARE), times(q, NEAR_SHARE));
            let [far, far_apart] = both_signs(times(r, FAR_SHARE), times(s, FAR_SHARE));
            [
                a.plus(near).plus(far),
                times_plus(near_apart, NEAR, times(far_apart, FAR)),
                times_plus(near, NEAR_2, times_plus(far, FAR_2, f)),
            ]
        }
    }
}
