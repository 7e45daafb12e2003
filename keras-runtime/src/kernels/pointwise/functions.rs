//! The functions themselves, without branches: every case is computed and the right one selected, so that a loop
//! over them becomes vector code.
//!
//! The polynomials are minimax fits to the relative error, with coefficients rounded to `f32` one by one, lowest
//! first, each time fitting the rest again.

use crate::kernels::simd::Arithmetic;

/// A function of one number.
pub(crate) trait Function: Copy + Sync {
    /// Whether AVX-512 makes it faster.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "there is no AVX-512"))]
    const WIDE: bool = true;

    /// Its value at `x`.
    fn of<A: Arithmetic>(self, x: f32) -> f32;
}

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident = $value:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub(crate) struct $name;

        impl Function for $name {
            #[inline(always)]
            fn of<A: Arithmetic>(self, x: f32) -> f32 {
                $value::<A>(x)
            }
        }
    )*};
}

functions! {
    Exp = exp;
    Expm1 = expm1;
    Log = log;
    Log1p = log1p;
    Tanh = tanh;
    Sigmoid = sigmoid;
    Softplus = softplus;
    Erf = erf;
    Relu = relu;
}

/// `c[0] + c[1] x + c[2] x² + …`
#[inline(always)]
fn polynomial<A: Arithmetic, const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
    let mut sum = coefficients[N - 1];
    let mut i = N - 1;
    while i > 0 {
        i -= 1;
        sum = A::times_plus(sum, x, coefficients[i]);
    }
    sum
}

/// `x = n ln 2 + r`, and of these `(e^r - 1, 2^(n/2), 2^(n - n/2))`. In two factors, 2^n reaches from the smallest
/// denormal to beyond the largest number.
#[inline(always)]
fn exp_parts<A: Arithmetic>(x: f32) -> (f32, f32, f32) {
    /// Added to a number, leaves its nearest integer in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    /// ln 2 in two parts, the first so short that its product with any `n` is exact.
    const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
    let rounded = A::times_plus(x, std::f32::consts::LOG2_E, ROUND);
    let n = rounded - ROUND;
    let r = A::times_plus(n, -LN_2[1], A::times_plus(n, -LN_2[0], x));
    let tail =
        polynomial::<A, 5>(r, [0.499_999_97, 0.166_665_46, 0.041_667_443, 0.008_366_253, 0.001_386_994_8]);
    let n = (rounded.to_bits() as i32).wrapping_sub(ROUND.to_bits() as i32);
    let power = |n: i32| f32::from_bits((n.wrapping_add(127) as u32) << 23);
    (A::times_plus(r * r, tail, r), power(n >> 1), power(n.wrapping_sub(n >> 1)))
}

/// `x` kept between `low` and `high`; NaN stays NaN.
#[inline(always)]
fn clamp(x: f32, low: f32, high: f32) -> f32 {
    let x = if x < low { low } else { x };
    if x > high { high } else { x }
}

#[inline(always)]
pub(crate) fn exp<A: Arithmetic>(x: f32) -> f32 {
    let (r, half, other_half) = exp_parts::<A>(clamp(x, -104.0, 89.0));
    (r + 1.0) * half * other_half
}

#[inline(always)]
fn expm1<A: Arithmetic>(x: f32) -> f32 {
    let (r, half, other_half) = exp_parts::<A>(clamp(x, -20.0, 89.0));
    let power = half * other_half;
    let near = A::times_plus(power, r, power - 1.0);
    // 2^128 is no number, but its product with a number below 1 may be.
    if x > 88.0 { (r + 1.0) * half * other_half } else { near }
}

#[inline(always)]
pub(crate) fn log<A: Arithmetic>(x: f32) -> f32 {
    /// ln 2 in two parts, the first so short that its product with any exponent is exact.
    const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
    let denormal = x < f32::MIN_POSITIVE;
    let (scaled, exponent) = if denormal { (x * 8_388_608.0, -23) } else { (x, 0) };
    // Parts x into 2^n (1 + f), where 1 + f lies between √½ and √2.
    let offset = scaled.to_bits().wrapping_sub(std::f32::consts::FRAC_1_SQRT_2.to_bits()) as i32;
    let n = (exponent + (offset >> 23)) as f32;
    let f = f32::from_bits(scaled.to_bits().wrapping_sub((offset as u32) & 0xff80_0000)) - 1.0;
    let tail = polynomial::<A, 8>(
        f,
        [
            0.333_333_3,
            -0.250_008_2,
            0.200_012_42,
            -0.166_234_09,
            0.142_015_81,
            -0.131_596_13,
            0.127_621_98,
            -0.076_363_95,
        ],
    );
    let squared = f * f;
    let tail = A::times_plus(squared * f, tail, n * LN_2[1]);
    let value = A::times_plus(n, LN_2[0], A::times_plus(squared, -0.5, tail) + f);
    let value = if x == f32::INFINITY { x } else { value };
    let value = if x == 0.0 { f32::NEG_INFINITY } else { value };
    if x >= 0.0 { value } else { f32::NAN }
}

/// By the logarithm of the rounded sum, and what the rounding lost.
#[inline(always)]
fn log1p<A: Arithmetic>(x: f32) -> f32 {
    let sum = 1.0 + x;
    let lost = if x < 1.0 { x - (sum - 1.0) } else { 1.0 - (sum - x) };
    let value = log::<A>(sum);
    if sum > 0.0 && sum < f32::INFINITY { value + lost / sum } else { value }
}

#[inline(always)]
fn tanh<A: Arithmetic>(x: f32) -> f32 {
    let e = expm1::<A>(clamp(2.0 * x.abs(), 0.0, 20.0));
    (e / (e + 2.0)).copysign(x)
}

/// `1 / (1 + e^-x)`, or `e^x / (1 + e^x)` for negative `x`, where the first would overflow.
#[inline(always)]
fn sigmoid<A: Arithmetic>(x: f32) -> f32 {
    let e = exp::<A>(-x.abs());
    (if x < 0.0 { e } else { 1.0 }) / (1.0 + e)
}

#[inline(always)]
fn softplus<A: Arithmetic>(x: f32) -> f32 {
    log1p::<A>(exp::<A>(-x.abs())) + if x < 0.0 { 0.0 } else { x }
}

/// Near 0 a polynomial in x²; beyond 1 the logarithm of `1 - erf(x)` is one in x.
#[inline(always)]
fn erf<A: Arithmetic>(x: f32) -> f32 {
    let near = polynomial::<A, 7>(
        x * x,
        [
            0.128_379_17,
            -0.376_126_26,
            0.112_835_79,
            -0.026_853_347,
            0.005_187_162,
            -0.000_799_785_3,
            0.000_078_069_03,
        ],
    );
    let size = clamp(x.abs(), 0.0, 4.0);
    let far = polynomial::<A, 7>(
        size,
        [
            -0.000_341_512_58,
            -1.127_089_3,
            -0.638_144_7,
            -0.103_106_92,
            0.021_838_157,
            -0.002_947_684_6,
            0.000_186_382_37,
        ],
    );
    if size < 1.0 { A::times_plus(near, x, x) } else { (1.0 - exp::<A>(far)).copysign(x) }
}

/// NaN stays NaN.
#[inline(always)]
fn relu<A: Arithmetic>(x: f32) -> f32 {
    if x < 0.0 { 0.0 } else { x }
}
