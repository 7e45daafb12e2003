//! Philox 4×32 with 10 rounds, a generator without a state: word `i` of a stream is a function of its seed and `i`.
//!
//! Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).

/// Counters that are enciphered side by side.
const LANES: usize = 16;

/// The words of one block.
pub(crate) const WORDS: usize = 4 * LANES;

/// Block `index` of the stream of `seed`: the first words of all its counters, then their second words, and so on.
#[inline(always)]
pub(super) fn block(seed: u64, index: u64) -> [[u32; LANES]; 4] {
    let key = [seed as u32, (seed >> 32) as u32];
    let mut words = [[0; LANES]; 4];
    for lane in 0..LANES {
        let counter = index * LANES as u64 + lane as u64;
        let of_counter = encipher([counter as u32, (counter >> 32) as u32, 0, 0], key);
        for (words, word) in words.iter_mut().zip(of_counter) {
            words[lane] = word;
        }
    }
    words
}

#[inline(always)]
fn encipher(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..10 {
        let even = u64::from(counter[0]) * 0xd251_1f53;
        let odd = u64::from(counter[2]) * 0xcd9e_8d57;
        counter = [
            (odd >> 32) as u32 ^ counter[1] ^ key[0],
            odd as u32,
            (even >> 32) as u32 ^ counter[3] ^ key[1],
            even as u32,
        ];
        key = [key[0].wrapping_add(0x9e37_79b9), key[1].wrapping_add(0xbb67_ae85)];
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_the_numbers_its_authors_publish() {
        let published = [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([!0; 4], [!0; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, words) in published {
            assert_eq!(encipher(counter, key), words);
        }
    }

    #[test]
    fn a_block_holds_its_counters_in_order() {
        let seed = 0x1234_5678_9abc_def0;
        let words = block(seed, 3);
        let expected = encipher([3 * LANES as u32 + 5, 0, 0, 0], [0x9abc_def0, 0x1234_5678]);
        assert_eq!(words.map(|words| words[5]), expected);
    }
}
