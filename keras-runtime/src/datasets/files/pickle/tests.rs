//! Pickles of Python's own, and those that are not what they say.

use super::super::forge::pickle::{array, dict, file, list, text};
use super::*;
use crate::random::Random;

/// `{'data': np.array([[1, 2, 3], [4, 5, 6]], 'uint8'), 'labels': [7, -1, 300, 70000, -70000],
/// 'o': np.array([[1, 2], [3]], dtype=object)}` in protocol 3, by Python 3.11 and NumPy 2.4.
const PROTOCOL_3: &[u8] =
    b"\x80\x03}q\x00(X\x04\x00\x00\x00dataq\x01cnumpy._core.multiarray\n_reconstruct\nq\x02cnumpy\nndarray\n\
    q\x03K\x00\x85q\x04C\x01bq\x05\x87q\x06Rq\x07(K\x01K\x02K\x03\x86q\x08cnumpy\ndtype\nq\tX\x02\x00\x00\x00u1\
    q\n\x89\x88\x87q\x0bRq\x0c(K\x03X\x01\x00\x00\x00|q\rNNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tq\x0eb\x89\
    C\x06\x01\x02\x03\x04\x05\x06q\x0ftq\x10bX\x06\x00\x00\x00labelsq\x11]q\x12(K\x07J\xff\xff\xff\xffM,\x01\
    Jp\x11\x01\x00J\x90\xee\xfe\xffeX\x01\x00\x00\x00oq\x13h\x02h\x03K\x00\x85q\x14h\x05\x87q\x15Rq\x16(K\x01\
    K\x02\x85q\x17h\tX\x02\x00\x00\x00O8q\x18\x89\x88\x87q\x19Rq\x1a(K\x03h\rNNNJ\xff\xff\xff\xffJ\xff\xff\xff\xff\
    K?tq\x1bb\x89]q\x1c(]q\x1d(K\x01K\x02e]q\x1eK\x03aetq\x1fbu.";

/// The same in protocol 4.
const PROTOCOL_4: &[u8] =
    b"\x80\x04\x95\x0f\x01\x00\x00\x00\x00\x00\x00}\x94(\x8c\x04data\x94\x8c\x16numpy._core.multiarray\x94\
    \x8c\x0c_reconstruct\x94\x93\x94\x8c\x05numpy\x94\x8c\x07ndarray\x94\x93\x94K\x00\x85\x94C\x01b\x94\x87\x94R\
    \x94(K\x01K\x02K\x03\x86\x94h\x05\x8c\x05dtype\x94\x93\x94\x8c\x02u1\x94\x89\x88\x87\x94R\x94(K\x03\x8c\x01|\
    \x94NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00t\x94b\x89C\x06\x01\x02\x03\x04\x05\x06\x94t\x94b\x8c\x06labels\
    \x94]\x94(K\x07J\xff\xff\xff\xffM,\x01Jp\x11\x01\x00J\x90\xee\xfe\xffe\x8c\x01o\x94h\x04h\x07K\x00\x85\x94h\t\
    \x87\x94R\x94(K\x01K\x02\x85\x94h\x0e\x8c\x02O8\x94\x89\x88\x87\x94R\x94(K\x03h\x12NNNJ\xff\xff\xff\xff\
    J\xff\xff\xff\xffK?t\x94b\x89]\x94(]\x94(K\x01K\x02e]\x94K\x03aet\x94bu.";

fn read(bytes: &[u8]) -> Result<Pickle<'_>> {
    Pickle::read("file", bytes, Limits { nodes: 1_000_000, values: 1_000_000 })
}

fn ints(item: Item<'_>) -> Vec<i32> {
    item.list().unwrap().map(|item| item.int().unwrap()).collect()
}

/// What is said of what is pickled as `value`, when it is asked for an array of bytes.
fn error(value: &[u8]) -> String {
    let file = file(value);
    read(&file).and_then(|pickle| pickle.root().bytes(&[2, 3]).map(drop)).unwrap_err().to_string()
}

#[test]
fn what_python_wrote_is_read() {
    for bytes in [PROTOCOL_3, PROTOCOL_4] {
        let pickle = read(bytes).unwrap();
        let entry = |key| pickle.root().get(key).unwrap();
        assert_eq!(entry("data").bytes(&[2, 3]).unwrap(), [1, 2, 3, 4, 5, 6]);
        assert_eq!(ints(entry("labels")), [7, -1, 300, 70_000, -70_000]);
        let objects: Vec<_> = entry("o").objects(2).unwrap().map(ints).collect();
        assert_eq!(objects, [vec![1, 2], vec![3]]);
    }
}

#[test]
fn a_long_number_has_its_sign() {
    let bytes = file(b"](\x8a\x00\x8a\x01\x80\x8a\x02\x00\x80\x8a\x03\xff\xff\xff\x8a\x03\x00\x00\x40e");
    assert_eq!(ints(read(&bytes).unwrap().root()), [0, -128, -32_768, -1, 1 << 22]);
}

