//! Reading a file takes no more memory than the data set can be, whatever the file says.

#![allow(unsafe_code, reason = "a global allocator cannot be written without")]

#[path = "files_hold_no_more_than_their_data/files.rs"]
mod files;
#[path = "files_hold_no_more_than_their_data/peak.rs"]
mod peak;
/// The readers themselves, for files smaller than those of any data set.
#[path = "../src/datasets/files/mod.rs"]
#[allow(dead_code, reason = "the library uses the rest")]
mod readers;

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use keras_runtime::random::{self, Random};
use keras_runtime::{Error, ErrorKind, Result};
use ndarray::Ix2;
use peak::peak;
use readers::forge::{self, pickle as p};
use readers::pickle::{Limits, Pickle};
use readers::{idx, npz::Npz, tar};

const MB: usize = 1 << 20;

/// What a read may take besides its data: buffers, the state of a decompressor, messages.
const BESIDES: usize = MB;

fn with_file<T>(bytes: &[u8], read: impl FnOnce(&Path) -> T) -> T {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    read(&path)
}

/// Reads of a bomb are errors that name the file, and take `bound` bytes at most.
fn assert_defused<T>(what: &str, bytes: &[u8], bound: usize, read: impl FnOnce(&Path) -> Result<T>) {
    let (result, peak) = with_file(bytes, |path| peak(|| read(path)));
    let error = result.err().unwrap_or_else(|| panic!("{what} was read")).to_string();
    assert!(error.contains("file"), "{what}: {error}");
    assert!(error.len() < 1_000, "{what}: {error}");
    assert!(peak <= bound, "{what}: {peak} bytes of at most {bound}: {error}");
}

/// 25,000 lists of 7 million numbers: the size of IMDB.
const LISTS: usize = 25_000;
const NUMBERS: usize = 7_000_000;

fn imdb(path: &Path) -> Result<Vec<Vec<i32>>> {
    Npz::open(path)?.lists("x", LISTS, NUMBERS)
}

fn npz_of(pickle: &[u8]) -> Vec<u8> {
    forge::npz(&[("x.npy", forge::npy("|O", false, "(25000,)", pickle))])
}

#[test]
fn a_pickle_makes_no_more_than_a_data_set_is() {
    let many = 20 * MB;
    let remembered: Vec<u8> =
        (0..MB as u32).flat_map(|key| [&b"r"[..], &key.to_le_bytes()].concat()).collect();
    for (what, pickle) in [
        ("tuples", b")".repeat(64 * MB)),
        ("few tuples", b")".repeat(many)),
        ("lists", b"]".repeat(many)),
        ("dicts", b"}".repeat(many)),
        ("texts", b"U\x00".repeat(many)),
        ("marks", b"(".repeat(many)),
        ("nones", b"N".repeat(many)),
        ("numbers", b"K\x01".repeat(many / 2)),
        ("remembered", [b"]".to_vec(), remembered].concat()),
        ("remembered in order", [b"]".to_vec(), b"\x94".repeat(many)].concat()),
        ("recalled", [b"]q\x00".to_vec(), b"h\x00".repeat(many / 2)].concat()),
        ("a list of itself", [b"]q\x00".to_vec(), b"h\x00a".repeat(many / 3)].concat()),
        ("one list, filled", [b"](".to_vec(), b"K\x01".repeat(6_900_000), b"e".to_vec()].concat()),
        (
            "the room of a stack, again and again",
            [b"(".to_vec(), b"N".repeat(5_000_000), b"t".to_vec(), b"\x85".repeat(20_000)].concat(),
        ),
        ("a text that lies", [&b"\x8e"[..], &u64::MAX.to_le_bytes()].concat()),
        ("a long text", [&b"X"[..], &(30 * MB as u32).to_le_bytes(), &vec![0xff; 30 * MB], b"."].concat()),
        ("a long name", [&b"c"[..], &vec![0xff; 30 * MB], b"\nb\n"].concat()),
    ] {
        // The pickle, the values on the stack, those in a list, each with room to grow.
        assert_defused(what, &npz_of(&pickle), 256 * MB, imdb);
    }
}

