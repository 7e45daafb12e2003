use std::sync::Arc;

use super::Buffer;
use crate::{Error, ErrorKind, Result};

/// How many sizes a doubling of the length is divided into.
const CLASSES: usize = 4;

/// Buffers shorter than this share one size.
const SMALLEST: usize = 16;

/// Buffer pool: memory that is reused, so that a training step in steady state allocates nothing.
///
/// Lengths are rounded up to one of four sizes an octave, so that batches of slightly different length share
/// their buffers. A buffer is handed out with whatever it last held; builds with debug assertions fill it with
/// NaN instead, which brings to light whoever reads what they did not write.
#[derive(Debug, Default)]
pub struct Pool {
    /// Free buffers by the number of their size class.
    free: Vec<Vec<Arc<Buffer>>>,
}

impl Pool {
    /// A buffer of at least `len` elements that nobody else holds, its content unspecified.
    ///
    /// # Panics
    ///
    /// If there is no memory for it: [`try_take`](Self::try_take) what a user asks for.
    pub fn take(&mut self, len: usize) -> Arc<Buffer> {
        self.try_take(len).expect("there is memory for as much again")
    }

    /// As [`take`](Self::take), but an error if there is no memory for it.
    pub fn try_take(&mut self, len: usize) -> Result<Arc<Buffer>> {
        let (class, size) = class(len);
        // A longer one will do, up to twice as long: the last batch of an epoch finds all it needs.
        let mut buffer = match self.free.iter_mut().skip(class).take(1 + CLASSES).find_map(Vec::pop) {
            Some(buffer) => buffer,
            None => Arc::new(allocate(size)?),
        };
        if cfg!(debug_assertions) {
            Self::write(&mut buffer, len).fill(f32::NAN);
        }
        Ok(buffer)
    }

    /// The first `len` elements of a buffer that has just been taken.
    pub fn write(buffer: &mut Arc<Buffer>, len: usize) -> &mut [f32] {
        &mut Arc::get_mut(buffer).expect("a buffer from the pool has one owner")[..len]
    }

    /// Takes a buffer back, unless somebody else still holds it or it did not come from a pool.
    pub fn put(&mut self, mut buffer: Arc<Buffer>) {
        let (class, size) = class(buffer.len());
        if size != buffer.len() || Arc::get_mut(&mut buffer).is_none() {
            return;
        }
        if self.free.len() <= class {
            self.free.resize_with(class + 1, Vec::new);
        }
        self.free[class].push(buffer);
    }
}

/// `len` zeros; an error if there is no memory for them.
pub(crate) fn allocate(len: usize) -> Result<Buffer> {
    let failed = |error| {
        Error::new("memory", format!("there is none for {len} numbers"))
            .with_kind(ErrorKind::Memory)
            .caused_by(error)
    };
    Buffer::try_zeroed(len).map_err(failed)
}

/// The size class of a length: its number and its size, of which there are four an octave.
fn class(len: usize) -> (usize, usize) {
    if len <= SMALLEST {
        return (0, SMALLEST);
    }
    let octave = (len - 1).ilog2();
    let step = 1 << (octave - 2);
    let quarters = len.div_ceil(step);
    (4 * (octave - SMALLEST.ilog2()) as usize + quarters - 4, quarters * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_fits_its_class_and_wastes_at_most_a_quarter() {
        let mut last = (0, SMALLEST);
        for len in 1..5000 {
            let (number, size) = class(len);
            assert!(size >= len && (len < SMALLEST || size <= len + len / 4 + 1), "{len} in {size}");
            assert_eq!(class(size), (number, size));
            assert!((number, size) == last || (number == last.0 + 1 && size > last.1), "{len}");
            last = (number, size);
        }
    }

    #[test]
    fn what_no_machine_can_hold_is_an_error() {
        for len in [1 << 45, usize::MAX / 16] {
            let error = Pool::default().try_take(len).unwrap_err();
            assert!(error.to_string().starts_with("memory: there is none"), "{error}");
            assert_eq!(error.kind(), ErrorKind::Memory);
        }
    }

    #[test]
    fn a_returned_buffer_is_used_again() {
        let mut pool = Pool::default();
        let buffer = pool.take(100);
        let address = buffer.as_ptr();
        pool.put(buffer);
        assert_eq!(pool.take(99).as_ptr(), address);
    }

    #[test]
    fn a_longer_buffer_serves_unless_it_is_far_too_long() {
        let mut pool = Pool::default();
        let buffer = pool.take(128);
        let address = buffer.as_ptr();
        pool.put(buffer);
        assert_ne!(pool.take(30).as_ptr(), address);
        let buffer = pool.take(96);
        assert_eq!(buffer.as_ptr(), address);
        pool.put(buffer);
        assert_eq!(pool.take(128).as_ptr(), address);
    }

    #[test]
    fn a_buffer_that_somebody_still_holds_is_not_handed_out() {
        let mut pool = Pool::default();
        let buffer = pool.take(100);
        pool.put(Arc::clone(&buffer));
        assert_ne!(pool.take(100).as_ptr(), buffer.as_ptr());
    }
}
