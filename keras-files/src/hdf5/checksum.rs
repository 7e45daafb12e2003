//! The checksum of HDF5's newer structures: Jenkins' [lookup3](https://burtleburtle.net/bob/c/lookup3.c), `hashlittle`.

/// Of bytes, from an initial value of zero.
pub fn lookup3(bytes: &[u8]) -> u32 {
    let start = 0xdead_beef_u32.wrapping_add(bytes.len() as u32);
    let mut state = [start; 3];
    let mut rest = bytes;
    while rest.len() > 12 {
        let block;
        (block, rest) = rest.split_at(12);
        add(&mut state, block);
        mix(&mut state);
    }
    if !rest.is_empty() {
        add(&mut state, rest);
        finish(&mut state);
    }
    state[2]
}

/// Adds up to twelve bytes, as three numbers.
fn add(state: &mut [u32; 3], bytes: &[u8]) {
    for (position, &byte) in bytes.iter().enumerate() {
        let word = &mut state[position / 4];
        *word = word.wrapping_add(u32::from(byte) << (8 * (position % 4)));
    }
}

fn mix([a, b, c]: &mut [u32; 3]) {
    let round = |x: &mut u32, y: &mut u32, z: u32, turn: u32| {
        *x = x.wrapping_sub(*y) ^ y.rotate_left(turn);
        *y = y.wrapping_add(z);
    };
    round(a, c, *b, 4);
    round(b, a, *c, 6);
    round(c, b, *a, 8);
    round(a, c, *b, 16);
    round(b, a, *c, 19);
    round(c, b, *a, 4);
}

fn finish([a, b, c]: &mut [u32; 3]) {
    let step = |x: &mut u32, y: u32, turn: u32| *x = (*x ^ y).wrapping_sub(y.rotate_left(turn));
    step(c, *b, 14);
    step(a, *c, 11);
    step(b, *a, 25);
    step(c, *b, 16);
    step(a, *c, 4);
    step(b, *a, 14);
    step(c, *b, 24);
}