#[test]
fn another_shape_or_type_is_an_error_that_says_which() {
    let message = "file: expected an array of bytes of (2, 3), found an array of ";
    assert_eq!(error(&array(&[3, 2], "u1", &text("123456"))), format!("{message}`u1` of the shape (3, 2)"));
    assert_eq!(error(&array(&[2, 3], "f4", &text("123456"))), format!("{message}`f4` of the shape (2, 3)"));
    assert!(
        error(&array(&[2, 3], "u1", &text("12345"))).contains("expected the bytes of an array of (2, 3)")
    );
    assert!(error(b"K\x07").ends_with("expected an array of bytes in row-major order, found 7"));
    assert!(error(&text("a\nb")).ends_with(r"found 'a\nb'"));
}

#[test]
fn fortrans_order_is_an_error() {
    let mut array = array(&[2, 3], "u1", &text("123456"));
    let order = array.iter().rposition(|&byte| byte == 0x89).unwrap();
    array[order] = 0x88;
    assert!(error(&array).contains("in row-major order"));
}

#[test]
fn what_is_no_list_has_no_items() {
    let bytes = file(&dict([("a", list(&[1, 2]))]));
    let root = read(&bytes).unwrap();
    let message = |result: Result<()>| result.unwrap_err().to_string();
    assert_eq!(message(root.root().list().map(drop)), "file: expected a list, found a dict of a");
    assert_eq!(message(root.root().int().map(drop)), "file: expected a whole number, found a dict of a");
    let entry = root.root().get("a").unwrap();
    assert_eq!(message(entry.get("b").map(drop)), "file: expected a dict, found a list of 2 items");
}

#[test]
fn nothing_but_arrays_is_ever_named() {
    for name in ["cos\nsystem\n", "cbuiltins\neval\n", "cnumpy\nload\n", "c\n\n", "c"] {
        let message = error(&[name.as_bytes(), b"U\x02ls\x85R"].concat());
        assert!(message.contains("expected nothing but NumPy's arrays, found `"), "{message}");
    }
    let message = error(b"\x8c\x02os\x8c\x06system\x93");
    assert!(
        message.starts_with("file, byte 15: expected nothing but NumPy's arrays, found `os.system`"),
        "{message}"
    );
}

#[test]
fn an_instruction_out_of_place_is_an_error() {
    for instructions in [
        &b"e"[..],
        b"a",
        b"u",
        b"s",
        b"t",
        b"\x85",
        b"R",
        b"b",
        b"\x93",
        b"q\x00",
        b"h\x07",
        b"(b",
        b"((e",
        b"K\x01(a",
        b"](K\x01a",
        b"}(K\x01u",
        b"NN\x93",
        b"NNR",
        b"NNb",
        b"]Nb",
        b"K\x01K\x02a",
        b"",
        b"\x8a\x05\x00\x00\x00\x00\x01",
        b"T\xff\xff\xff\xff",
        b"\x8e\xff\xff\xff\xff\xff\xff\xff\xff",
        b"o",
        b"P",
        b"\xff",
    ] {
        assert!(read(&file(instructions)).is_err(), "{:?}", instructions.escape_ascii().to_string());
    }
}

#[test]
fn a_list_that_holds_itself_is_no_trouble() {
    let bytes = file(b"]q\x00h\x00a");
    let pickle = read(&bytes).unwrap();
    let inner = pickle.root().list().unwrap().next().unwrap();
    assert_eq!(inner.list().unwrap().len(), 1);
}

#[test]
fn a_million_nested_lists_are_no_trouble() {
    let depth = 1_000_000;
    let bytes = file(&[vec![b']'; depth], vec![b'a'; depth - 1]].concat());
    assert_eq!(read(&bytes).unwrap().root().list().unwrap().len(), 1);
}

#[test]
fn a_file_cut_off_anywhere_is_an_error() {
    for length in 0..PROTOCOL_3.len() {
        assert!(read(&PROTOCOL_3[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn no_bytes_make_it_panic() {
    let mut random = Random::from_seed(1);
    for _ in 0..50_000 {
        let mut bytes = if random.uniform() < 0.5 { PROTOCOL_3.to_vec() } else { PROTOCOL_4.to_vec() };
        for _ in 0..1 + random.seed() % 4 {
            let place = random.seed() as usize % bytes.len();
            bytes[place] = match random.seed() % 2 {
                0 => random.seed() as u8,
                _ => bytes[random.seed() as usize % bytes.len()],
            };
        }
        let Ok(pickle) = read(&bytes) else { continue };
        let root = pickle.root();
        for item in ["data", "labels", "o"].iter().filter_map(|key| root.get(key).ok()).chain([root]) {
            let _ = (item.describe(), item.int(), item.bytes(&[2, 3]));
            let _ = item.list().map(|items| items.map(Item::int).count());
            let _ = item.objects(2).map(|items| items.map(Item::int).count());
        }
    }
}
