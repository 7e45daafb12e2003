//! Makes small files for tests, good ones and bad ones.

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use rawzip::{CompressionMethod, ZipArchiveWriter};
use std::io::Write;

/// An `.npy` file with what is given as its header, true or not.
pub fn npy(descr: &str, fortran_order: bool, shape: &str, data: &[u8]) -> Vec<u8> {
    let fortran_order = if fortran_order { "True" } else { "False" };
    npy_with_header(
        &format!("{{'descr': '{descr}', 'fortran_order': {fortran_order}, 'shape': {shape}, }}"),
        data,
    )
}

/// An `.npy` file of lists of numbers.
pub fn npy_of_lists(lists: &[&[u8]]) -> Vec<u8> {
    npy("|O", false, &format!("({},)", lists.len()), &pickle::lists(lists))
}

/// An `.npy` file of whole numbers of 8 bytes.
pub fn npy_of_integers(numbers: &[i64]) -> Vec<u8> {
    let data: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    npy("<i8", false, &format!("({},)", numbers.len()), &data)
}

pub fn npy_with_header(header: &str, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), data].concat()
}

/// An `.npz` file of deflated files.
pub fn npz(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, bytes) in files {
        let file = archive.new_file(name).compression_method(CompressionMethod::DEFLATE);
        let (mut entry, config) = file.start().unwrap();
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::fast()));
        writer.write_all(bytes).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap()
}

/// A gzip file of IDX data with what is given as its header, true or not.
pub fn idx(shape: &[u32], data: &[u8]) -> Vec<u8> {
    let lengths = shape.iter().flat_map(|length| length.to_be_bytes());
    gzip(&[0, 0, 8, shape.len() as u8].into_iter().chain(lengths).chain(data.to_vec()).collect::<Vec<_>>())
}

pub fn gzip(data: &[u8]) -> Vec<u8> {
    let mut file = GzEncoder::new(Vec::new(), Compression::fast());
    file.write_all(data).unwrap();
    file.finish().unwrap()
}

/// An archive of files in a folder.
pub fn tar(folder: &str, files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, format!("{folder}{name}"), &bytes[..]).unwrap();
    }
    archive.into_inner().unwrap()
}

/// Pickles, instruction by instruction.
pub mod pickle {
    /// A whole file of protocol 2.
    pub fn file(value: &[u8]) -> Vec<u8> {
        [b"\x80\x02", value, b"."].concat()
    }

    pub fn dict<'a>(entries: impl IntoIterator<Item = (&'a str, Vec<u8>)>) -> Vec<u8> {
        let entries = entries.into_iter().flat_map(|(name, value)| [text(name), value]);
        [b"}(".to_vec(), entries.collect::<Vec<_>>().concat(), b"u".to_vec()].concat()
    }

    pub fn list(numbers: &[u8]) -> Vec<u8> {
        [b"](".to_vec(), numbers.iter().flat_map(|&number| [b'K', number]).collect(), b"e".to_vec()].concat()
    }

    /// A file of an array of lists.
    pub fn lists(lists: &[&[u8]]) -> Vec<u8> {
        let items = lists.iter().flat_map(|numbers| list(numbers)).collect();
        let data = [b"](".to_vec(), items, b"e".to_vec()].concat();
        file(&array(&[lists.len()], "O8", &data))
    }

    /// A string of Python 2.
    pub fn text(text: &str) -> Vec<u8> {
        [b"U", &[u8::try_from(text.len()).unwrap()][..], text.as_bytes()].concat()
    }

    /// An array of bytes.
    pub fn bytes(shape: &[usize], data: &[u8]) -> Vec<u8> {
        let data = [b"T", &(data.len() as u32).to_le_bytes()[..], data].concat();
        array(shape, "u1", &data)
    }

    /// An array of an element type, made of `data`.
    pub fn array(shape: &[usize], dtype: &str, data: &[u8]) -> Vec<u8> {
        let shape = shape.iter().flat_map(|&size| [b"J", &(size as u32).to_le_bytes()[..]].concat());
        [
            &b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01("[..],
            &shape.collect::<Vec<_>>(),
            b"tcnumpy\ndtype\n",
            &text(dtype),
            b"K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89",
            data,
            b"tb",
        ]
        .concat()
    }
}
