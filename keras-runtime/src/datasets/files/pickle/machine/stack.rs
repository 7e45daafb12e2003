//! The stack of values, the marks on it, and what is remembered of it.

use super::super::{Node, Value};
use super::Machine;
use crate::Result;

impl Machine<'_> {
    pub fn push_value(&mut self, value: Value) -> Result<()> {
        self.make()?;
        self.stack.push(value);
        Ok(())
    }

    pub fn push_mark(&mut self) -> Result<()> {
        self.make()?;
        self.marks.push(self.stack.len());
        Ok(())
    }

    fn make(&mut self) -> Result<()> {
        if self.made == self.limits.values {
            return self.fail_of_limit(self.limits.values, "values");
        }
        self.made += 1;
        Ok(())
    }

    pub fn pop(&mut self) -> Result<Value> {
        if self.stack.len() <= self.marks.last().copied().unwrap_or(0) {
            return self.fail("a value on the stack", "none");
        }
        Ok(self.stack.pop().unwrap_or(Value::None))
    }

    /// The last values of the stack.
    pub fn pop_many(&mut self, count: usize) -> Result<Vec<Value>> {
        let floor = self.marks.last().copied().unwrap_or(0);
        match self.stack.len().checked_sub(count) {
            // In no more memory than they need, which `split_off` may take.
            Some(start) if start >= floor => Ok(self.stack.drain(start..).collect()),
            _ => self.fail(format!("{count} values on the stack"), self.stack.len() - floor),
        }
    }

    /// The number of values since the last mark, which is then forgotten.
    pub fn since_mark(&mut self) -> Result<usize> {
        match self.marks.pop() {
            Some(mark) => Ok(self.stack.len() - mark),
            None => self.fail("a mark on the stack", "none"),
        }
    }

    /// The node of the value on top.
    pub fn top(&mut self) -> Option<&mut Node> {
        match *self.stack.get(self.marks.last().copied().unwrap_or(0)..)?.last()? {
            Value::Node(position) => self.pickle.nodes.get_mut(position as usize),
            _ => None,
        }
    }

    pub fn append(&mut self, count: usize) -> Result<()> {
        let values = self.pop_many(count)?;
        match self.top() {
            Some(Node::List(list)) => list.extend(values),
            _ => return self.fail("a list to append to", "none"),
        }
        Ok(())
    }

    pub fn set_items(&mut self, count: usize) -> Result<()> {
        let values = self.pop_many(count)?;
        let (pairs, rest) = values.as_chunks();
        match self.top() {
            Some(Node::Dict(entries)) if rest.is_empty() => {
                entries.extend(pairs.iter().map(|&[key, value]| (key, value)))
            }
            _ => return self.fail("a dict to put pairs into", "none"),
        }
        Ok(())
    }

    pub fn push_tuple(&mut self, count: usize) -> Result<()> {
        let values = self.pop_many(count)?;
        self.push(Node::Tuple(values))
    }

    pub fn memoize(&mut self, key: u64) -> Result<()> {
        match (u32::try_from(key), self.stack.last()) {
            (Ok(_), Some(_)) if self.memo.len() == self.limits.nodes => {
                return self.fail_of_limit(self.limits.nodes, "values to remember");
            }
            (Ok(key), Some(&value)) => drop(self.memo.insert(key, value)),
            _ => return self.fail("a value to remember", "none"),
        }
        Ok(())
    }

    pub fn recall(&mut self, key_bytes: usize) -> Result<()> {
        let key = self.unsigned(key_bytes)?;
        match self.memo.get(&(key as u32)) {
            Some(&value) => self.push_value(value),
            None => self.fail("a value that was remembered", format_args!("none as {key}")),
        }
    }
}
