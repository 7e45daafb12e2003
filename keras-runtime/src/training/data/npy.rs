//! Arrays in files: samples that are read when they are needed.

use std::fs::File;
use std::io::{self, Seek};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use super::form::Axes;
use super::table::Numbers;
use super::{Number, Rows, Table};
use crate::files::npy::{Header, header};
use crate::tensor::Dims;
use crate::{Error, ErrorKind, Result};

/// Array in a file in NumPy's format, `.npy`, which `fit`, `evaluate` and `predict` take in place of an array.
///
/// Only the samples of a batch are read at a time, in any order: the file may be larger than memory. The axes and the
/// element type are part of the type, as those of arrays are.
///
/// ```
/// use keras::data::NpyFile;
/// use keras::ndarray::{Ix1, Ix2};
/// use keras::prelude::*;
/// # let folder = std::env::temp_dir().join(format!("npy-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// # std::env::set_current_dir(&folder).unwrap();
/// # let write = |path: &str, descr: &str, shape: &str, data: Vec<u8>| {
/// #     let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
/// #     let mut bytes = b"\x93NUMPY\x01\0".to_vec();
/// #     bytes.extend((header.len() as u16).to_le_bytes());
/// #     bytes.extend(header.as_bytes());
/// #     bytes.extend(data);
/// #     std::fs::write(path, bytes).unwrap();
/// # };
/// # write("x.npy", "<f4", "(100, 4)", (0..400).flat_map(|i| (i as f32 / 400.0).to_le_bytes()).collect());
/// # write("y.npy", "|u1", "(100,)", (0..100).map(|i| i / 50).collect());
///
/// // numpy.save("x.npy", x); numpy.save("y.npy", y)
/// let x = NpyFile::<f32, Ix2>::open("x.npy")?;
/// let y = NpyFile::<u8, Ix1>::open("y.npy")?;
/// let model = sequential![Dense(2, activation = softmax, input = 4)];
/// let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
/// let history = model.fit(&x, &y, Fit::epochs(3).validation_split(0.1).verbose(0))?;
/// # assert_eq!(history.epochs().len(), 3);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Debug)]
pub struct NpyFile<E, D> {
    file: File,
    path: PathBuf,
    sizes: Vec<usize>,
    /// Where the numbers begin.
    offset: u64,
    types: PhantomData<fn() -> (E, D)>,
}

/// An element of an [`NpyFile`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an element of an `NpyFile`",
    note = "elements are `f32`, `f64`, `bool`, and the integers whose size is in their name"
)]
pub trait NpyElement: Number {
    /// NumPy's name of the type.
    #[doc(hidden)]
    const DESCR: &str;

    /// The number in these bytes.
    #[doc(hidden)]
    fn read(bytes: &[u8]) -> f32;
}

macro_rules! elements {
    ($($element:ident $descr:literal)*) => {$(
        impl NpyElement for $element {
            const DESCR: &str = $descr;

            fn read(bytes: &[u8]) -> f32 {
                bytes.try_into().map_or(f32::NAN, |bytes| $element::from_le_bytes(bytes).to_f32())
            }
        }
    )*};
}

elements! {
    f32 "<f4"
    f64 "<f8"
    u8 "|u1"
    u16 "<u2"
    u32 "<u4"
    u64 "<u8"
    i8 "|i1"
    i16 "<i2"
    i32 "<i4"
    i64 "<i8"
}

impl NpyElement for bool {
    const DESCR: &str = "|b1";

    fn read(bytes: &[u8]) -> f32 {
        bytes.first().map_or(f32::NAN, |&byte| f32::from(u8::from(byte != 0)))
    }
}

impl<E: NpyElement, D: Axes> NpyFile<E, D> {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is not in NumPy's format, or its array has other axes or elements than the type says, or is
    /// in Fortran's order.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        Self::read(path).map_err(|error| error.within(path.display()))
    }

    fn read(path: &Path) -> Result<Self> {
        let mut file = File::open(path).map_err(unreadable)?;
        let format =
            |expected: &str, found: String| Error::expected("", expected, found).with_kind(ErrorKind::Format);
        let text = header(&mut file).map_err(unreadable)?;
        let text = text.ok_or_else(|| format("an array in NumPy's format", "something else".into()))?;
        let header = Header::parse(&text);
        let Header { descr, fortran_order, shape } =
            header.ok_or_else(|| format("a header of NumPy's format", "something else".into()))?;
        if descr != E::DESCR {
            return Err(format(&format!("elements `{}`", E::DESCR), format!("`{descr}`"))
                .help(format!("in Python: `numpy.save(path, array.astype(\"{}\"))`", E::DESCR)));
        }
        if D::NDIM.is_some_and(|axes| axes != shape.len()) || shape.is_empty() {
            let axes = D::NDIM.map_or("1 or more".into(), |axes| axes.to_string());
            return Err(format(&format!("{axes} axes"), format!("the shape {shape:?}")));
        }
        if fortran_order && shape.len() > 1 {
            return Err(format("an array in row-major order", "Fortran's order".into())
                .help("in Python: `numpy.save(path, numpy.ascontiguousarray(array))`"));
        }
        let numbers = Dims::new(&shape)?.elements();
        let offset = file.stream_position().map_err(unreadable)?;
        let (needed, there) =
            (offset + (numbers * size_of::<E>()) as u64, file.metadata().map_err(unreadable)?.len());
        if there < needed {
            return Err(format(&format!("{needed} bytes"), there.to_string()));
        }
        Ok(Self { file, path: path.to_owned(), sizes: shape, offset, types: PhantomData })
    }

    /// The shape of the array, the samples first.
    pub fn shape(&self) -> &[usize] {
        &self.sizes
    }
}

impl<E: NpyElement, D: Axes> Rows for NpyFile<E, D> {
    type Form = D::Array<E>;

    fn table(&self) -> Result<Table<'_>> {
        Table::stored(&self.sizes, self)
    }
}

/// So many bytes are read at once.
const CHUNK: usize = 16 * 1024;

impl<E: NpyElement, D> Numbers for &NpyFile<E, D> {
    fn copy(&self, start: usize, out: &mut [f32]) -> Result<()> {
        let size = size_of::<E>();
        let mut bytes = [0; CHUNK];
        let mut at = self.offset + (start * size) as u64;
        for out in out.chunks_mut(CHUNK / size) {
            let bytes = &mut bytes[..out.len() * size];
            let read = read_exact_at(&self.file, bytes, at);
            read.map_err(|error| unreadable(error).within(self.path.display()))?;
            out.iter_mut().zip(bytes.chunks_exact(size)).for_each(|(out, bytes)| *out = E::read(bytes));
            at += bytes.len() as u64;
        }
        Ok(())
    }

    fn is_in_memory(&self) -> bool {
        false
    }
}

fn unreadable(error: io::Error) -> Error {
    Error::new("", format!("cannot be read: {error}")).with_kind(ErrorKind::from(&error)).caused_by(error)
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, rest, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => (rest, at) = (&mut rest[read..], at + read as u64),
        }
    }
    Ok(())
}

/// Of a handle that has a position of its own one reader at a time makes use.
#[cfg(not(any(unix, windows)))]
fn read_exact_at(mut file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    use std::io::Read;
    use std::sync::Mutex;
    static POSITION: Mutex<()> = Mutex::new(());
    let _alone = POSITION.lock();
    file.seek(io::SeekFrom::Start(at))?;
    file.read_exact(bytes)
}
