//! Groups: names and the addresses of what they stand for.

use std::collections::BTreeMap;

use super::btree::{Budget, entries, records};
use super::bytes::{Cursor, Read};
use super::header::{Header, kind};
use super::heap::{self, Fractal};

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    Object(u64),
    /// Another path or another file, where this library does not go.
    Elsewhere,
}

/// Links by their names, which take no more bytes together than the file has.
struct Links {
    all: BTreeMap<String, Target>,
    left: usize,
}

impl Links {
    fn insert(&mut self, name: String, target: Target) -> Read<()> {
        let left = self.left.checked_sub(name.len());
        self.left = left.ok_or("the names of a group are longer than the file")?;
        self.all.insert(name, target);
        Ok(())
    }
}

/// The links of a group; none where the object is not a group.
pub fn links(header: &Header<'_>) -> Read<Option<BTreeMap<String, Target>>> {
    let mut links = Links { all: BTreeMap::new(), left: header.file.len() };
    let mut is_group = false;
    if let Some(mut table) = header.find(kind::SYMBOL_TABLE)? {
        is_group = true;
        symbols(&mut table, &mut links)?;
    }
    if let Some(mut info) = header.find(kind::LINK_INFO)? {
        is_group = true;
        dense(&mut info, &mut links)?;
    }
    for message in header.all(kind::LINK) {
        let (name, target) = link(message.data)?;
        links.insert(name, target)?;
    }
    Ok(is_group.then_some(links.all))
}

/// Those of a symbol table, as HDF5 has had them from the first.
fn symbols(table: &mut Cursor<'_>, links: &mut Links) -> Read<()> {
    let file = table.file;
    let (tree, names) = (table.address()?, table.address()?);
    let names = heap::local(file, names)?;
    let mut budget = Budget::of(file);
    entries(file, tree, 0, file.length_size, &mut |_, address| {
        let mut node = file.at(address)?;
        node.signature(b"SNOD")?;
        node.skip(2)?;
        for _ in 0..node.u16()? {
            budget.spend()?;
            let (name, address) = (node.length()?, node.address()?);
            let target = if node.u32()? == 2 { Target::Elsewhere } else { Target::Object(address) };
            node.skip(20)?;
            links.insert(heap::text(names, name)?, target)?;
        }
        Ok(())
    })
}

/// Those of a large group in the newer form.
fn dense(info: &mut Cursor<'_>, links: &mut Links) -> Read<()> {
    let file = info.file;
    info.skip(1)?;
    if info.u8()? & 1 != 0 {
        info.skip(8)?;
    }
    let (heap, names) = (info.address()?, info.address()?);
    if file.is_undefined(heap) || file.is_undefined(names) {
        return Ok(());
    }
    let heap = Fractal::read(file, heap)?;
    records(file, names, 5, &mut |record| {
        let id = record.get(4..).ok_or("a record of a link is too short")?;
        let (name, target) = link(file.cursor(heap.object(id)?))?;
        links.insert(name, target)
    })
}

/// A link message.
fn link(mut message: Cursor<'_>) -> Read<(String, Target)> {
    message.skip(1)?;
    let flags = message.u8()?;
    let link_type = if flags & 8 == 0 { 0 } else { message.u8()? };
    message.skip(if flags & 4 == 0 { 0 } else { 8 })?;
    message.skip(if flags & 16 == 0 { 0 } else { 1 })?;
    let length = message.size(1 << (flags & 3))?;
    let name = String::from_utf8(message.take(length)?.to_vec()).map_err(|_| "a name is not UTF-8")?;
    let target = if link_type == 0 { Target::Object(message.address()?) } else { Target::Elsewhere };
    Ok((name, target))
}
