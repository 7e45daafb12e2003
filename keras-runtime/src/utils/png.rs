//! PNG encoder: writes the [PNG format](https://www.w3.org/TR/png-3/).

use std::io::{self, Write};

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// Bytes as rows of pixels.
pub(super) struct Pixels<'a> {
    pub bytes: &'a [u8],
    pub width: u32,
    pub height: u32,
    /// 1 for grey, 3 for red, green and blue, 4 with opacity.
    pub channels: u8,
}

impl Pixels<'_> {
    /// Writes them as a PNG file.
    pub fn write_png(&self, out: &mut impl Write) -> io::Result<()> {
        let color = match self.channels {
            1 => 0,
            3 => 2,
            _ => 6,
        };
        let mut header = [&self.width.to_be_bytes()[..], &self.height.to_be_bytes()].concat();
        // 8 bits a channel; the one compression, the one set of filters; rows in their order.
        header.extend([8, color, 0, 0, 0]);

        out.write_all(b"\x89PNG\r\n\x1a\n")?;
        chunk(out, b"IHDR", &header)?;
        chunk(out, b"IDAT", &self.packed()?)?;
        chunk(out, b"IEND", &[])
    }

    fn packed(&self) -> io::Result<Vec<u8>> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        let row = self.width as usize * usize::from(self.channels);
        for row in self.bytes.chunks_exact(row) {
            const NO_FILTER: &[u8] = &[0];
            packed.write_all(NO_FILTER)?;
            packed.write_all(row)?;
        }
        packed.finish()
    }
}

fn chunk(out: &mut impl Write, kind: &[u8; 4], data: &[u8]) -> io::Result<()> {
    let length = u32::try_from(data.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(data);
    out.write_all(&length.to_be_bytes())?;
    out.write_all(kind)?;
    out.write_all(data)?;
    out.write_all(&crc.sum().to_be_bytes())
}
