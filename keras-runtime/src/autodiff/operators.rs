//! `+ - * /` and unary `-` for tensors, references to them and numbers.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::Tensor;
use super::ops::{Operand, add, divide, multiply, negative, subtract};

macro_rules! operator {
    ($($trait:ident, $method:ident, $function:ident;)*) => {$(
        impl<B: Operand> $trait<B> for &Tensor {
            type Output = Tensor;

            fn $method(self, other: B) -> Tensor {
                $function(self, other)
            }
        }

        impl<B: Operand> $trait<B> for Tensor {
            type Output = Tensor;

            fn $method(self, other: B) -> Tensor {
                $function(&self, other)
            }
        }

        impl $trait<&Tensor> for f32 {
            type Output = Tensor;

            fn $method(self, other: &Tensor) -> Tensor {
                $function(&self.on(other.tape()), other)
            }
        }

        impl $trait<Tensor> for f32 {
            type Output = Tensor;

            fn $method(self, other: Tensor) -> Tensor {
                $function(&self.on(other.tape()), other)
            }
        }
    )*};
}

operator! {
    Add, add, add;
    Sub, sub, subtract;
    Mul, mul, multiply;
    Div, div, divide;
}

impl Neg for &Tensor {
    type Output = Tensor;

    fn neg(self) -> Tensor {
        negative(self)
    }
}

impl Neg for Tensor {
    type Output = Tensor;

    fn neg(self) -> Tensor {
        negative(&self)
    }
}

#[cfg(test)]
mod tests {
    use crate::autodiff::Tape;

    #[test]
    fn every_combination_of_tensor_reference_and_number_works() {
        let tape = Tape::new();
        let (a, b) = (tape.array(&[6.0]), tape.array(&[2.0]));
        let sums = [
            &a + &b,
            a.clone() + &b,
            &a + b.clone(),
            a.clone() + b.clone(),
            &a + 2.0,
            2.0 + &a,
            2.0 + a.clone(),
        ];
        assert!(sums.iter().all(|sum| sum.item() == 8.0));
        assert_eq!(
            [(&a - &b).item(), (2.0 - &a).item(), (&a * &b).item(), (3.0 * &a).item()],
            [4.0, -4.0, 12.0, 18.0]
        );
        assert_eq!([(&a / &b).item(), (3.0 / &a).item(), (-&a).item(), (-a).item()], [3.0, 0.5, -6.0, -6.0]);
    }
}
