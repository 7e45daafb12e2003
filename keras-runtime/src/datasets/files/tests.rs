//! Files that are not what they say: each is an error that names the file, what was expected and what was found.

use super::forge::{npy, npy_with_header};
use super::*;
use ndarray::{Ix2, array};
use tempfile::TempDir;

const DATA: [u8; 6] = [1, 2, 3, 4, 5, 6];

fn good_npy() -> Vec<u8> {
    npy("|u1", false, "(2, 3)", &DATA)
}

fn with_file<T>(bytes: &[u8], read: impl FnOnce(&Path) -> T) -> T {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    read(&path)
}

fn read_npz(bytes: &[u8]) -> Result<Array<u8, Ix2>> {
    with_file(bytes, |path| npz::Npz::open(path)?.array("x", Ix2(2, 3)))
}

fn read_npy(npy: Vec<u8>) -> Result<Array<u8, Ix2>> {
    read_npz(&forge::npz(&[("x.npy", npy)]))
}

fn read_idx(bytes: &[u8]) -> Result<Array<u8, Ix2>> {
    with_file(bytes, |path| idx::array(path, Ix2(2, 3)))
}

fn assert_error(result: Result<Array<u8, Ix2>>, message: &str) {
    let error = result.unwrap_err();
    assert!(error.place().contains("file"), "{error}");
    assert!(error.to_string().contains(message), "{error}");
}

#[test]
fn a_good_file_of_either_format_is_read() {
    let expected = array![[1, 2, 3], [4, 5, 6]];
    assert_eq!(read_npy(good_npy()).unwrap(), expected);
    assert_eq!(read_idx(&forge::idx(&[2, 3], &DATA)).unwrap(), expected);
}

#[test]
fn the_keys_of_a_header_come_in_any_order() {
    let header = "{ 'shape':(2,3) , 'descr' : '|u1','fortran_order' :False}  \n";
    assert!(read_npy(npy_with_header(header, &DATA)).is_ok());
}

#[test]
fn a_header_of_version_2_is_read() {
    let mut file = good_npy();
    file[6] = 2;
    file.splice(10..10, [0, 0]);
    assert!(read_npy(file).is_ok());
}

#[test]
fn a_missing_file_is_an_error() {
    let path = Path::new("no such file");
    assert_error(npz::Npz::open(path).map(|_| unreachable!()), "cannot be read");
    assert_error(idx::array(path, Ix2(2, 3)), "cannot be read");
}

#[test]
fn a_file_cut_off_anywhere_is_an_error() {
    for (read, file) in [
        (read_npz as fn(&[u8]) -> _, forge::npz(&[("x.npy", good_npy())])),
        (read_idx, forge::idx(&[2, 3], &DATA)),
    ] {
        for length in 0..file.len() {
            assert!(read(&file[..length]).is_err(), "{length} of {} bytes", file.len());
        }
    }
}

#[test]
fn a_changed_byte_never_changes_the_data() {
    let expected = read_npy(good_npy()).unwrap();
    for (read, file) in [
        (read_npz as fn(&[u8]) -> Result<_>, forge::npz(&[("x.npy", good_npy())])),
        (read_idx, forge::idx(&[2, 3], &DATA)),
    ] {
        for place in 0..file.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut file = file.clone();
                file[place] ^= change;
                if let Ok(data) = read(&file) {
                    assert_eq!(data, expected, "byte {place} ^ {change}");
                }
            }
        }
    }
}

#[test]
fn an_array_that_is_not_in_the_archive_is_an_error() {
    assert_error(
        read_npz(&forge::npz(&[("y.npy", good_npy())])),
        "file, x: expected an array of this name in the archive, found none",
    );
}

#[test]
fn another_element_type_is_an_error() {
    assert_error(read_npy(npy("<f8", false, "(2, 3)", &[0; 48])), "expected bytes, `|u1`, found `<f8`");
    let file = forge::gzip(&[0, 0, 13, 2, 0, 0, 0, 2, 0, 0, 0, 3]);
    assert_error(read_idx(&file), "expected IDX data of bytes with 2 axes, 00000802, found 00000d02");
}

#[test]
fn another_rank_is_an_error() {
    assert_error(read_npy(npy("|u1", false, "(6,)", &DATA)), "expected an array of (2, 3), found (6,)");
    assert_error(read_idx(&forge::idx(&[6], &DATA)), "with 2 axes, 00000802, found 00000801");
}