#[test]
fn an_array_is_no_larger_than_it_should_be() {
    let read = |path: &Path| Npz::open(path)?.array("x", Ix2(2, 3)).map(drop);
    let header = |header: &str| forge::npz(&[("x.npy", forge::npy_with_header(header, &[0; 6]))]);
    let axes = format!("{{'descr': '|u1', 'fortran_order': False, 'shape': ({}), }}", "1,".repeat(30_000));
    let descr = format!("{{'descr': '{}', 'fortran_order': False, 'shape': (2, 3), }}", "x".repeat(60_000));
    let bomb = forge::npz(&[("x.npy", forge::npy("|u1", false, "(2, 3)", &vec![0; 256 * MB]))]);
    for (what, file) in [
        ("a bomb", bomb),
        ("axes", header(&axes)),
        ("a type", header(&descr)),
        ("no header", header(&"\u{1}".repeat(60_000))),
        ("a negative size", header("{'descr': '|u1', 'fortran_order': False, 'shape': (-2, 3), }")),
        ("an index bomb", forge::gzip(&vec![0; 16 * MB])),
    ] {
        assert_defused(what, &file, BESIDES, read);
    }
    let read = |path: &Path| idx::array(path, Ix2(2, 3)).map(drop);
    assert_defused("images", &forge::idx(&[2, 3], &vec![0; 64 * MB]), BESIDES, read);
    let name = [&[0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 0][..], &vec![b'n'; 4 * MB]].concat();
    assert_defused("a gzip file's name", &name, BESIDES, read);
}

#[test]
fn what_lies_about_an_entry_of_an_archive_is_an_error() {
    let good = forge::npz(&[("x.npy", forge::npy("|u1", false, "(2, 3)", &[0; 6]))]);
    let list = good.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    let read = |path: &Path| Npz::open(path)?.array("x", Ix2(2, 3));
    with_file(&good, |path| read(path).unwrap());
    let changed = |at: usize, bytes: &[u8]| {
        let mut file = good.clone();
        file[list + at..][..bytes.len()].copy_from_slice(bytes);
        file
    };
    for (what, file) in [
        ("encrypted", changed(8, &[9, 0])),
        ("packed otherwise", changed(10, &[12, 0])),
        ("a size that lies", changed(24, &[0xff, 0xff, 0xff, 0x7f])),
        ("a size of zip64 that is not there", changed(24, &[0xff; 4])),
        ("a place that lies", changed(42, &[0xff, 0xff, 0xff, 0x7f])),
    ] {
        assert_defused(what, &file, BESIDES, read);
    }
    let error = with_file(&changed(8, &[9, 0]), |path| read(path).unwrap_err().to_string());
    assert!(error.ends_with("expected a stored or deflated array, found an encrypted one"), "{error}");
}

/// A header of a tar file that says this of what follows.
fn tar_header(name: &str, kind: u8, size: u64) -> Vec<u8> {
    let mut header = ::tar::Header::new_gnu();
    header.set_path(name).unwrap();
    header.set_size(size);
    header.set_mode(0o644);
    header.set_entry_type(::tar::EntryType::new(kind));
    header.set_cksum();
    header.as_bytes().to_vec()
}

fn tar_of(parts: &[(Vec<u8>, usize)]) -> Vec<u8> {
    let mut file = GzEncoder::new(Vec::new(), Compression::fast());
    let block = vec![0; MB];
    for (header, megabytes) in parts {
        file.write_all(header).unwrap();
        (0..*megabytes).for_each(|_| file.write_all(&block).unwrap());
    }
    file.write_all(&[0; 1024]).unwrap();
    file.finish().unwrap()
}

