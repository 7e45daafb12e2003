//! Four by four values turned over in registers, which compilers do not find by themselves.
#![allow(unsafe_code)]

/// Four rows of four values.
pub(super) type Square = [[f32; 4]; 4];

/// The columns of `rows`.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) fn turned(rows: Square) -> Square {
    use std::arch::x86_64::{__m128, _mm_movehl_ps, _mm_movelh_ps, _mm_unpackhi_ps, _mm_unpacklo_ps};
    // SAFETY: four `f32`s are a register, every bit pattern is a value of both, and every x86-64 machine has SSE.
    unsafe {
        let [a, b, c, d] = std::mem::transmute::<Square, [__m128; 4]>(rows);
        let (ab, cd) = (_mm_unpacklo_ps(a, b), _mm_unpacklo_ps(c, d));
        let (ab_high, cd_high) = (_mm_unpackhi_ps(a, b), _mm_unpackhi_ps(c, d));
        std::mem::transmute::<[__m128; 4], Square>([
            _mm_movelh_ps(ab, cd),
            _mm_movehl_ps(cd, ab),
            _mm_movelh_ps(ab_high, cd_high),
            _mm_movehl_ps(cd_high, ab_high),
        ])
    }
}

/// The columns of `rows`.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(super) fn turned(rows: Square) -> Square {
    [0, 1, 2, 3].map(|column| rows.map(|row| row[column]))
}