#[test]
fn another_shape_is_an_error() {
    assert_error(read_npy(npy("|u1", false, "(3, 2)", &DATA)), "expected an array of (2, 3), found (3, 2)");
    assert_error(read_idx(&forge::idx(&[3, 2], &DATA)), "expected an array of (2, 3), found (3, 2)");
}

#[test]
fn fortran_order_is_an_error() {
    assert_error(read_npy(npy("|u1", true, "(2, 3)", &DATA)), "row-major order, found Fortran's order");
}

#[test]
fn a_header_that_promises_the_impossible_is_an_error() {
    for shape in ["(18446744073709551615, 18446744073709551615)", "(9223372036854775807, 3)"] {
        assert_error(read_npy(npy("|u1", false, shape, &DATA)), "expected an array of (2, 3), found (");
    }
    assert_error(read_npy(npy("|u1", false, "(99999999999999999999,)", &DATA)), "expected a header");
    assert_error(read_idx(&forge::idx(&[u32::MAX, u32::MAX], &DATA)), "found (4294967295, 4294967295)");
}

#[test]
fn a_length_of_header_that_lies_is_an_error() {
    let mut file = good_npy();
    file[6] = 2;
    file[8..12].fill(0xff);
    assert_error(read_npy(file), "expected a header");
}

#[test]
fn too_little_data_is_an_error() {
    assert_error(read_npy(npy("|u1", false, "(2, 3)", &DATA[..5])), "expected 6 bytes of data, found 5");
    assert_error(read_idx(&forge::idx(&[2, 3], &DATA[..5])), "expected 6 bytes of data, found 5");
}

#[test]
fn too_much_data_is_an_error() {
    assert_error(
        read_npy(npy("|u1", false, "(2, 3)", &[0; 700])),
        "expected at most 6 bytes of data, found more",
    );
    assert_error(read_idx(&forge::idx(&[2, 3], &[0; 700])), "expected at most 6 bytes of data, found more");
}

#[test]
fn whole_numbers_of_any_size_are_read_with_their_sign() {
    let read = |npy| with_file(&forge::npz(&[("x.npy", npy)]), |path| npz::Npz::open(path)?.integers("x", 2));
    assert_eq!(read(forge::npy_of_integers(&[-1, 1 << 40])).unwrap(), array![-1, 1 << 40]);
    let data = [&(-7i32).to_le_bytes()[..], &[1, 0, 0, 0]].concat();
    assert_eq!(read(npy("<i4", false, "(2,)", &data)).unwrap(), array![-7, 1]);
    assert_eq!(read(npy("|u1", false, "(2,)", &[255, 0])).unwrap(), array![255, 0]);
    let error = read(npy("<f4", false, "(2,)", &data)).unwrap_err().to_string();
    assert!(error.ends_with("expected whole numbers, `<i8` or `<i4` or `|u1`, found `<f4`"), "{error}");
}

#[test]
fn lists_that_are_one_list_many_times_over_are_an_error() {
    // Four lists of one list of numbers, of which there are more than there may be.
    let list = forge::pickle::list(&[7; 200]);
    let data = [b"](", &list[..], b"q\x00", &b"h\x00".repeat(3), b"e"].concat();
    let pickle = forge::pickle::file(&forge::pickle::array(&[4], "O8", &data));
    let file = forge::npz(&[("x.npy", npy("|O", false, "(4,)", &pickle))]);
    let error = with_file(&file, |path| npz::Npz::open(path)?.lists("x", 4, 700)).unwrap_err().to_string();
    assert!(error.ends_with("file, x: expected at most 700 numbers, found more"), "{error}");
}

#[test]
fn what_is_not_an_array_is_an_error() {
    assert_error(read_npy(b"some words of text".to_vec()), "expected an array in NumPy's format");
    for header in
        ["", "{}", "{'descr': '|u1', 'fortran_order': Maybe, 'shape': (2, 3)}", "'descr'", "{'shape': "]
    {
        assert_error(read_npy(npy_with_header(header, &DATA)), "expected a header with `descr`");
    }
    assert_error(read_npz(b"some words of text"), "is not a whole zip archive");
    assert_error(read_idx(b"some words of text"), "cannot be read");
}

#[test]
fn labels_are_below_the_number_of_classes() {
    let path = Path::new("file");
    assert_eq!(classes(path, [0, 9], 10).unwrap(), array![0, 9]);
    for class in [-1, 10, 256] {
        let error = classes(path, [0, class], 10).unwrap_err().to_string();
        assert_eq!(error, format!("file: expected classes from 0 to 9, found {class}"));
    }
}