#[test]
fn an_archive_is_no_larger_than_its_files() {
    const LIMIT: usize = 4 * MB;
    let read = |path: &Path| tar::files(path, &[("a", LIMIT)]).map(drop);
    let size = |megabytes: usize| (megabytes * MB) as u64;
    // A file of a terabyte without any data.
    let mut sparse = ::tar::Header::from_byte_slice(&tar_header("a", b'S', 0)).clone();
    sparse.as_gnu_mut().unwrap().set_real_size(1 << 40);
    sparse.set_cksum();
    let sparse = sparse.as_bytes().to_vec();
    for (what, file) in [
        ("a long name", tar_of(&[(tar_header("n", b'L', size(512)), 512)])),
        ("a long name of a link", tar_of(&[(tar_header("n", b'K', size(512)), 512)])),
        ("extensions", tar_of(&[(tar_header("n", b'x', size(512)), 512)])),
        ("a file too large", tar_of(&[(tar_header("a", b'0', size(512)), 512)])),
        ("another file", tar_of(&[(tar_header("b", b'0', size(512)), 512)])),
        ("zeros behind the end", tar_of(&[(vec![0; 1024], 512)])),
        ("many of a name", tar_of(&vec![(tar_header("a", b'0', size(4)), 4); 100])),
        ("a size that lies", tar_of(&[(tar_header("a", b'0', 1 << 40), 1)])),
        ("a sparse file", tar_of(&[(sparse, 0)])),
        ("a link", tar_of(&[(tar_header("a", b'2', 0), 0)])),
    ] {
        assert_defused(what, &file, LIMIT + BESIDES, read);
    }
}

/// One of a format's files, what is read of it, and what that may take.
type Format = (&'static str, Vec<u8>, fn(&Path) -> Result<()>, usize);

fn formats() -> Vec<Format> {
    let bytes = forge::npy("|u1", false, "(2, 3)", &[1, 2, 3, 4, 5, 6]);
    let lists = forge::npy_of_lists(&[&[1, 2], &[3]]);
    let data = p::file(&p::dict([("labels", p::list(&[1, 2])), ("data", p::bytes(&[2, 3], &[7; 6]))]));
    let read_pickle = |path: &Path| -> Result<()> {
        let bytes = std::fs::read(path).unwrap();
        let pickle = Pickle::read("file", &bytes, Limits::samples(2))?;
        pickle.root().get("data")?.bytes(&[2, 3])?;
        pickle.root().get("labels")?.list()?.try_for_each(|label| label.int().map(drop))
    };
    vec![
        (
            "npz",
            forge::npz(&[("x.npy", bytes)]),
            |path| Npz::open(path)?.array("x", Ix2(2, 3)).map(drop),
            BESIDES,
        ),
        (
            "npz of lists",
            forge::npz(&[("x.npy", lists)]),
            |path| Npz::open(path)?.lists("x", 2, 3).map(drop),
            BESIDES,
        ),
        ("idx", forge::idx(&[2, 3], &[1; 6]), |path| idx::array(path, Ix2(2, 3)).map(drop), BESIDES),
        (
            "tar",
            forge::gzip(&forge::tar("f/", &[("a", vec![1; 700]), ("b", vec![2; 9])])),
            |path| tar::files(path, &[("a", 1024), ("b", 1024)]).map(drop),
            BESIDES,
        ),
        ("pickle", data, read_pickle, BESIDES),
    ]
}

/// The file cut off, with some bits turned, or with a piece of it put elsewhere.
fn damage(random: &mut Random, file: &[u8]) -> Vec<u8> {
    let mut place = |length: usize| random.seed() as usize % length.max(1);
    let mut bytes = file.to_vec();
    match place(3) {
        0 => bytes.truncate(place(file.len())),
        1 => (0..=place(4)).for_each(|_| bytes[place(file.len())] ^= 1 << place(8)),
        _ => {
            let (from, to) = (place(file.len()), place(file.len()));
            let length = 1 + place((file.len() - from).min(64));
            let end = if place(2) == 0 { to } else { (to + length).min(file.len()) };
            bytes.splice(to..end, file[from..(from + length).min(file.len())].iter().copied());
        }
    }
    bytes
}

#[test]
fn a_damaged_file_of_any_format_is_read_or_is_an_error_that_names_it() {
    let mut random = Random::from_seed(14);
    let folder = tempfile::TempDir::new().unwrap();
    for (name, file, read, bound) in formats() {
        let path = folder.path().join("file");
        std::fs::write(&path, &file).unwrap();
        read(&path).unwrap();
        for case in 0..1_500 {
            std::fs::write(&path, damage(&mut random, &file)).unwrap();
            let (result, peak) = peak(|| read(&path));
            assert!(peak <= bound, "{name}, case {case}: {peak} bytes of at most {bound}");
            if let Err(error) = result {
                assert!(error.place().contains("file"), "{name}, case {case}: {error}");
            }
        }
    }
}
