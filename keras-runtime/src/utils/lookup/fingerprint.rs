//! Fingerprints of bytes, of 64 bits: FarmHash's `Fingerprint64` and SipHash-2-4, by which TensorFlow, and so Keras, puts
//! categories into bins.
//!
//! FarmHash is of Pike and Alakuijala, <https://github.com/google/farmhash>; SipHash of Aumasson and Bernstein, "SipHash: a
//! fast short-input PRF" (2012).

const K0: u64 = 0xc3a5_c85c_97cb_3127;
const K1: u64 = 0xb492_b66f_be98_f273;
const K2: u64 = 0x9ae1_6a3b_2f90_404f;

/// The eight bytes from a place on.
fn word(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

fn half_word(bytes: &[u8], at: usize) -> u64 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")).into()
}

fn folded(value: u64) -> u64 {
    value ^ (value >> 47)
}

fn mixed(u: u64, v: u64, factor: u64) -> u64 {
    let a = folded((u ^ v).wrapping_mul(factor));
    folded((v ^ a).wrapping_mul(factor)).wrapping_mul(factor)
}

/// FarmHash's fingerprint.
pub fn farm(bytes: &[u8]) -> u64 {
    match bytes.len() {
        0..=16 => up_to_16(bytes),
        17..=32 => up_to_32(bytes),
        33..=64 => up_to_64(bytes),
        _ => longer(bytes),
    }
}

fn up_to_16(bytes: &[u8]) -> u64 {
    let length = bytes.len();
    let factor = K2.wrapping_add(2 * length as u64);
    match length {
        8.. => {
            let (a, b) = (word(bytes, 0).wrapping_add(K2), word(bytes, length - 8));
            let c = b.rotate_right(37).wrapping_mul(factor).wrapping_add(a);
            let d = a.rotate_right(25).wrapping_add(b).wrapping_mul(factor);
            mixed(c, d, factor)
        }
        4.. => {
            let first = half_word(bytes, 0) << 3;
            mixed((length as u64).wrapping_add(first), half_word(bytes, length - 4), factor)
        }
        1.. => {
            let [a, b, c] = [0, length / 2, length - 1].map(|at| u32::from(bytes[at]));
            let (y, z) = (a + (b << 8), length as u32 + (c << 2));
            folded(u64::from(y).wrapping_mul(K2) ^ u64::from(z).wrapping_mul(K0)).wrapping_mul(K2)
        }
        0 => K2,
    }
}

/// What the fingerprints of middle lengths begin with: two sums of the first 16 bytes and the last 16.
fn both_ends(bytes: &[u8], [a, b, c, d]: [u64; 4]) -> (u64, u64) {
    let sum = a.wrapping_add(b).rotate_right(43).wrapping_add(c.rotate_right(30)).wrapping_add(d);
    debug_assert!(bytes.len() > 16);
    (sum, a.wrapping_add(b.wrapping_add(K2).rotate_right(18)).wrapping_add(c))
}

fn up_to_32(bytes: &[u8]) -> u64 {
    let length = bytes.len();
    let factor = K2.wrapping_add(2 * length as u64);
    let (a, b) = (word(bytes, 0).wrapping_mul(K1), word(bytes, 8));
    let c = word(bytes, length - 8).wrapping_mul(factor);
    let (y, z) = both_ends(bytes, [a, b, c, word(bytes, length - 16).wrapping_mul(K2)]);
    mixed(y, z, factor)
}

fn up_to_64(bytes: &[u8]) -> u64 {
    let length = bytes.len();
    let factor = K2.wrapping_add(2 * length as u64);
    let (a, b) = (word(bytes, 0).wrapping_mul(K2), word(bytes, 8));
    let c = word(bytes, length - 8).wrapping_mul(factor);
    let (y, z) = both_ends(bytes, [a, b, c, word(bytes, length - 16).wrapping_mul(K2)]);
    let z = mixed(y, z, factor);
    let (e, f) = (word(bytes, 16).wrapping_mul(factor), word(bytes, 24));
    let g = y.wrapping_add(word(bytes, length - 32)).wrapping_mul(factor);
    let h = z.wrapping_add(word(bytes, length - 24)).wrapping_mul(factor);
    let u = e.wrapping_add(f).rotate_right(43).wrapping_add(g.rotate_right(30)).wrapping_add(h);
    mixed(u, e.wrapping_add(f.wrapping_add(a).rotate_right(18)).wrapping_add(g), factor)
}

/// The state of 64 bytes after 64.
struct State {
    x: u64,
    y: u64,
    z: u64,
    v: (u64, u64),
    w: (u64, u64),
}

impl State {
    fn take(&mut self, bytes: &[u8], factor: u64, v_factor: u64, w_factor: u64) {
        let Self { x, y, z, v, w } = self;
        let next = x.wrapping_add(*y).wrapping_add(v.0).wrapping_add(word(bytes, 8));
        *x = next.rotate_right(37).wrapping_mul(factor) ^ w.1.wrapping_mul(w_factor);
        let next = y.wrapping_add(v.1).wrapping_add(word(bytes, 48)).rotate_right(42).wrapping_mul(factor);
        *y = next.wrapping_add(v.0.wrapping_mul(v_factor)).wrapping_add(word(bytes, 40));
        *z = z.wrapping_add(w.0).rotate_right(33).wrapping_mul(factor);
        *v = of_32(bytes, v.1.wrapping_mul(factor), x.wrapping_add(w.0));
        *w = of_32(&bytes[32..], z.wrapping_add(w.1), y.wrapping_add(word(bytes, 16)));
        std::mem::swap(x, z);
    }
}

