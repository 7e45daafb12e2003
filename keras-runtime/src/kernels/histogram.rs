//! Equalization of histograms of images.

use smallvec::{SmallVec, smallvec};

use super::parallel::{self, each, parts, parts_mut};
use super::scratch;

/// What a value costs, in multiply-adds of a matrix product.
const COST: usize = 32;

/// The levels of a pixel.
const LEVELS: usize = 256;

/// Equalizes the histogram of each of the channels, over all images of `x` together, whose values are of 0 to 255: `y`.
/// A channel of one level stays as it is.
///
/// # Panics
///
/// If the slices are not of one length, or without bins.
pub(crate) fn equalize(x: &[f32], channels: usize, bins: usize, y: &mut [f32]) {
    assert!(x.len() == y.len() && bins > 0);
    let mut counts: SmallVec<[u64; LEVELS]> = smallvec![0; bins];
    let most = (bins - 1) as f32;
    for channel in 0..channels {
        counts.fill(0);
        let values = || x.iter().skip(channel).step_by(channels);
        values().for_each(|value| counts[((value * most / 255.0) as usize).min(bins - 1)] += 1);
        let is_flat = counts.iter().filter(|&&count| count > 0).count() <= 1;
        let first = counts.iter().copied().find(|&count| count > 0).unwrap_or_default();
        let rest = (counts.iter().sum::<u64>() - first).max(1) as f32;
        counts.iter_mut().fold(0, |sum, count| {
            let sum = sum + *count;
            *count = ((sum.saturating_sub(first) * 255) as f32 / rest).round_ties_even() as u64;
            sum
        });
        for (y, &value) in y.iter_mut().skip(channel).step_by(channels).zip(values()) {
            let bin = ((value / 255.0 * most) as usize).min(bins - 1);
            *y = if is_flat { value } else { counts[bin] as f32 };
        }
    }
}

/// Contrast-limited adaptive equalization of histograms, of images whose values are of 0 to 255.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LocalEqualization {
    /// Height, width and channels of an image.
    pub size: [usize; 3],
    /// The number of tiles along the height and along the width, each with a histogram of its own.
    pub tiles: [usize; 2],
    /// The most pixels of one level, as a multiple of their mean; without a limit if 0.
    pub clip_limit: f32,
}

impl LocalEqualization {
    /// Writes the images `y` of those of `x`.
    ///
    /// Source: Zuiderveld, "Contrast limited adaptive histogram equalization" (1994).
    ///
    /// # Panics
    ///
    /// If the slices are not of one length, or not of whole images.
    pub fn forward(&self, x: &[f32], y: &mut [f32]) {
        let image = self.size.iter().product::<usize>();
        assert!(x.len() == y.len() && self.tiles.iter().all(|&tiles| tiles > 0));
        if x.is_empty() {
            return;
        }
        let all = (parts(x, image), parts_mut(y, image));
        each(parallel::threads_for(x.len() * COST), all, |_, (x, y)| self.image(x, y));
    }

    /// The height and the width of a tile.
    fn tile(&self) -> [usize; 2] {
        std::array::from_fn(|axis| self.size[axis].div_ceil(self.tiles[axis]))
    }

    fn image(&self, x: &[f32], y: &mut [f32]) {
        let ([_, _, channels], [rows, columns]) = (self.size, self.tiles);
        let count = rows * columns * channels;
        scratch::with(count * LEVELS, |tables| {
            let tables = tables.as_chunks_mut().0;
            self.fill(x, tables);
            self.read(x, tables, y);
        });
    }

