//! Products against plain loops, with each instruction set the machine has.

use super::*;

/// Miri is so slow that it looks at small products only.
const MIRI: bool = cfg!(miri);

/// A product that is packed, of tiles cut off at both edges.
const PACKED: (usize, usize, usize) = if MIRI { (17, 2, 130) } else { (30, 21, 530) };

/// Values that are not round, the same on every machine.
fn values(len: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..len).map(|_| next()).collect()
}

/// How a test lays its operands out in memory.
#[derive(Clone, Copy, Debug)]
enum Layout {
    Rows,
    Columns,
    Strided,
}

const LAYOUTS: [Layout; 3] = [Layout::Rows, Layout::Columns, Layout::Strided];

/// A matrix of `rows` × `cols` in memory of a layout, with NaN wherever no element lies.
fn lay_out(values: &[f32], rows: usize, cols: usize, layout: Layout) -> (Vec<f32>, usize, usize) {
    let (row_stride, col_stride) = match layout {
        Layout::Rows => (cols, 1),
        Layout::Columns => (1, rows),
        Layout::Strided => (2 * cols + 3, 2),
    };
    let len = if values.is_empty() { 0 } else { (rows - 1) * row_stride + (cols - 1) * col_stride + 1 };
    let mut data = vec![f32::NAN; len];
    for i in 0..rows {
        for j in 0..cols {
            data[i * row_stride + j * col_stride] = values[i * cols + j];
        }
    }
    (data, row_stride, col_stride)
}

