//! Messages of Protocol Buffers, as far as events need them.
//!
//! Source: [the encoding](https://protobuf.dev/programming-guides/encoding/).

/// A message that is written field by field.
#[derive(Clone, Debug, Default)]
pub(super) struct Message(Vec<u8>);

/// How the value of a field is written.
const VARINT: u64 = 0;
const FIXED_64: u64 = 1;
const BYTES: u64 = 2;
const FIXED_32: u64 = 5;

impl Message {
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn with_integer(mut self, field: u64, value: u64) -> Self {
        self.varint(field << 3 | VARINT);
        self.varint(value);
        self
    }

    pub fn with_double(mut self, field: u64, value: f64) -> Self {
        self.varint(field << 3 | FIXED_64);
        self.0.extend(value.to_le_bytes());
        self
    }

    pub fn with_float(mut self, field: u64, value: f32) -> Self {
        self.varint(field << 3 | FIXED_32);
        self.0.extend(value.to_le_bytes());
        self
    }

    pub fn with_bytes(mut self, field: u64, value: &[u8]) -> Self {
        self.varint(field << 3 | BYTES);
        self.varint(value.len() as u64);
        self.0.extend(value);
        self
    }

    pub fn with_message(self, field: u64, value: &Message) -> Self {
        self.with_bytes(field, &value.0)
    }

    pub fn with_text(self, field: u64, value: &str) -> Self {
        self.with_bytes(field, value.as_bytes())
    }

    pub fn with_doubles(self, field: u64, values: &[f64]) -> Self {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.with_bytes(field, &bytes)
    }

    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }
}

/// A field of a message: its number and its value.
pub(super) enum Value<'a> {
    Integer(u64),
    Bytes(&'a [u8]),
    Other,
}

/// The fields of a message, until it ends or is of another format.
pub(super) fn fields(mut bytes: &[u8]) -> impl Iterator<Item = (u64, Value<'_>)> {
    std::iter::from_fn(move || {
        let key = read_varint(&mut bytes)?;
        let value = match key & 7 {
            VARINT => Value::Integer(read_varint(&mut bytes)?),
            FIXED_64 => bytes.split_off(..8).map(|_| Value::Other)?,
            FIXED_32 => bytes.split_off(..4).map(|_| Value::Other)?,
            BYTES => {
                let len = usize::try_from(read_varint(&mut bytes)?).ok()?;
                Value::Bytes(bytes.split_off(..len)?)
            }
            _ => return None,
        };
        Some((key >> 3, value))
    })
}

fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.split_off_first()?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}