    /// A table for each channel of each tile: what its levels become.
    fn fill(&self, x: &[f32], tables: &mut [[f32; LEVELS]]) {
        let ([height, width, channels], [_, columns]) = (self.size, self.tiles);
        let [tile_height, tile_width] = self.tile();
        for (place, table) in tables.iter_mut().enumerate() {
            table.fill(0.0);
            let (tile, channel) = (place / channels, place % channels);
            let (top, left) = (tile / columns * tile_height, tile % columns * tile_width);
            for i in 0..tile_height * tile_width {
                // A tile that reaches beyond the edge goes on in a mirror.
                let row = mirrored(top + i / tile_width, height);
                let column = mirrored(left + i % tile_width, width);
                table[level(x[(row * width + column) * channels + channel])] += 1.0;
            }
            self.spread_levels(table);
        }
    }

    /// Each pixel by the tables of the tiles around it, by the nearness of their middles.
    fn read(&self, x: &[f32], tables: &[[f32; LEVELS]], y: &mut [f32]) {
        let ([_, width, channels], [rows, columns]) = (self.size, self.tiles);
        let [tile_height, tile_width] = self.tile();
        for (at, (x, y)) in x.iter().zip(y).enumerate() {
            let (pixel, channel) = (at / channels, at % channels);
            let (above, below, down) = between(pixel / width, tile_height, rows);
            let (left, right, across) = between(pixel % width, tile_width, columns);
            let read =
                |row: usize, column: usize| tables[(row * columns + column) * channels + channel][level(*x)];
            let top = read(above, left) * (1.0 - across) + read(above, right) * across;
            let bottom = read(below, left) * (1.0 - across) + read(below, right) * across;
            *y = top * (1.0 - down) + bottom * down;
        }
    }

    /// Counts of levels become what each level is to be.
    fn spread_levels(&self, table: &mut [f32; LEVELS]) {
        let pixels = self.tile().iter().product::<usize>() as f32;
        if self.clip_limit > 0.0 {
            let limit = self.clip_limit * pixels / LEVELS as f32;
            let excess: f32 = table.iter().map(|count| (count - limit).max(0.0)).sum();
            table.iter_mut().for_each(|count| *count = count.min(limit) + excess / LEVELS as f32);
        }
        let least = table[0];
        let rest = if pixels == least { 1.0 } else { pixels - least };
        table.iter_mut().fold(0.0, |sum, count| {
            let sum = sum + *count;
            *count = ((sum - least) * 255.0 / rest).clamp(0.0, 255.0);
            sum
        });
    }
}

fn level(value: f32) -> usize {
    (value as usize).min(LEVELS - 1)
}

/// The place inside an axis that one beyond its end shows.
fn mirrored(place: usize, size: usize) -> usize {
    let place = place % (2 * size);
    place.min(2 * size - 1 - place)
}

/// The tiles whose middles are before and after a place, and how far it is from one to the other.
fn between(place: usize, tile: usize, tiles: usize) -> (usize, usize, f32) {
    let at = (place as f32 - tile as f32 / 2.0) / tile as f32 + 1.0;
    let before = at.floor();
    let inside = |tile: f32| (tile.max(1.0) as usize - 1).min(tiles - 1);
    (inside(before), inside(before + 1.0), at - before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_spread_over_all_there_are_and_one_level_stays() {
        let x = [10.0, 7.0, 20.0, 7.0, 30.0, 7.0, 40.0, 7.0];
        let mut y = [0.0; 8];
        equalize(&x, 2, 256, &mut y);
        assert_eq!(y, [0.0, 7.0, 85.0, 7.0, 170.0, 7.0, 255.0, 7.0]);
    }

    #[test]
    fn one_tile_without_a_limit_is_equalized_as_a_whole() {
        let whole = LocalEqualization { size: [2, 2, 1], tiles: [1, 1], clip_limit: 0.0 };
        let mut y = [f32::NAN; 4];
        whole.forward(&[0.0, 20.0, 30.0, 40.0], &mut y);
        assert_eq!(y, [0.0, 85.0, 170.0, 255.0]);
        assert_eq!([0, 2, 3, 5, 6].map(|place| mirrored(place, 3)), [0, 2, 2, 0, 0]);
    }
}
