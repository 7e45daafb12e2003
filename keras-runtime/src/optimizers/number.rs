//! Numbers as arguments of an optimizer.

/// Number of either width, as an argument of an optimizer: `momentum(0.9)`, of an `f32` or an `f64`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number",
    label = "expected a number such as `0.9`"
)]
pub trait IntoNumber {
    /// The number.
    fn into_number(self) -> f64;
}

#[diagnostic::do_not_recommend]
impl<T: Into<f64>> IntoNumber for T {
    fn into_number(self) -> f64 {
        self.into()
    }
}
