//! Python's [pickle format](https://docs.python.org/3/library/pickle.html), as far as data sets are kept in it:
//! whole numbers, strings, lists, tuples, dicts and NumPy's arrays.
//!
//! A pickle is a program that may call whatever it likes. [`machine`] calls nothing: it knows the three names
//! that NumPy's arrays are made with, and refuses any other, as Keras does. A value is a number or the position
//! of a node in one list, so that no pickle, however nested or knotted, makes anything here recur.

mod limits;
mod machine;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::{MAX_AXES, excerpt, malformed, tuple};
use crate::Result;
pub use limits::Limits;
use machine::Machine;

/// A pickle that has been read, with the bytes it was read from.
#[derive(Debug)]
pub struct Pickle<'a> {
    place: &'a str,
    bytes: &'a [u8],
    nodes: Vec<Node>,
    root: Value,
}

#[derive(Clone, Copy, Debug)]
enum Value {
    None,
    Bool(bool),
    Int(i32),
    Node(u32),
}

#[derive(Debug)]
enum Node {
    /// A string of either kind, a range of the file.
    Text(Range<usize>),
    List(Vec<Value>),
    Tuple(Vec<Value>),
    Dict(Vec<(Value, Value)>),
    Global(Global),
    /// The element type of an array, by its name.
    Dtype(Value),
    /// An array, by its state, a tuple: `(version, shape, element type, is in Fortran's order, data)`.
    Array(Value),
}

/// What a pickle may name.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Global {
    Reconstruct,
    Ndarray,
    Dtype,
}

impl<'a> Pickle<'a> {
    /// Reads `bytes`, which errors call `place`, and which may hold no more than `limits`.
    pub fn read(place: &'a str, bytes: &'a [u8], limits: Limits) -> Result<Self> {
        Machine::run(Pickle { place, bytes, nodes: Vec::new(), root: Value::None }, limits)
    }

    /// What was pickled.
    pub fn root(&self) -> Item<'_> {
        Item { pickle: self, value: self.root }
    }

    fn text(&self, value: Value) -> Option<&'a [u8]> {
        match self.node(value)? {
            Node::Text(range) => self.bytes.get(range.clone()),
            _ => None,
        }
    }

    fn tuple(&self, value: Value) -> Option<&[Value]> {
        match self.node(value)? {
            Node::Tuple(values) => Some(values),
            _ => None,
        }
    }

    /// The sizes of a shape.
    fn sizes(&self, value: Value) -> Option<Vec<usize>> {
        let size = |&size: &Value| match size {
            Value::Int(size) => usize::try_from(size).ok(),
            _ => None,
        };
        self.tuple(value).filter(|sizes| sizes.len() <= MAX_AXES)?.iter().map(size).collect()
    }

    /// The name of an element type.
    fn dtype(&self, value: Value) -> Option<&'a [u8]> {
        match self.node(value)? {
            &Node::Dtype(name) => self.text(name),
            _ => None,
        }
    }

    fn node(&self, value: Value) -> Option<&Node> {
        match value {
            Value::Node(position) => self.nodes.get(position as usize),
            _ => None,
        }
    }
}

/// Something in a pickle.
#[derive(Clone, Copy)]
pub struct Item<'p> {
    pickle: &'p Pickle<'p>,
    value: Value,
}

impl<'p> Item<'p> {
    /// The entry of a dict.
    pub fn get(self, key: &str) -> Result<Self> {
        let Some(Node::Dict(entries)) = self.node() else { return self.fail("a dict") };
        let entry = entries.iter().find(|(name, _)| self.pickle.text(*name) == Some(key.as_bytes()));
        match entry {
            Some(&(_, value)) => Ok(Item { value, ..self }),
            None => self.fail(format!("an entry `{key}`")),
        }
    }