/// A way to multiply.
type Multiply = fn(Isa, &mut [f32], Matrix<'_>, Matrix<'_>, f32, Epilogue<'_>);

struct Case {
    rows: usize,
    depth: usize,
    cols: usize,
    left: Layout,
    right: Layout,
    beta: f32,
    bias: bool,
    function: Pointwise,
}

impl Case {
    fn plain(rows: usize, depth: usize, cols: usize) -> Self {
        let (left, right) = (Layout::Rows, Layout::Rows);
        Self { rows, depth, cols, left, right, beta: 0.0, bias: false, function: Pointwise::Linear }
    }

    /// What `isa` computes.
    fn compute(&self, isa: Isa) -> Vec<f32> {
        self.compute_with(isa, matmul_on)
    }

    fn compute_with(&self, isa: Isa, multiply: Multiply) -> Vec<f32> {
        let &Case { rows, depth, cols, beta, function, .. } = self;
        let (a, row_stride, col_stride) = lay_out(&values(rows * depth, 1), rows, depth, self.left);
        let a = Matrix::with_strides(&a, rows, depth, row_stride, col_stride);
        let (b, row_stride, col_stride) = lay_out(&values(depth * cols, 2), depth, cols, self.right);
        let b = Matrix::with_strides(&b, depth, cols, row_stride, col_stride);
        let mut out = if beta == 0.0 { vec![f32::NAN; rows * cols] } else { values(rows * cols, 3) };
        let bias = values(cols, 4);
        let bias = self.bias.then_some(&*bias);
        multiply(isa, &mut out, a, b, beta, Epilogue { bias, function });
        out
    }

    /// What plain loops compute in double precision.
    fn expected(&self) -> Vec<f64> {
        let &Case { rows, depth, cols, beta, .. } = self;
        let [a, b, out, bias] =
            [values(rows * depth, 1), values(depth * cols, 2), values(rows * cols, 3), values(cols, 4)]
                .map(|values| values.into_iter().map(f64::from).collect::<Vec<_>>());
        let element = |i: usize, j: usize| {
            let product: f64 = (0..depth).map(|k| a[i * depth + k] * b[k * cols + j]).sum();
            let x = product + f64::from(beta) * out[i * cols + j] + if self.bias { bias[j] } else { 0.0 };
            match self.function {
                Pointwise::Linear => x,
                Pointwise::Relu => x.max(0.0),
                Pointwise::Sigmoid => 1.0 / (1.0 + (-x).exp()),
                Pointwise::Tanh => x.tanh(),
            }
        };
        (0..rows).flat_map(|i| (0..cols).map(move |j| (i, j))).map(|(i, j)| element(i, j)).collect()
    }

    fn check(&self) {
        self.check_with(matmul_on);
    }

    fn check_with(&self, multiply: Multiply) {
        let expected = self.expected();
        let tolerance = 2e-7 * (self.depth as f64 + 8.0);
        for isa in Isa::available() {
            for (index, (found, expected)) in
                self.compute_with(isa, multiply).into_iter().zip(&expected).enumerate()
            {
                assert!(
                    (f64::from(found) - expected).abs() <= tolerance,
                    "{isa:?} {}x{}x{} {:?} {:?} beta {}: element {index} is {found}, not {expected}",
                    self.rows,
                    self.depth,
                    self.cols,
                    self.left,
                    self.right,
                    self.beta,
                );
            }
        }
    }
}

#[test]
fn every_small_size_in_every_layout() {
    let sizes = if MIRI { vec![1, 2, 5, 9] } else { (1..=20).collect::<Vec<_>>() };
    for &rows in &sizes {
        for &depth in &sizes {
            for &cols in &sizes {
                let left = LAYOUTS[(rows + depth) % 3];
                let right = LAYOUTS[(cols + depth) % 3];
                Case { left, right, bias: cols % 2 == 0, ..Case::plain(rows, depth, cols) }.check();
            }
        }
    }
}

#[test]
fn thin_and_small_products_in_all_layouts() {
    let sizes = match MIRI {
        true => [(1, 9, 34), (34, 9, 1), (1, 9, 1), (2, 9, 5), (5, 2, 5), (17, 1, 6)],
        false => [(1, 70, 150), (150, 70, 1), (1, 40, 1), (2, 33, 9), (7, 19, 35), (33, 1, 40)],
    };
    for (rows, depth, cols) in sizes {
        for left in LAYOUTS {
            for right in LAYOUTS {
                Case { left, right, ..Case::plain(rows, depth, cols) }.check();
            }
        }
    }
}

#[test]
fn sizes_around_the_borders_of_blocks() {
    if MIRI {
        return;
    }
    for rows in [167, 168, 169, 337] {
        Case { right: Layout::Columns, ..Case::plain(rows, 33, 521) }.check();
    }
    for depth in [255, 256, 257, 513] {
        for beta in [0.0, 0.5] {
            let case = Case { beta, bias: true, function: Pointwise::Tanh, ..Case::plain(31, depth, 70) };
            case.check();
            Case { rows: 1, ..case }.check();
        }
    }
    for cols in [2047, 2048, 2049] {
        Case { left: Layout::Columns, bias: true, ..Case::plain(26, 7, cols) }.check();
        Case { bias: true, ..Case::plain(1, 7, cols) }.check();
    }
}

#[test]
fn beta_scales_what_out_held_and_0_ignores_even_nan() {
    for beta in [0.0, 1.0, -0.5] {
        for (rows, depth, cols) in [(5, 4, 3), (1, 9, 40), (40, 9, 1), PACKED] {
            for right in LAYOUTS {
                Case { beta, right, bias: true, ..Case::plain(rows, depth, cols) }.check();
            }
        }
    }
}

#[test]
fn every_function_follows_the_bias() {
    for function in [Pointwise::Linear, Pointwise::Relu, Pointwise::Sigmoid, Pointwise::Tanh] {
        for (rows, depth, cols) in [(3, 4, 5), (1, 8, 64), (9, 8, 1), PACKED] {
            Case { function, bias: true, ..Case::plain(rows, depth, cols) }.check();
        }
    }
}

#[test]
fn without_depth_only_the_epilogue_is_left() {
    for beta in [0.0, 2.0] {
        for (rows, cols) in [(1, 1), (3, 20), (20, 1)] {
            Case { beta, bias: true, ..Case::plain(rows, 0, cols) }.check();
        }
    }
}

#[test]
fn an_empty_product_is_nothing() {
    for isa in Isa::available() {
        assert!(Case::plain(0, 3, 4).compute(isa).is_empty());
        assert!(Case::plain(4, 3, 0).compute(isa).is_empty());
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    if MIRI {
        return;
    }
    let shapes = [(131, 300, 257), (5, 1500, 900), (1, 1500, 2100), (2500, 1300, 1)];
    for (rows, depth, cols) in shapes {
        for right in [Layout::Rows, Layout::Columns] {
            let case = Case { right, ..Case::plain(rows, depth, cols) };
            for isa in Isa::available() {
                let with = |threads: usize| {
                    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                    pool.install(|| case.compute(isa))
                };
                let one = with(1);
                for threads in [2, 3, 5] {
                    assert!(
                        with(threads) == one,
                        "{isa:?} {rows}x{depth}x{cols} {right:?} on {threads} threads"
                    );
                }
            }
        }
    }
}

#[test]
fn an_operand_packed_once_multiplies_whatever_the_number_of_rows() {
    for (depth, cols) in [(1, 1), (7, 5), (33, 40), (12, 67)] {
        for right in LAYOUTS {
            for rows in [0, 1, 2, 7, 15, 29] {
                let case = Case { right, bias: cols % 2 == 0, beta: 0.5, ..Case::plain(rows, depth, cols) };
                case.check_with(|isa, out, a, b, beta, epilogue| {
                    let mut memory = vec![f32::NAN; Packed::len(isa, b.rows(), b.cols())];
                    Packed::new(isa, b, &mut memory).multiply(a, beta, epilogue.bias, out);
                });
            }
        }
    }
}
