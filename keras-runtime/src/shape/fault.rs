//! Error messages of shape rules, written by constants.

use super::{Dim, Shape};

const CAPACITY: usize = 480;

/// Error of a shape rule, what it says when its inputs do not fit: a predicate that follows the layer's name.
///
/// `` `Dense` `` + `needs a last axis of known size` + a suggested fix. A fault is a value, so that one mistake is
/// reported once; whoever owns it turns it into a compile error or an [`Error`](crate::Error).
///
/// ```
/// use keras::shape::{Fault, Shape};
///
/// const FAULT: Fault = Fault::new("takes one image, was given ").shape(&Shape::known(&[784]))
///     .help("put `Reshape((28, 28, 1))` before it");
/// assert_eq!(
///     FAULT.about("Conv2D").as_str(),
///     "`Conv2D` takes one image, was given (784)\nhelp: put `Reshape((28, 28, 1))` before it",
/// );
/// ```
#[derive(Clone, Copy)]
pub struct Fault {
    text: [u8; CAPACITY],
    len: usize,
    is_said: bool,
    is_of_argument: bool,
}

impl Fault {
    /// One that rustc is told of elsewhere.
    pub(crate) const SAID: Fault =
        Fault { is_said: true, ..Fault::new("has an argument that it does not take") };

    /// A message that begins with `text`.
    pub const fn new(text: &str) -> Fault {
        Fault { text: [0; CAPACITY], len: 0, is_said: false, is_of_argument: false }.text(text)
    }

