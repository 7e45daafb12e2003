//! Padding and cropping kernels.

use super::parallel;

/// What copying a value costs, in multiply-adds of a matrix product.
const COST: usize = 16;

/// Where images `(depth, height, width, channels)` of a batch lie in larger ones. Missing axes have one element.
#[derive(Clone, Copy, Debug)]
pub struct PaddedImage {
    /// The sizes of the larger image.
    pub outer: [usize; 3],
    /// The sizes of the image in it.
    pub inner: [usize; 3],
    /// Where that begins along each axis.
    pub before: [usize; 3],
    /// The number of channels.
    pub channels: usize,
}

impl PaddedImage {
    /// `outer = inner, within zeros, + beta * outer`, where `beta` is 0, which ignores what `outer` holds, or 1.
    ///
    /// # Panics
    ///
    /// If the slices are not images of one batch.
    ///
    /// ```
    /// use keras_runtime::kernels::padding::PaddedImage;
    ///
    /// let padded = PaddedImage { outer: [1, 1, 4], inner: [1, 1, 2], before: [0, 0, 1], channels: 1 };
    /// let mut outer = [9.0; 4];
    /// padded.put(&[1.0, 2.0], 0.0, &mut outer);
    /// assert_eq!(outer, [0.0, 1.0, 2.0, 0.0]);
    /// ```
    pub fn put(&self, inner: &[f32], beta: f32, outer: &mut [f32]) {
        self.check(inner.len(), outer.len());
        let [depth, height, width] = self.outer;
        let (left, line) = (self.before[2] * self.channels, self.inner[2] * self.channels);
        each_line(outer, width * self.channels, |i, outer| {
            let [d, h] = [(i / height % depth, 0), (i % height, 1)]
                .map(|(at, axis)| at.checked_sub(self.before[axis]).filter(|&at| at < self.inner[axis]));
            let (Some(d), Some(h)) = (d, h) else {
                if beta == 0.0 {
                    outer.fill(0.0);
                }
                return;
            };
            let from = ((i / height / depth * self.inner[0] + d) * self.inner[1] + h) * line;
            if beta == 0.0 {
                outer[..left].fill(0.0);
                outer[left + line..].fill(0.0);
            }
            blend(&inner[from..][..line], beta, &mut outer[left..][..line]);
        });
    }

    /// `inner = what lies there in outer + beta * inner`, where `beta` is 0, which ignores what `inner` holds, or 1.
    ///
    /// # Panics
    ///
    /// If the slices are not images of one batch.
    pub fn take(&self, outer: &[f32], beta: f32, inner: &mut [f32]) {
        self.check(inner.len(), outer.len());
        let [depth, height, width] = self.inner;
        each_line(inner, width * self.channels, |i, inner| {
            let (image, d, h) = (i / height / depth, i / height % depth, i % height);
            let line = (image * self.outer[0] + d + self.before[0]) * self.outer[1] + h + self.before[1];
            let from = (line * self.outer[2] + self.before[2]) * self.channels;
            blend(&outer[from..][..inner.len()], beta, inner);
        });
    }

    fn check(&self, inner: usize, outer: usize) {
        let size = |axes: &[usize; 3]| (axes.iter().product::<usize>() * self.channels) as u128;
        let fits = |axis: usize| self.before[axis] + self.inner[axis] <= self.outer[axis];
        let (inner, outer) = (inner as u128, outer as u128);
        assert!((0..3).all(fits) && inner * size(&self.outer) == outer * size(&self.inner));
    }
}

/// Shares the lines of images between threads.
fn each_line(values: &mut [f32], line: usize, work: impl Fn(usize, &mut [f32]) + Sync) {
    if values.is_empty() {
        return;
    }
    let lines = (values.len() / line).div_ceil(parallel::threads_for(values.len() * COST));
    parallel::for_each_part(values, lines * line, |i, part| {
        part.chunks_mut(line).enumerate().for_each(|(j, line)| work(i * lines + j, line));
    });
}

