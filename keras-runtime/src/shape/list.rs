//! Tuple arguments of any length.

use crate::shape::{Dim, Fault, ShapeResult};

/// List argument, a tuple of any length, such as `target_shape = (28, 28, 1)`: up to `MOST` values, 8 if nothing else is said.
///
/// `#[derive(Config)]` takes sizes for a list of [`Dim`], of which `_` and -1 leave one open: `output_shape = (_, 64)`.
///
/// ```
/// use keras::shape::List;
///
/// const AXES: List<isize> = List::new(&[2, 1]);
/// assert_eq!(AXES.len(), 2);
/// assert_eq!(AXES.get(0), 2);
/// assert_eq!(List::from((2, 1)), AXES);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct List<T, const MOST: usize = 8> {
    values: [Option<T>; MOST],
    len: usize,
}

/// A [`List`] that may be written as one value, too: `axis = -1` or `axis = (1, 2)`.
///
/// `#[derive(Config)]` knows the type by this name.
pub type OneOrMore<T, const MOST: usize = 8> = List<T, MOST>;

/// What `_` in a tuple stands for.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "only the shape of an input leaves a size open; elsewhere it is a number",
    label = "a number is expected"
)]
pub trait OpenSize {
    /// The number that says so.
    const OPEN: Self;
}

/// As `-1` where a layer takes what is left.
impl OpenSize for isize {
    const OPEN: Self = -1;
}

/// The arguments of a layer after one that is a value or a tuple. What the macros call next settles how long it is:
/// the array of one value, `[-1; _]`, has any length until then.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct UnfinishedArgument<A, const LENGTH: usize>(pub A);

impl<A: Copy> UnfinishedArgument<A, 1> {
    /// One value was given.
    pub const fn __one(self) -> A {
        self.0
    }
}

impl<A: Copy, const LENGTH: usize> UnfinishedArgument<A, LENGTH> {
    /// A tuple was given.
    pub const fn __several(self) -> A {
        self.0
    }

    /// A tuple of tuples was given.
    pub const fn __pairs(self) -> A {
        self.0
    }
}

impl<T: Copy, const MOST: usize> List<T, MOST> {
    /// The most values that a list has.
    pub const MOST: usize = MOST;

    /// These values.
    ///
    /// # Panics
    ///
    /// With more than [`MOST`](Self::MOST).
    #[track_caller]
    pub const fn new(values: &[T]) -> Self {
        if MOST == 8 {
            assert!(values.len() <= MOST, "an argument has at most 8 values");
        }
        assert!(values.len() <= MOST, "an argument has more values than its list can hold");
        let mut list = Self { values: [None; MOST], len: values.len() };
        let mut i = 0;
        while i < values.len() {
            list.values[i] = Some(values[i]);
            i += 1;
        }
        list
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The value at a position below [`len`](List::len).
    pub const fn get(&self, position: usize) -> T {
        self.values[position].expect("the position is below the length")
    }

    /// The values in order.
    pub fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.values.iter().flatten().copied()
    }
}

impl<const MOST: usize> List<Dim, MOST> {
    /// The sizes that an argument gives, of which -1 is open.
    #[doc(hidden)]
    #[track_caller]
    pub const fn of_sizes(argument: &str, sizes: &[isize]) -> ShapeResult<Self> {
        let mut list = Self { values: [None; MOST], len: sizes.len() };
        assert!(sizes.len() <= MOST, "an argument has more values than its list can hold");
        let mut i = 0;
        while i < sizes.len() {
            list.values[i] = Some(match sizes[i] {
                -1 => Dim::Unknown,
                size if size > 0 => Dim::Known(size as usize),
                size => {
                    let fault = Fault::new("needs sizes of 1 or more in ").name(argument);
                    return ShapeResult::Err(fault.text(", was given ").signed(size));
                }
            });
            i += 1;
        }
        ShapeResult::Ok(list)
    }
}

impl<T: Copy, const MOST: usize> From<T> for List<T, MOST> {
    fn from(value: T) -> Self {
        Self::new(&[value])
    }
}

macro_rules! tuples {
    ($($($value:ident: $part:ident)*;)*) => {$(
        /// The values of the tuple.
        impl<T: Copy, const MOST: usize> From<($($part,)*)> for List<T, MOST> {
            fn from(($($value,)*): ($($part,)*)) -> Self {
                Self::from([$($value),*])
            }
        }
    )*};
}

tuples! {
    a: T b: T;
    a: T b: T c: T;
    a: T b: T c: T d: T;
    a: T b: T c: T d: T e: T;
}

/// As many values as the list can hold; more do not compile.
impl<T: Copy, const MOST: usize, const LENGTH: usize> From<[T; LENGTH]> for List<T, MOST> {
    fn from(values: [T; LENGTH]) -> Self {
        const { assert!(LENGTH <= MOST, "an argument has more values than its list can hold") };
        Self::new(&values)
    }
}