    /// Adds words. What goes over the capacity of a message is cut.
    pub const fn text(mut self, text: &str) -> Fault {
        let bytes = text.as_bytes();
        let mut i = 0;
        while i < bytes.len() && self.len < CAPACITY {
            self.text[self.len] = bytes[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    /// Adds a number.
    pub const fn number(self, number: usize) -> Fault {
        let fault = if number >= 10 { self.number(number / 10) } else { self };
        let digit = [b'0' + (number % 10) as u8];
        match std::str::from_utf8(&digit) {
            Ok(digit) => fault.text(digit),
            Err(_) => fault,
        }
    }

    /// Adds a number that may be negative.
    pub const fn signed(self, number: isize) -> Fault {
        let fault = if number < 0 { self.text("-") } else { self };
        fault.number(number.unsigned_abs())
    }

    /// Adds a number with a fraction, of whose digits seven are written at most.
    pub const fn float(self, number: f32) -> Fault {
        if number.is_nan() {
            return self.text("NaN");
        }
        let fault = if number < 0.0 { self.text("-") } else { self };
        let number = number.abs() as f64;
        if number >= 1e15 {
            return fault.text(if number.is_infinite() { "inf" } else { "more than 1e15" });
        }
        let (mut digits, mut limit) = (6, 10.0);
        while number >= limit && digits > 1 {
            digits -= 1;
            limit *= 10.0;
        }
        let unit = 10_u64.pow(digits);
        let parts = (number * unit as f64 + 0.5) as u64;
        if parts == 0 && number > 0.0 {
            return fault.text("less than 1e-6");
        }
        let mut fraction = parts % unit;
        while digits > 1 && fraction.is_multiple_of(10) {
            fraction /= 10;
            digits -= 1;
        }
        let mut fault = fault.number((parts / unit) as usize).text(".");
        let mut place = 1;
        while place < digits {
            if fraction < 10_u64.pow(digits - place) {
                fault = fault.text("0");
            }
            place += 1;
        }
        fault.number(fraction as usize)
    }

    /// Adds a dimension: its number, or `_`.
    pub const fn dim(self, dim: Dim) -> Fault {
        match dim {
            Dim::Known(size) => self.number(size),
            Dim::Unknown => self.text("_"),
        }
    }

    /// Adds a shape, such as `(28, 28, 1)`.
    pub const fn shape(self, shape: &Shape) -> Fault {
        let mut fault = self.text("(");
        let mut i = 0;
        while i < shape.rank() {
            if i > 0 {
                fault = fault.text(", ");
            }
            fault = fault.dim(shape.dim(i));
            i += 1;
        }
        fault.text(")")
    }

    /// Adds a name in backticks.
    pub const fn name(self, name: &str) -> Fault {
        self.text("`").text(name).text("`")
    }

    /// Begins the suggested fix, on a line of its own.
    pub const fn help(self, help: &str) -> Fault {
        self.text("\nhelp: ").text(help)
    }

    /// A fault of the value of an argument alone: it is said of a layer behind one that does not fit, too, where nothing is known
    /// of the inputs. A rule looks at such values before it looks at the inputs.
    ///
    /// ```
    /// use keras::shape::{Fault, Inputs, ShapeResult, Spec};
    /// use keras::shape_try;
    ///
    /// const fn rule(factor: f32, inputs: Inputs<'_>) -> ShapeResult<Spec> {
    ///     if factor == 0.0 {
    ///         return ShapeResult::Err(Fault::new("needs a `factor` that is not 0").of_argument());
    ///     }
    ///     ShapeResult::Ok(shape_try!(inputs.one_float()))
    /// }
    /// assert!(matches!(rule(0.0, Inputs::new(&[])), ShapeResult::Err(_)));
    /// ```
    pub const fn of_argument(mut self) -> Fault {
        self.is_of_argument = true;
        self
    }

    /// Whether it is one of the value of an argument alone.
    pub(crate) const fn is_of_argument(&self) -> bool {
        self.is_of_argument
    }

    /// Whether rustc is told of it elsewhere.
    pub(crate) const fn is_said(&self) -> bool {
        self.is_said
    }

    /// The whole sentence about `layer`.
    pub const fn about(self, layer: &str) -> Fault {
        Fault::new("").name(layer).text(" ").text(self.as_str())
    }

    /// The message.
    pub const fn as_str(&self) -> &str {
        let mut len = self.len;
        // A message that was cut may end inside a character.
        loop {
            match std::str::from_utf8(self.text.split_at(len).0) {
                Ok(text) => return text,
                Err(error) => len = error.valid_up_to(),
            }
        }
    }

    /// Ends the evaluation of a constant with this message about `layer`.
    ///
    /// # Panics
    ///
    /// Always: this is how rustc is told.
    #[track_caller]
    pub const fn raise(self, layer: &str) -> ! {
        panic!("{}", self.about(layer).as_str())
    }

    /// Ends the evaluation of a constant with this message about a shape.
    #[track_caller]
    pub(super) const fn raise_about(self, shape: &Shape) -> ! {
        panic!("{}", Fault::new("").shape(shape).text(" ").text(self.as_str()).as_str())
    }
}

/// The result of a shape rule: a value, or the fault that says what does not fit.
///
/// It is a `Result` for constants, taken apart with [`shape_try!`](crate::shape_try).
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a constant cannot be boxed")]
pub enum ShapeResult<T> {
    /// The inputs fit.
    Ok(T),
    /// They do not, and this is why.
    Err(Fault),
}

impl<T> From<T> for ShapeResult<T> {
    fn from(value: T) -> Self {
        Self::Ok(value)
    }
}

impl<T> ShapeResult<T> {
    /// Whether there is something to say.
    pub const fn is_wrong(&self) -> bool {
        matches!(self, ShapeResult::Err(fault) if !fault.is_said)
    }

    /// Tells rustc what is wrong with the arguments of `layer`, if something is.
    ///
    /// # Panics
    ///
    /// If something is: this is how rustc is told.
    #[track_caller]
    pub const fn check(&self, layer: &str) {
        if let ShapeResult::Err(fault) = self
            && !fault.is_said
        {
            fault.raise(layer)
        }
    }

    /// The answer as a `Result` whose error is about `layer`.
    pub fn about(self, layer: &str) -> crate::Result<T> {
        match self {
            ShapeResult::Ok(value) => Ok(value),
            ShapeResult::Err(fault) => Err(crate::Error::new("", fault.about(layer).as_str())),
        }
    }
}

/// `?` for shape rules: the value of a [`ShapeResult::Ok`](crate::shape::ShapeResult::Ok), or an early return of the fault.
///
/// ```
/// use keras::shape::{Inputs, ShapeResult, Spec};
/// use keras::shape_try;
///
/// const fn unchanged(inputs: Inputs<'_>) -> ShapeResult<Spec> {
///     let x = shape_try!(inputs.one());
///     ShapeResult::Ok(x)
/// }
/// assert!(matches!(unchanged(Inputs::new(&[])), ShapeResult::Err(_)));
/// ```
#[macro_export]
macro_rules! shape_try {
    ($rule:expr) => {
        match $rule {
            $crate::shape::ShapeResult::Ok(value) => value,
            $crate::shape::ShapeResult::Err(fault) => return $crate::shape::ShapeResult::Err(fault),
        }
    };
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Debug for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fault({:?})", self.as_str())
    }
}

impl PartialEq for Fault {
    fn eq(&self, other: &Fault) -> bool {
        self.as_str() == other.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_decimal() {
        assert_eq!(Fault::new("").number(0).as_str(), "0");
        assert_eq!(Fault::new("").number(1_234_567_890).as_str(), "1234567890");
        assert_eq!(Fault::new("").signed(-42).as_str(), "-42");
        assert_eq!(Fault::new("").signed(isize::MIN).as_str(), isize::MIN.to_string());
    }

    #[test]
    fn fractions_are_written_as_rust_does() {
        for number in [0.0, 1.0, 1.5, -0.25, 0.1, 0.001, 123.456, -20.01, 0.000_123] {
            assert_eq!(Fault::new("").float(number).as_str(), format!("{number:?}"));
        }
        for (number, text) in [
            (f32::NAN, "NaN"),
            (f32::NEG_INFINITY, "-inf"),
            (1e-9, "less than 1e-6"),
            (3e20, "more than 1e15"),
        ] {
            assert_eq!(Fault::new("").float(number).as_str(), text);
        }
    }

    #[test]
    fn a_message_over_its_capacity_is_cut_at_a_character() {
        let mut fault = Fault::new("");
        for _ in 0..CAPACITY {
            fault = fault.text("é");
        }
        assert_eq!(fault.as_str().chars().count(), CAPACITY / 2);
        let odd = Fault::new("x").text(&"é".repeat(CAPACITY));
        assert!(odd.as_str().starts_with("xéé") && odd.as_str().ends_with('é'));
    }
}
