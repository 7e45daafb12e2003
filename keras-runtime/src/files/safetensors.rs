//! Files of named arrays, in the format [safetensors](https://huggingface.co/docs/safetensors).
//!
//! A length, a header in JSON, numbers: the format is smaller than the crates that a library for it would bring. Written
//! files have a checksum among their metadata, as `crc32`; one that is there is checked when a file is read.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use flate2::Crc;
use ndarray::ArrayD;
use serde_json::{Map, Value, json};

use super::{malformed, not_written, read_whole, write_whole};
use crate::Result;

/// Named arrays, and texts about them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Safetensors {
    pub metadata: BTreeMap<String, String>,
    pub arrays: BTreeMap<String, ArrayD<f32>>,
    pub integers: BTreeMap<String, Vec<i64>>,
    /// Whether it was read from a file that has a checksum.
    pub is_checked: bool,
}

const METADATA: &str = "__metadata__";
const CHECKSUM: &str = "crc32";

impl Safetensors {
    /// Makes a file of them, whole or not at all.
    ///
    /// # Errors
    ///
    /// If the file cannot be written; an older one is as before then.
    pub fn write(&self, path: &Path) -> Result<()> {
        let bytes = self.to_bytes();
        write_whole(path, |file| file.write_all(&bytes).map_err(|error| not_written(path, error)))
    }

    /// What a file has.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is of another format, or damaged.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = read_whole(path)?;
        Self::from_bytes(&bytes).map_err(|message| malformed(path, message))
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let (mut header, mut numbers) = (Map::new(), Vec::new());
        let mut describe = |name: &str, dtype, shape: &[usize], begin, end| {
            let offsets: [usize; 2] = [begin, end];
            header
                .insert(name.to_owned(), json!({ "dtype": dtype, "shape": shape, "data_offsets": offsets }));
        };
        for (name, array) in &self.arrays {
            let begin = numbers.len();
            array.iter().for_each(|value| numbers.extend(value.to_le_bytes()));
            describe(name, "F32", array.shape(), begin, numbers.len());
        }
        for (name, values) in &self.integers {
            let begin = numbers.len();
            values.iter().for_each(|value| numbers.extend(value.to_le_bytes()));
            describe(name, "I64", &[values.len()], begin, numbers.len());
        }
        let mut metadata: Map<String, Value> =
            self.metadata.iter().map(|(key, text)| (key.clone(), json!(text))).collect();
        metadata.insert(CHECKSUM.to_owned(), json!(checksum(&header, &metadata, &numbers).to_string()));
        header.insert(METADATA.to_owned(), Value::Object(metadata));
        // Numbers begin at a multiple of their size, as the format recommends.
        let mut header = Value::Object(header).to_string().into_bytes();
        header.resize(header.len().next_multiple_of(8), b' ');
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.append(&mut header);
        bytes.append(&mut numbers);
        bytes
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let (len, rest) = bytes.split_first_chunk().ok_or("the file is too short for a header")?;
        let len = usize::try_from(u64::from_le_bytes(*len)).ok().filter(|&len| len <= rest.len());
        let (header, numbers) = rest.split_at(len.ok_or("the header is longer than the file")?);
        let header: Value = serde_json::from_slice(header).map_err(|error| format!("header: {error}"))?;
        let Value::Object(mut header) = header else { return Err("the header is not an object".into()) };
        let mut metadata = match header.remove(METADATA) {
            Some(Value::Object(metadata)) => metadata,
            Some(_) => return Err(format!("header: `{METADATA}` is not an object")),
            None => Map::new(),
        };
        let mut file = Self::default();
        if let Some(expected) = metadata.remove(CHECKSUM) {
            file.is_checked = true;
            let found = checksum(&header, &metadata, numbers).to_string();
            if expected != found {
                return Err(format!("the file is damaged: expected a checksum of {expected}, found {found}"));
            }
        }
        for (key, text) in metadata {
            let Value::String(text) = text else { return Err(format!("metadata `{key}` is not a text")) };
            file.metadata.insert(key, text);
        }
        for (name, entry) in header {
            file.add(&name, &entry, numbers).map_err(|message| format!("array `{name}`: {message}"))?;
        }
        Ok(file)
    }

    fn add(&mut self, name: &str, entry: &Value, numbers: &[u8]) -> Result<(), String> {
        let sizes = |field: &str| -> Result<Vec<usize>, String> {
            let wrong = || format!("`{field}` is not a list of sizes");
            let list = entry[field].as_array().ok_or_else(wrong)?;
            list.iter().map(|size| size.as_u64()?.try_into().ok()).collect::<Option<_>>().ok_or_else(wrong)
        };
        let (shape, offsets) = (sizes("shape")?, sizes("data_offsets")?);
        let [begin, end] = *offsets else { return Err("`data_offsets` are not two".into()) };
        let bytes = numbers.get(begin..end).ok_or("its numbers are not in the file")?;
        let elements = shape.iter().try_fold(1_usize, |all, &size| all.checked_mul(size));
        let count = |size: usize| -> Result<(), String> {
            match elements.and_then(|elements| elements.checked_mul(size)) == Some(bytes.len()) {
                true => Ok(()),
                false => Err(format!("{} bytes are not those of the shape {shape:?}", bytes.len())),
            }
        };
        match entry["dtype"].as_str() {
            Some("F32") => {
                count(4)?;
                let values = bytes.as_chunks().0.iter().copied().map(f32::from_le_bytes).collect();
                let array = ArrayD::from_shape_vec(shape, values).map_err(|error| error.to_string())?;
                self.arrays.insert(name.to_owned(), array);
            }
            Some("I64") => {
                count(8)?;
                let values = bytes.as_chunks().0.iter().copied().map(i64::from_le_bytes).collect();
                self.integers.insert(name.to_owned(), values);
            }
            _ => return Err(format!("expected numbers of F32 or I64, found {}", entry["dtype"])),
        }
        Ok(())
    }
}