fn blend(from: &[f32], beta: f32, to: &mut [f32]) {
    match beta {
        0.0 => to.copy_from_slice(from),
        _ => to.iter_mut().zip(from).for_each(|(to, from)| *to += from),
    }
}

/// Sets the pixels of an image of one channel whose rows and columns are in two ranges.
pub(crate) fn fill_box(image: &mut [f32], width: usize, rows: [f32; 2], columns: [f32; 2], value: f32) {
    let inside = |place: usize, [start, end]: [f32; 2]| (start..end).contains(&(place as f32));
    for (_, line) in image.chunks_mut(width.max(1)).enumerate().filter(|(row, _)| inside(*row, rows)) {
        line.iter_mut()
            .enumerate()
            .filter(|(column, _)| inside(*column, columns))
            .for_each(|(_, to)| *to = value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PADDED: [PaddedImage; 4] = [
        PaddedImage { outer: [1, 1, 5], inner: [1, 1, 3], before: [0, 0, 2], channels: 2 },
        PaddedImage { outer: [1, 6, 5], inner: [1, 3, 4], before: [0, 2, 0], channels: 3 },
        PaddedImage { outer: [4, 3, 5], inner: [2, 3, 2], before: [1, 0, 1], channels: 1 },
        PaddedImage { outer: [2, 2, 2], inner: [2, 2, 2], before: [0; 3], channels: 1 },
    ];
    const IMAGES: usize = 2;

    /// For each value of the outer images, the index of the inner one that lies there.
    fn places(padded: &PaddedImage) -> Vec<Option<usize>> {
        let [depth, height, width] = padded.outer;
        let place = |i: usize| {
            let cell = i / padded.channels;
            let at = [cell / width / height % depth, cell / width % height, cell % width];
            let image = cell / width / height / depth;
            let cell = (0..3).try_fold(image, |index, axis| {
                let at = at[axis].checked_sub(padded.before[axis]).filter(|&at| at < padded.inner[axis])?;
                Some(index * padded.inner[axis] + at)
            })?;
            Some(cell * padded.channels + i % padded.channels)
        };
        (0..IMAGES * depth * height * width * padded.channels).map(place).collect()
    }

    #[test]
    fn an_image_is_put_into_its_frame_and_taken_out_again() {
        for padded in PADDED {
            let places = places(&padded);
            let count = places.iter().flatten().count();
            let inner: Vec<f32> = (1..=count).map(|i| i as f32).collect();
            for (beta, before) in [(0.0, f32::NAN), (1.0, 0.5)] {
                let start = if beta == 0.0 { 0.0 } else { before };
                let mut outer = vec![before; places.len()];
                padded.put(&inner, beta, &mut outer);
                let expected = places.iter().map(|place| start + place.map_or(0.0, |place| inner[place]));
                assert_eq!(outer, expected.collect::<Vec<_>>(), "{padded:?}");

                let mut taken = vec![before; count];
                padded.take(&outer, beta, &mut taken);
                let expected = inner.iter().map(|inner| start + start + inner);
                assert_eq!(taken, expected.collect::<Vec<_>>(), "{padded:?}");
            }
        }
    }

    #[test]
    fn many_lines_are_shared_between_threads() {
        let padded = PaddedImage { outer: [1, 70, 70], inner: [1, 64, 66], before: [0, 3, 1], channels: 33 };
        let many = if cfg!(miri) { 1 } else { 4 };
        let inner: Vec<f32> = (0..many * 64 * 66 * 33).map(|i| i as f32).collect();
        let (mut outer, mut taken) = (vec![f32::NAN; many * 70 * 70 * 33], vec![f32::NAN; inner.len()]);
        rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap().install(|| {
            padded.put(&inner, 0.0, &mut outer);
            padded.take(&outer, 0.0, &mut taken);
        });
        assert!(taken == inner && outer.iter().filter(|&&value| value != 0.0).count() == inner.len() - 1);
    }
}
