//! What is written is read; what is damaged is an error.

use super::bytes::Read;
use super::{Group, Hdf5, Numbers, Writer};

/// A file with groups, arrays and texts, and what is in it.
fn file() -> Vec<u8> {
    let mut writer = Writer::default();
    let array = writer.dataset(&[2, 3], Numbers::F32(&[1.5, -2.0, 0.0, f32::MAX, 1e-40, 7.0]));
    let empty = writer.dataset(&[0, 3], Numbers::F32(&[]));
    let links = [("0".to_owned(), array), ("1".to_owned(), empty)];
    let group = writer.group(&links, &[("name", "dense ü"), ("note", &"long ".repeat(1000))]);
    let count = writer.dataset(&[], Numbers::I32(&[-7]));
    let large = writer.dataset(&[2], Numbers::I64(&[i64::MIN, 9]));
    let mut links =
        vec![("vars".to_owned(), group), ("count".to_owned(), count), ("large".to_owned(), large)];
    for i in 0..300 {
        links.push((format!("group_{i}"), writer.group(&[], &[("name", &format!("layer {i}"))])));
    }
    let root = writer.group(&links, &[]);
    writer.finish(root)
}

#[test]
fn what_is_written_is_read() {
    let bytes = file();
    let root = Hdf5::new(&bytes).unwrap().root().unwrap();
    assert_eq!(root.names().count(), 303);
    let group = root.group("vars").unwrap().unwrap();
    assert_eq!(group.texts("name").unwrap().unwrap(), ["dense ü"]);
    assert_eq!(group.texts("note").unwrap().unwrap(), ["long ".repeat(1000)]);
    assert_eq!(group.texts("other").unwrap(), None);
    let array = group.dataset("0").unwrap().unwrap();
    assert_eq!(array.shape, [2, 3]);
    assert_eq!(array.floats().unwrap(), [1.5, -2.0, 0.0, f32::MAX, 1e-40, 7.0]);
    assert_eq!(group.dataset("1").unwrap().unwrap().floats().unwrap(), [0.0; 0]);
    let integers = |name: &str| root.dataset(name).unwrap().unwrap().integers().unwrap();
    assert_eq!((integers("count"), integers("large")), (vec![-7], vec![i64::MIN, 9]));
    for i in 0..300 {
        let group = root.group(&format!("group_{i}")).unwrap().unwrap();
        assert_eq!(group.texts("name").unwrap().unwrap(), [format!("layer {i}")]);
    }
    assert!(root.group("count").unwrap().is_none() && root.dataset("vars").unwrap().is_none());
}

/// Reads all that there is.
fn read(bytes: &[u8]) -> Read<()> {
    fn walk(group: &Group<'_>, levels: usize) -> Read<()> {
        let _ = group.texts("name");
        for name in group.names().take(if levels == 0 { 0 } else { 400 }) {
            if let Ok(Some(array)) = group.dataset(name) {
                let _ = (array.floats(), array.integers());
            } else if let Ok(Some(group)) = group.group(name) {
                walk(&group, levels - 1)?;
            }
        }
        Ok(())
    }
    walk(&Hdf5::new(bytes)?.root()?, 4)
}

#[test]
fn damage_is_an_error_and_never_a_panic() {
    let bytes = file();
    assert_eq!(read(&bytes), Ok(()));
    let mut state = 7_u64;
    let mut number = |below: usize| {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (state >> 33) as usize % below
    };
    for _ in 0..300 {
        let mut changed = bytes.clone();
        let at = number(changed.len() - 8);
        match number(4) {
            0 => changed.truncate(at),
            1 => changed[at] ^= 1 << number(8),
            2 => changed[at..at + 8].fill(0xff),
            _ => changed[at..at + 8].copy_from_slice(&(number(bytes.len()) as u64).to_le_bytes()),
        }
        let _ = read(&changed);
    }
    // Headers and the superblock have checksums.
    let header = bytes.windows(4).position(|at| at == b"OHDR").unwrap();
    for at in (8..44).chain(header..header + 20) {
        let mut changed = bytes.clone();
        changed[at] ^= 4;
        let root = Hdf5::new(&changed).and_then(Hdf5::root);
        let array = root.and_then(|root| root.group("vars")).and_then(|group| match group {
            Some(group) => group.dataset("0"),
            None => Ok(None),
        });
        assert!(array.is_err(), "byte {at}");
    }
}
