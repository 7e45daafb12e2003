//! Attributes: texts about groups and data sets.

use super::bytes::{Cursor, Read};
use super::dataset::dataspace;
use super::datatype::Datatype;
use super::header::{Header, Message, kind};

/// The texts of an attribute: one, or a list; none where there is no such attribute.
pub fn texts(header: &Header<'_>, name: &str) -> Read<Option<Vec<String>>> {
    for message in header.all(kind::ATTRIBUTE) {
        let &Message { is_shared: false, data, .. } = message else { continue };
        let (found, rest) = named(data)?;
        if found == name.as_bytes() {
            return rest.read().map(Some);
        }
    }
    if let Some(mut info) = header.find(kind::ATTRIBUTE_INFO)? {
        info.skip(1)?;
        if info.u8()? & 1 != 0 {
            info.skip(2)?;
        }
        if !info.file.is_undefined(info.address()?) {
            return Err("attributes in a heap of their own, which is not supported".to_owned());
        }
    }
    Ok(None)
}

/// What of an attribute follows its name.
struct Attribute<'a> {
    datatype: Cursor<'a>,
    dataspace: Cursor<'a>,
    data: Cursor<'a>,
}

impl Attribute<'_> {
    fn read(mut self) -> Read<Vec<String>> {
        let shape = dataspace(self.dataspace)?;
        let count = shape.iter().try_fold(1_usize, |all, &size| all.checked_mul(size));
        let count = count.ok_or("an attribute is larger than memory")?;
        Datatype::read(&mut self.datatype)?.texts(self.data, count)
    }
}

fn named<'a>(mut message: Cursor<'a>) -> Read<(&'a [u8], Attribute<'a>)> {
    let (version, flags) = (message.u8()?, message.u8()?);
    let sizes = [message.size(2)?, message.size(2)?, message.size(2)?];
    match version {
        1 | 2 => {}
        3 => message.skip(1)?,
        _ => return Err(format!("expected an attribute of version 1 to 3, found {version}")),
    }
    if version > 1 && flags & 3 != 0 {
        return Err("an attribute shares its type with another".to_owned());
    }
    let mut part = |size: usize| -> Read<&'a [u8]> {
        let bytes = message.take(if version == 1 { size.next_multiple_of(8) } else { size })?;
        Ok(&bytes[..size])
    };
    let [name, datatype, dataspace] = [part(sizes[0])?, part(sizes[1])?, part(sizes[2])?];
    let name = name.split(|&byte| byte == 0).next().unwrap_or_default();
    let file = message.file;
    Ok((
        name,
        Attribute { datatype: file.cursor(datatype), dataspace: file.cursor(dataspace), data: message },
    ))
}
