//! B-trees: of version 1 for symbol tables and chunks, of version 2 for the links of large groups.

use super::bytes::{Bytes, Read};

/// Counts the nodes of a walk: a file has not more of them than it has bytes for, unless they go in circles.
pub struct Budget(usize);

impl Budget {
    pub fn of(file: Bytes<'_>) -> Self {
        Self(file.len() / 8)
    }

    pub fn spend(&mut self) -> Read<()> {
        self.0 = self.0.checked_sub(1).ok_or("the structures of the file go in circles")?;
        Ok(())
    }
}

/// The entries of a tree of version 1: a key, and the address of what it is for.
pub fn entries<'a>(
    file: Bytes<'a>,
    address: u64,
    kind: u8,
    key_size: usize,
    visit: &mut dyn FnMut(&'a [u8], u64) -> Read<()>,
) -> Read<()> {
    let mut budget = Budget::of(file);
    let mut nodes = vec![(address, None)];
    while let Some((address, expected)) = nodes.pop() {
        budget.spend()?;
        let mut node = file.at(address)?;
        node.signature(b"TREE")?;
        let (found, level, count) = (node.u8()?, node.u8()?, node.u16()?);
        if found != kind || expected.is_some_and(|expected| level != expected) {
            return Err("a B-tree has a node of another".to_owned());
        }
        node.skip(2 * file.address_size)?;
        let mut children = vec![];
        for _ in 0..count {
            let key = node.take(key_size)?;
            let child = node.address()?;
            match level.checked_sub(1) {
                Some(below) => children.push((child, Some(below))),
                None => visit(key, child)?,
            }
        }
        nodes.extend(children.into_iter().rev());
    }
    Ok(())
}

/// The records of a tree of version 2.
pub fn records<'a>(
    file: Bytes<'a>,
    address: u64,
    kind: u8,
    visit: &mut dyn FnMut(&'a [u8]) -> Read<()>,
) -> Read<()> {
    let mut header = file.at(address)?;
    header.signature(b"BTHD")?;
    header.skip(1)?;
    let found = header.u8()?;
    let (node_size, record_size, depth) = (header.size(4)?, header.size(2)?, header.u16()?);
    header.skip(2)?;
    let (root, count) = (header.address()?, header.u16()?);
    header.skip(file.length_size)?;
    header.checksum()?;
    if found != kind || record_size == 0 || depth > 64 {
        return Err(format!("expected a B-tree of kind {kind}, found kind {found} of depth {depth}"));
    }
    if file.is_undefined(root) || count == 0 {
        return Ok(());
    }
    let counts = Counts::of(file, node_size, record_size, depth);
    let mut budget = Budget::of(file);
    let mut nodes = vec![(root, usize::from(count), usize::from(depth))];
    while let Some((address, count, depth)) = nodes.pop() {
        budget.spend()?;
        let mut node = file.at(address)?;
        node.signature(if depth == 0 { b"BTLF" } else { b"BTIN" })?;
        node.skip(2)?;
        for _ in 0..count {
            budget.spend()?;
            visit(node.take(record_size)?)?;
        }
        if let Some(below) = depth.checked_sub(1) {
            for _ in 0..=count {
                let child = node.address()?;
                let count = node.size(counts.own)?;
                node.skip(counts.total[below])?;
                nodes.push((child, count, below));
            }
        }
        node.checksum()?;
    }
    Ok(())
}

/// How many bytes a number of records takes: of a node, and of all below a node, by how high it stands.
struct Counts {
    own: usize,
    total: Vec<usize>,
}

impl Counts {
    fn of(file: Bytes<'_>, node_size: usize, record_size: usize, depth: u16) -> Self {
        const FRAME: usize = 10;
        let room = node_size.saturating_sub(FRAME);
        let leaf = (room / record_size) as u64;
        let own = bytes_of(leaf);
        let (mut total, mut all) = (vec![0], leaf);
        for _ in 1..depth {
            let pointer = file.address_size + own + total.last().copied().unwrap_or_default();
            let records = (room / (record_size + pointer)) as u64;
            all = records.saturating_add(1).saturating_mul(all).saturating_add(records);
            total.push(bytes_of(all));
        }
        Self { own, total }
    }
}

/// How many bytes numbers up to this one take.
pub fn bytes_of(largest: u64) -> usize {
    largest.max(1).ilog2() as usize / 8 + 1
}