fn of_32(bytes: &[u8], a: u64, b: u64) -> (u64, u64) {
    let last = word(bytes, 24);
    let a = a.wrapping_add(word(bytes, 0));
    let b = b.wrapping_add(a).wrapping_add(last).rotate_right(21);
    let sum = a.wrapping_add(word(bytes, 8)).wrapping_add(word(bytes, 16));
    (sum.wrapping_add(last), b.wrapping_add(sum.rotate_right(44)).wrapping_add(a))
}

fn longer(bytes: &[u8]) -> u64 {
    const SEED: u64 = 81;
    let y = SEED.wrapping_mul(K1).wrapping_add(113);
    let z = folded(y.wrapping_mul(K2).wrapping_add(113)).wrapping_mul(K2);
    let x = SEED.wrapping_mul(K2).wrapping_add(word(bytes, 0));
    let mut state = State { x, y, z, v: (0, 0), w: (0, 0) };
    let whole = (bytes.len() - 1) / 64 * 64;
    for block in bytes[..whole].chunks_exact(64) {
        state.take(block, K1, 1, 1);
    }
    let factor = K1.wrapping_add((state.z & 0xff) << 1);
    state.w.0 = state.w.0.wrapping_add((bytes.len() as u64 - 1) & 63);
    state.v.0 = state.v.0.wrapping_add(state.w.0);
    state.w.0 = state.w.0.wrapping_add(state.v.0);
    state.take(&bytes[bytes.len() - 64..], factor, 9, 9);
    let State { x, y, z, v, w } = state;
    let first = mixed(v.0, w.0, factor).wrapping_add(folded(y).wrapping_mul(K0)).wrapping_add(z);
    mixed(first, mixed(v.1, w.1, factor).wrapping_add(x), factor)
}

/// A fingerprint of two, in their order.
pub fn of_both(first: u64, second: u64) -> u64 {
    const FACTOR: u64 = 0xc6a4_a793_5bd1_e995;
    let second = folded(second.wrapping_mul(FACTOR)).wrapping_mul(FACTOR);
    let both = (first ^ FACTOR ^ second).wrapping_mul(FACTOR);
    folded(folded(both).wrapping_mul(FACTOR))
}

/// SipHash-2-4 by a key.
pub fn keyed(key: [u64; 2], bytes: &[u8]) -> u64 {
    let [k0, k1] = key;
    let mut v = [
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ];
    let rounds = |v: &mut [u64; 4], count: usize| {
        for _ in 0..count {
            v[0] = v[0].wrapping_add(v[1]);
            v[1] = v[1].rotate_left(13) ^ v[0];
            v[0] = v[0].rotate_left(32);
            v[2] = v[2].wrapping_add(v[3]);
            v[3] = v[3].rotate_left(16) ^ v[2];
            v[0] = v[0].wrapping_add(v[3]);
            v[3] = v[3].rotate_left(21) ^ v[0];
            v[2] = v[2].wrapping_add(v[1]);
            v[1] = v[1].rotate_left(17) ^ v[2];
            v[2] = v[2].rotate_left(32);
        }
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let last = u64::from_le_bytes(last) | (bytes.len() as u64) << 56;
    for word in words.iter().map(|word| u64::from_le_bytes(*word)).chain([last]) {
        v[3] ^= word;
        rounds(&mut v, 2);
        v[0] ^= word;
    }
    v[2] ^= 0xff;
    rounds(&mut v, 4);
    v[0] ^ v[1] ^ v[2] ^ v[3]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of all the lengths that are taken differently, with their bins of 1000003 by TensorFlow 2.21.
    #[test]
    fn fingerprints_are_those_of_tensorflow() {
        let fox = "The quick brown fox jumps over the lazy dog. ".repeat(3);
        let [x64, x65, y128, z129] = [("x", 64), ("x", 65), ("y", 128), ("z", 129)].map(|(s, n)| s.repeat(n));
        let cases: [(&str, u64, u64); 14] = [
            ("", 377_723, 953_272),
            ("a", 291_400, 554_259),
            ("abc", 152_962, 707_065),
            ("abcd", 267_500, 483_067),
            ("abcdefgh", 229_479, 676_107),
            ("abcdefghijklmnop", 860_307, 426_999),
            ("abcdefghijklmnopq", 730_393, 819_977),
            ("abcdefghijklmnopqrstuvwxyz012345", 269_554, 746_775),
            ("abcdefghijklmnopqrstuvwxyz0123456", 62_586, 742_940),
            (&x64, 518_772, 468_263),
            (&x65, 595_507, 915_689),
            (&fox, 922_155, 827_376),
            (&y128, 87_024, 847_408),
            (&z129, 629_295, 417_733),
        ];
        for (text, plain, strong) in cases {
            assert_eq!(farm(text.as_bytes()) % 1_000_003, plain, "{text:?}");
            assert_eq!(keyed([133, 137], text.as_bytes()) % 1_000_003, strong, "{text:?}");
        }
    }
}
