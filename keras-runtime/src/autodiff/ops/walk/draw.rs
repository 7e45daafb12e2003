//! Arguments at random.

use std::fmt::Debug;

use crate::autodiff::{Tape, Tensor, Variable};
use crate::kernels::windows::Padding;
use crate::tensor::Dims;

/// Numbers of elements that no machine can hold.
const VAST: [usize; 6] = [1 << 42, 1 << 60, isize::MAX as usize, 1 << 63, usize::MAX - 1, usize::MAX];

/// Draws arguments, and notes them.
pub struct Draw {
    state: u64,
    pub tape: Tape,
    /// What gradients are asked for.
    pub variables: Vec<Variable>,
    arguments: String,
}

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self { state: seed, tape: Tape::new(), variables: vec![], arguments: String::new() }
    }

    /// What has been drawn, as text.
    pub fn arguments(&self) -> &str {
        &self.arguments
    }

    pub fn note<T: Debug>(&mut self, argument: T) -> T {
        self.arguments += &format!("{argument:?}, ");
        argument
    }

    /// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
    pub fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % end as u64) as usize
    }

    pub fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// The size of an axis.
    pub fn size(&mut self) -> usize {
        self.pick(&[0, 1, 1, 2, 2, 3, 3, 4, 5, 7])
    }

    /// How often, how wide, how far: mostly small.
    pub fn count(&mut self) -> usize {
        match self.below(8) {
            0 => self.pick(&VAST),
            1 => self.below(40),
            _ => self.pick(&[0, 1, 1, 1, 2, 2, 3]),
        }
    }

    pub fn counts<const N: usize>(&mut self) -> [usize; N] {
        let counts = std::array::from_fn(|_| self.count());
        self.note(counts)
    }

    pub fn padding(&mut self) -> Padding {
        let padding = self.pick(&[Padding::Valid, Padding::Same, Padding::Causal]);
        self.note(padding)
    }

    pub fn axis(&mut self) -> isize {
        let axis = match self.below(10) {
            0 => self.pick(&[isize::MIN, isize::MIN + 1, isize::MAX, 1 << 40, -9, 9]),
            _ => self.below(8) as isize - 4,
        };
        self.note(axis)
    }

    pub fn number(&mut self) -> f32 {
        match self.below(6) {
            0 => self.pick(&[f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN, 1e-40, -0.0]),
            1 => self.pick(&[-1.0, 16_777_216.0, 1e9, 0.5]),
            _ => self.below(4) as f32,
        }
    }

    pub fn shape(&mut self) -> Vec<usize> {
        let rank = self.below(6);
        let mut shape: Vec<usize> = (0..rank).map(|_| self.size()).collect();
        if rank > 1 && self.happens(3) {
            let vast = self.below(rank);
            (shape[vast], shape[(vast + 1) % rank]) = (1 << 42, 0);
        }
        shape
    }

    /// A shape that has something to do with another.
    pub fn shape_like(&mut self, shape: &[usize]) -> Vec<usize> {
        let mut like = shape.to_vec();
        match self.below(6) {
            0 => return self.shape(),
            1 if !like.is_empty() => {
                let axis = self.below(like.len());
                like[axis] = self.size();
            }
            2 if !like.is_empty() => {
                let axis = self.below(like.len());
                like[axis] = 1;
            }
            3 => like = like.split_off(self.below(like.len() + 1)),
            _ => {}
        }
        like
    }

    /// A tensor of any kind; now and then one that has failed, or that is of another step or tape.
    pub fn tensor(&mut self, shape: &[usize]) -> Tensor {
        self.note(shape.to_vec());
        match self.below(200) {
            0 => return self.tape.fail(crate::Error::new("the walk", "this tensor has failed")),
            1 => return Tape::new().array(&[1.0]),
            2 => {
                let old = self.tape.array(&[1.0]);
                self.tape.reset();
                return old;
            }
            _ => {}
        }
        let plain = self.happens(50);
        let values: Vec<f32> = match Dims::new(shape) {
            Ok(dims) if dims.elements() < 1 << 20 => (0..dims.elements())
                .map(|_| if plain { self.below(4) as f32 } else { self.number() })
                .collect(),
            _ => vec![],
        };
        let fill = |x: &mut [f32]| x.copy_from_slice(&values);
        if self.happens(20) {
            return self.tape.constant(shape, fill);
        }
        match Variable::new("x", shape, fill) {
            Ok(variable) => {
                let x = self.tape.variable(&variable);
                self.variables.push(variable);
                // One that waits for what comes next.
                if self.happens(20) { super::super::add(&x, super::super::zeros_like(&x)) } else { x }
            }
            Err(error) => self.tape.fail(error),
        }
    }

    pub fn any_tensor(&mut self) -> Tensor {
        let shape = self.shape();
        self.tensor(&shape)
    }

    /// One with images of `N` axes, mostly.
    pub fn image<const N: usize>(&mut self) -> Tensor {
        if self.happens(10) {
            return self.any_tensor();
        }
        let shape: Vec<usize> = (0..N + 2).map(|_| self.size()).collect();
        self.tensor(&shape)
    }

    pub fn tensors(&mut self) -> Vec<Tensor> {
        let shape = self.shape();
        (0..self.below(4))
            .map(|_| {
                let like = self.shape_like(&shape);
                self.tensor(&like)
            })
            .collect()
    }
}
