//! The stack machine that pickles are programs for.
//!
//! An instruction is a byte and what it needs after it; the names are those of Python's `pickletools`.

mod stack;

use std::collections::HashMap;

use super::super::{excerpt, malformed};
use super::{Global, Limits, Node, Pickle, Value};
use crate::Result;

/// An instruction makes one value or mark at most, and it is `limits` that bounds how many there may ever be.
pub(super) struct Machine<'a> {
    pickle: Pickle<'a>,
    limits: Limits,
    at: usize,
    stack: Vec<Value>,
    /// How high the stack was when a `MARK` was met.
    marks: Vec<usize>,
    memo: HashMap<u32, Value>,
    /// How many values and marks were made so far.
    made: usize,
}

impl<'a> Machine<'a> {
    pub fn run(pickle: Pickle<'a>, limits: Limits) -> Result<Pickle<'a>> {
        let mut machine = Machine {
            pickle,
            limits,
            at: 0,
            stack: Vec::new(),
            marks: Vec::new(),
            memo: HashMap::new(),
            made: 0,
        };
        loop {
            match machine.byte()? {
                b'.' => {
                    let root = machine.pop()?;
                    return Ok(Pickle { root, ..machine.pickle });
                }
                instruction => machine.step(instruction)?,
            }
        }
    }

    fn step(&mut self, instruction: u8) -> Result<()> {
        match instruction {
            // PROTO, FRAME: they say nothing that is not said again.
            0x80 => drop(self.take(1)?),
            0x95 => drop(self.take(8)?),
            b'(' => self.push_mark()?,
            b'N' => self.push_value(Value::None)?,
            0x88 => self.push_value(Value::Bool(true))?,
            0x89 => self.push_value(Value::Bool(false))?,
            // BININT, BININT1, BININT2, LONG1.
            b'J' => {
                let number = i32::from_le_bytes(self.word()?);
                self.push_value(Value::Int(number))?;
            }
            b'K' => self.push_unsigned(1)?,
            b'M' => self.push_unsigned(2)?,
            0x8a => self.push_long()?,
            // Strings by the length of their length: of Python 2, of bytes, of text.
            b'U' | b'C' | 0x8c => self.push_text(1)?,
            b'T' | b'B' | b'X' => self.push_text(4)?,
            0x8d | 0x8e => self.push_text(8)?,
            b']' => self.push(Node::List(Vec::new()))?,
            b')' => self.push(Node::Tuple(Vec::new()))?,
            b'}' => self.push(Node::Dict(Vec::new()))?,
            // APPEND, APPENDS.
            b'a' => self.append(1)?,
            b'e' => {
                let count = self.since_mark()?;
                self.append(count)?;
            }
            // SETITEM, SETITEMS.
            b's' => self.set_items(2)?,
            b'u' => {
                let count = self.since_mark()?;
                self.set_items(count)?;
            }
            // TUPLE, TUPLE1, TUPLE2, TUPLE3.
            b't' => {
                let count = self.since_mark()?;
                self.push_tuple(count)?;
            }
            0x85..=0x87 => self.push_tuple(usize::from(instruction - 0x84))?,
            // BINPUT, LONG_BINPUT, MEMOIZE.
            b'q' => {
                let key = self.unsigned(1)?;
                self.memoize(key)?;
            }
            b'r' => {
                let key = self.unsigned(4)?;
                self.memoize(key)?;
            }
            0x94 => self.memoize(self.memo.len() as u64)?,
            // BINGET, LONG_BINGET.
            b'h' => self.recall(1)?,
            b'j' => self.recall(4)?,
            // GLOBAL, STACK_GLOBAL.
            b'c' => self.push_global()?,
            0x93 => self.push_stack_global()?,
            b'R' => self.reduce()?,
            b'b' => self.build()?,
            other => {
                self.at -= 1;
                return self.fail("an instruction of which data sets are made", format_args!("{other:#04x}"));
            }
        }
        Ok(())
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        match self.pickle.bytes.get(self.at..).and_then(|rest| rest.get(..count)) {
            Some(taken) => {
                self.at += count;
                Ok(taken)
            }
            None => self.fail(format!("{count} bytes"), "the end of the file"),
        }
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    fn word(&mut self) -> Result<[u8; 4]> {
        let word = self.take(4)?;
        Ok([word[0], word[1], word[2], word[3]])
    }

    /// A number of so many bytes, at most 8, the lowest first.
    fn unsigned(&mut self, bytes: usize) -> Result<u64> {
        Ok(self.take(bytes)?.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    fn push_unsigned(&mut self, bytes: usize) -> Result<()> {
        let number = self.unsigned(bytes)?;
        self.push_value(Value::Int(number as i32))
    }

    /// A number in two's complement, of as many bytes as the next one says.
    fn push_long(&mut self) -> Result<()> {
        let length = usize::from(self.byte()?);
        if length > 4 {
            return self.fail("a number of 4 bytes at most", length);
        }
        let number = self.unsigned(length)? as u32;
        let unused = 32 - 8 * length as u32;
        let number = if length == 0 { 0 } else { (number << unused) as i32 >> unused };
        self.push_value(Value::Int(number))
    }

    fn push_text(&mut self, length_bytes: usize) -> Result<()> {
        let length = self.unsigned(length_bytes)?;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        self.take(length)?;
        self.push(Node::Text(self.at - length..self.at))
    }

    fn push(&mut self, node: Node) -> Result<()> {
        let position = match u32::try_from(self.pickle.nodes.len()) {
            Ok(position) if self.pickle.nodes.len() < self.limits.nodes => position,
            _ => return self.fail_of_limit(self.limits.nodes, "lists, texts and the like"),
        };
        self.pickle.nodes.push(node);
        self.push_value(Value::Node(position))
    }

    fn push_global(&mut self) -> Result<()> {
        let mut line = || {
            let rest = self.pickle.bytes.get(self.at..).unwrap_or_default();
            let line = rest.split(|&byte| byte == b'\n').next().unwrap_or_default();
            self.at = (self.at + line.len() + 1).min(self.pickle.bytes.len());
            line
        };
        let (module, name) = (line(), line());
        self.push_name(module, name)
    }

    fn push_stack_global(&mut self) -> Result<()> {
        let values = self.pop_many(2)?;
        match (self.pickle.text(values[0]), self.pickle.text(values[1])) {
            (Some(module), Some(name)) => self.push_name(module, name),
            _ => self.fail("a name", "something else"),
        }
    }

    fn push_name(&mut self, module: &[u8], name: &[u8]) -> Result<()> {
        let global = match (module, name) {
            (b"numpy.core.multiarray" | b"numpy._core.multiarray", b"_reconstruct") => Global::Reconstruct,
            (b"numpy", b"ndarray") => Global::Ndarray,
            (b"numpy", b"dtype") => Global::Dtype,
            _ => {
                let found = format!("`{}.{}`", excerpt(module), excerpt(name));
                return self
                    .fail("nothing but NumPy's arrays", found)
                    .map_err(|error| error.help("the file is damaged, or means harm"));
            }
        };
        self.push(Node::Global(global))
    }

    /// Calls what makes an array or its type: the one is empty until [`build`](Self::build).
    fn reduce(&mut self) -> Result<()> {
        let values = self.pop_many(2)?;
        let made = match (self.pickle.node(values[0]), self.pickle.node(values[1])) {
            (Some(Node::Global(Global::Reconstruct)), Some(Node::Tuple(_))) => Node::Array(Value::None),
            (Some(Node::Global(Global::Dtype)), Some(Node::Tuple(arguments))) => {
                Node::Dtype(arguments.first().copied().unwrap_or(Value::None))
            }
            _ => return self.fail("an array or its type to make", "something else"),
        };
        self.push(made)
    }

    /// Gives an array what is in it; a type of bytes or objects has no more to be told.
    fn build(&mut self) -> Result<()> {
        let state = self.pop()?;
        let is_tuple = self.pickle.tuple(state).is_some();
        match self.top() {
            Some(Node::Array(array)) if is_tuple => *array = state,
            Some(Node::Dtype(_)) if is_tuple => {}
            _ => return self.fail("the state of an array", "something else"),
        }
        Ok(())
    }

    /// An error: there may not be more than so many.
    fn fail_of_limit<T>(&self, limit: usize, what: &str) -> Result<T> {
        self.fail(format_args!("at most {limit} {what}"), "more")
    }

    fn fail<T>(&self, expected: impl std::fmt::Display, found: impl std::fmt::Display) -> Result<T> {
        Err(malformed(format!("{}, byte {}", self.pickle.place, self.at), expected, found))
    }
}
