//! WAV files.

use std::path::Path;

use ndarray::Array2;

use crate::files::{malformed, read_whole};
use crate::{Error, ErrorKind, Result};

/// A recording: `(samples, channels)`, numbers from -1 to 1.
pub(super) struct Recording {
    pub samples: Array2<f32>,
    pub sampling_rate: usize,
}

/// How a sample is written.
#[derive(Clone, Copy, PartialEq)]
enum Encoding {
    /// Whole numbers of 16 bits.
    Pcm16,
    /// Floats of 32 bits.
    Float,
}

/// The tag of a format whose own tag comes later in the header.
const EXTENSIBLE: u16 = 0xfffe;

/// The size of samples that were written before their number was known.
const STREAMED: usize = u32::MAX as usize;

/// Reads a WAV file of 16-bit PCM or 32-bit floats.
pub(super) fn read(path: &Path) -> Result<Recording> {
    let bytes = read_whole(path)?;
    parse(&bytes).map_err(|message| malformed(path, message))?.map_err(|found| {
        let error = Error::expected(path.display().to_string(), "16-bit PCM or 32-bit floats", found);
        error.with_kind(ErrorKind::Format).help("`ffmpeg -i in.wav -c:a pcm_s16le out.wav` converts it")
    })
}

/// The recording in the bytes of a file, or the encoding that cannot be read.
fn parse(bytes: &[u8]) -> std::result::Result<std::result::Result<Recording, String>, &'static str> {
    if bytes.len() < 12 || &bytes[..4] != b"RIFF" || &bytes[8..12] != b"WAVE" {
        return Err("it is no WAV file");
    }
    let (mut rest, mut format) = (&bytes[12..], None);
    loop {
        let (head, behind) = rest.split_at_checked(8).ok_or("it has no samples")?;
        let size = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        match &head[..4] {
            b"fmt " => {
                let header = behind.get(..size).filter(|header| header.len() >= 16);
                format = Some(Format::of(header.ok_or("its header is cut off")?));
            }
            b"data" => {
                let format = format.ok_or("its samples come before their header")?;
                return match size {
                    // What a program leaves that was stopped while it recorded, or wrote to a pipe.
                    0 | STREAMED => format.samples(behind),
                    _ => format.samples(behind.get(..size).ok_or("its samples are cut off")?),
                };
            }
            _ => {}
        }
        // Chunks begin at even places.
        rest = behind.get(size.saturating_add(size % 2)..).ok_or("it is cut off")?;
    }
}

/// What the header says of the samples.
#[derive(Clone, Copy)]
struct Format {
    tag: u16,
    channels: usize,
    sampling_rate: usize,
    bits: u16,
}

impl Format {
    fn of(header: &[u8]) -> Self {
        let short = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
        let tag = if short(0) == EXTENSIBLE && header.len() >= 26 { short(24) } else { short(0) };
        let rate = u32::from_le_bytes([header[4], header[5], header[6], header[7]]);
        Self { tag, channels: short(2).into(), sampling_rate: rate as usize, bits: short(14) }
    }

    fn samples(
        self,
        bytes: &[u8],
    ) -> std::result::Result<std::result::Result<Recording, String>, &'static str> {
        let encoding = match (self.tag, self.bits) {
            (1, 16) => Encoding::Pcm16,
            (3, 32) => Encoding::Float,
            (1, bits) => return Ok(Err(format!("{bits}-bit PCM"))),
            (3, bits) => return Ok(Err(format!("{bits}-bit floats"))),
            (tag, bits) => return Ok(Err(format!("format {tag} of {bits} bits"))),
        };
        if self.channels == 0 {
            return Err("it has no channels");
        }
        if self.sampling_rate == 0 {
            return Err("it has a sampling rate of 0");
        }
        let values: Vec<f32> = match encoding {
            Encoding::Pcm16 => bytes
                .as_chunks()
                .0
                .iter()
                .map(|&value| f32::from(i16::from_le_bytes(value)) / 32_768.0)
                .collect(),
            Encoding::Float => bytes.as_chunks().0.iter().map(|&value| f32::from_le_bytes(value)).collect(),
        };
        if values.iter().any(|value| !value.is_finite()) {
            return Err("a sample is not a finite number");
        }
        let count = values.len() / self.channels;
        let whole = values[..count * self.channels].to_vec();
        let samples = Array2::from_shape_vec((count, self.channels), whole).map_err(|_| "it is too large")?;
        Ok(Ok(Recording { samples, sampling_rate: self.sampling_rate }))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The bytes of a file with these samples.
    pub fn file(tag: u16, bits: u16, channels: u16, data: &[u8]) -> Vec<u8> {
        let mut header = [tag, channels].map(u16::to_le_bytes).concat();
        header.extend(8000_u32.to_le_bytes());
        header.extend([0; 4]);
        header.extend([channels * bits / 8, bits].map(u16::to_le_bytes).concat());
        let mut bytes = b"RIFF\0\0\0\0WAVE".to_vec();
        // A chunk of odd size that nobody needs, then the header, then the samples.
        for (name, content) in [(b"LIST", &b"abc"[..]), (b"fmt ", &header), (b"data", data)] {
            bytes.extend(name);
            bytes.extend((content.len() as u32).to_le_bytes());
            bytes.extend(content);
            bytes.extend(&[0][..content.len() % 2]);
        }
        bytes
    }

    /// 16-bit samples of one channel.
    pub fn pcm(values: &[i16]) -> Vec<u8> {
        file(1, 16, 1, &values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<_>>())
    }

    #[test]
    fn samples_of_both_encodings_lie_between_minus_one_and_one() {
        let read = parse(&file(1, 16, 2, &[0, 0x80, 0, 0x40, 0, 0, 0xff, 0x7f])).unwrap().unwrap();
        assert_eq!(read.samples, ndarray::array![[-1.0, 0.5], [0.0, 32_767.0 / 32_768.0]]);
        assert_eq!(read.sampling_rate, 8000);
        let floats: Vec<u8> = [0.25_f32, -0.5].into_iter().flat_map(f32::to_le_bytes).collect();
        assert_eq!(
            parse(&file(3, 32, 1, &floats)).unwrap().unwrap().samples,
            ndarray::array![[0.25], [-0.5]]
        );
    }

    #[test]
    fn what_is_no_recording_is_an_error_wherever_it_is_cut_off() {
        let whole = pcm(&[1, 2, 3]);
        for end in 0..whole.len() {
            assert!(parse(&whole[..end]).is_err(), "{end}");
        }
        let mut streamed = whole.clone();
        let at = whole.len() - 10;
        streamed[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(parse(&streamed[..whole.len() - 2]).unwrap().unwrap().samples.len(), 2);
        assert_eq!(parse(&file(1, 24, 1, &[0; 6])).unwrap().err().unwrap(), "24-bit PCM");
        assert_eq!(parse(&file(6, 8, 1, &[0; 6])).unwrap().err().unwrap(), "format 6 of 8 bits");
        assert!(parse(&file(1, 16, 0, &[0; 6])).is_err());
        assert!(parse(&file(3, 32, 1, &f32::NAN.to_le_bytes())).is_err());
    }
}