    /// The items of a list.
    pub fn list(self) -> Result<impl ExactSizeIterator<Item = Item<'p>>> {
        match self.node() {
            Some(Node::List(values)) => Ok(values.iter().map(move |&value| Item { value, ..self })),
            _ => self.fail("a list"),
        }
    }

    /// A whole number.
    pub fn int(self) -> Result<i32> {
        match self.value {
            Value::Int(number) => Ok(number),
            _ => self.fail("a whole number"),
        }
    }

    /// The bytes of an array of bytes, which must be of `shape` and in row-major order.
    pub fn bytes(self, shape: &[usize]) -> Result<&'p [u8]> {
        let data = self.data(&["u1"], "an array of bytes", shape)?;
        match self.pickle.text(data) {
            Some(bytes) if bytes.len() == shape.iter().product::<usize>() => Ok(bytes),
            _ => self.fail(format!("the bytes of an array of {}", tuple(shape))),
        }
    }

    /// The items of an array of Python objects, which must be so many.
    pub fn objects(self, count: usize) -> Result<impl ExactSizeIterator<Item = Item<'p>>> {
        let value = self.data(&["O8", "O4", "O"], "an array of objects", &[count])?;
        let items = Item { value, ..self }.list()?;
        if items.len() == count { Ok(items) } else { self.fail(format!("{count} objects in an array")) }
    }

    /// What an array of one of the element types and of `shape` is made of.
    fn data(self, dtypes: &[&str], expected: &str, shape: &[usize]) -> Result<Value> {
        let Some(&[_, sizes, dtype, Value::Bool(false) | Value::Int(0), data]) = self.state() else {
            return self.fail(format!("{expected} in row-major order"));
        };
        let is_dtype = |found: &[u8]| dtypes.iter().any(|dtype| dtype.as_bytes() == found);
        let is_dtype = self.pickle.dtype(dtype).is_some_and(is_dtype);
        if is_dtype && self.pickle.sizes(sizes).is_some_and(|sizes| sizes == shape) {
            Ok(data)
        } else {
            self.fail(format!("{expected} of {}", tuple(shape)))
        }
    }

    fn node(self) -> Option<&'p Node> {
        self.pickle.node(self.value)
    }

    /// The state of an array.
    fn state(self) -> Option<&'p [Value]> {
        match self.node()? {
            &Node::Array(state) => self.pickle.tuple(state),
            _ => None,
        }
    }

    fn fail<T>(self, expected: impl std::fmt::Display) -> Result<T> {
        Err(malformed(self.pickle.place, expected, self.describe()))
    }

    fn describe(self) -> String {
        match self.node() {
            None => match self.value {
                Value::Int(number) => number.to_string(),
                Value::Bool(true) => "True".into(),
                Value::Bool(false) => "False".into(),
                Value::None | Value::Node(_) => "None".into(),
            },
            Some(Node::Text(range)) => {
                format!("'{}'", excerpt(self.pickle.bytes.get(range.clone()).unwrap_or_default()))
            }
            Some(Node::List(values)) => format!("a list of {} items", values.len()),
            Some(Node::Tuple(values)) => format!("a tuple of {} items", values.len()),
            Some(Node::Dict(entries)) => {
                let names =
                    entries.iter().take(10).filter_map(|&(name, _)| self.pickle.text(name).map(excerpt));
                format!("a dict of {}", names.collect::<Vec<_>>().join(", "))
            }
            Some(Node::Array(_)) => self.describe_array(),
            Some(Node::Global(_) | Node::Dtype(_)) => "a type".into(),
        }
    }

    fn describe_array(self) -> String {
        let dtype = self.state().and_then(|state| self.pickle.dtype(*state.get(2)?)).unwrap_or_default();
        let shape = self.state().and_then(|state| self.pickle.sizes(*state.get(1)?));
        let shape = shape.map_or("nothing".into(), |shape| tuple(&shape));
        format!("an array of `{}` of the shape {shape}", excerpt(dtype))
    }
}