/// Of everything in a file but itself.
fn checksum(header: &Map<String, Value>, metadata: &Map<String, Value>, numbers: &[u8]) -> u32 {
    let mut crc = Crc::new();
    for text in [header, metadata] {
        crc.update(Value::Object(text.clone()).to_string().as_bytes());
    }
    crc.update(numbers);
    crc.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{IxDyn, arr0, arr2};

    fn file() -> Safetensors {
        let arrays = [
            ("dense/kernel", arr2(&[[1.0, f32::NAN], [f32::NEG_INFINITY, 1e-40]]).into_dyn()),
            ("number", arr0(-0.0).into_dyn()),
            ("nothing", ArrayD::zeros(IxDyn(&[0, 3]))),
        ];
        Safetensors {
            metadata: [("a".into(), "\"text\" ü".into())].into(),
            arrays: arrays.map(|(name, array)| (name.to_owned(), array)).into(),
            integers: [("order".into(), vec![i64::MIN, 3])].into(),
            is_checked: false,
        }
    }

    fn bits(file: &Safetensors) -> Vec<u32> {
        file.arrays.values().flatten().map(|value| value.to_bits()).collect()
    }

    #[test]
    fn what_is_written_is_read_bit_for_bit() {
        let file = file();
        let read = Safetensors::from_bytes(&file.to_bytes()).unwrap();
        assert_eq!(bits(&read), bits(&file));
        assert_eq!((&read.metadata, &read.integers), (&file.metadata, &file.integers));
        assert!(read.arrays.keys().eq(file.arrays.keys()));
    }

    #[test]
    fn a_flipped_bit_or_a_missing_byte_is_an_error() {
        let bytes = file().to_bytes();
        for position in 0..bytes.len() {
            assert!(Safetensors::from_bytes(&bytes[..position]).is_err(), "{position} bytes");
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[position] ^= 1 << bit;
                let result = Safetensors::from_bytes(&changed);
                // White space in the header says nothing; a flipped bit in the name of the checksum hides it.
                assert!(
                    !result.is_ok_and(|file| file.is_checked) || changed[position].is_ascii_whitespace(),
                    "bit {bit} of byte {position}"
                );
            }
        }
    }

    #[test]
    fn a_header_that_lies_is_an_error() {
        let of = |header: &str| {
            let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
            bytes.extend(header.as_bytes());
            bytes.extend([0; 8]);
            Safetensors::from_bytes(&bytes)
        };
        assert!(of(r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#).is_ok());
        for header in [
            "[]",
            "{",
            r#"{"a":1}"#,
            r#"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}"#,
            r#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#,
            r#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#,
            r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
            r#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
            r#"{"a":{"dtype":"F32","shape":[9223372036854775808,8],"data_offsets":[0,0]}}"#,
            r#"{"a":{"dtype":"F32","shape":[0,9223372036854775808,8],"data_offsets":[0,0]}}"#,
            r#"{"__metadata__":{"a":1}}"#,
            r#"{"__metadata__":3}"#,
        ] {
            assert!(of(header).is_err(), "{header}");
        }
        assert!(Safetensors::from_bytes(&u64::MAX.to_le_bytes()).is_err());
    }
}
