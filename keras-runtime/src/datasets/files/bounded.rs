//! Reader with a size limit, against decompression bombs.

use std::io::{self, Read};

/// Data of so many bytes at most: a read beyond them is an error, of the kind
/// [`FileTooLarge`](io::ErrorKind::FileTooLarge).
pub(super) struct Bounded<R> {
    data: R,
    limit: u64,
    left: u64,
}

impl<R> Bounded<R> {
    pub fn new(data: R, limit: u64) -> Self {
        Self { data, limit, left: limit }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            return match self.data.read(&mut [0])? {
                0 => Ok(0),
                _ => {
                    let expected = format!("at most {} bytes of data", self.limit);
                    Err(io::Error::new(io::ErrorKind::FileTooLarge, expected))
                }
            };
        }
        let room = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let count = self.data.read(&mut buffer[..room])?;
        self.left -= count as u64;
        Ok(count)
    }
}
