//! Matrix products.

/// A view of a matrix: element `(i, j)` is `data[i * row_stride + j * col_stride]`.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    data: &'a [f32],
    rows: usize,
    cols: usize,
    row_stride: usize,
    col_stride: usize,
}

impl<'a> Matrix<'a> {
    /// A dense row-major matrix of `rows` × `cols`.
    ///
    /// # Panics
    ///
    /// If `data` is not `rows * cols` long.
    pub fn new(data: &'a [f32], rows: usize, cols: usize) -> Self {
        assert_eq!(data.len(), rows * cols);
        Self { data, rows, cols, row_stride: cols, col_stride: 1 }
    }

    /// The transposed matrix, without a copy.
    pub fn t(self) -> Self {
        let Self { data, rows, cols, row_stride, col_stride } = self;
        Self { data, rows: cols, cols: rows, row_stride: col_stride, col_stride: row_stride }
    }
}

/// A pointwise function that can be applied while a product is written: its derivative is a function of
/// its value alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Pointwise {
    /// `x`
    #[default]
    Linear,
    /// `max(x, 0)`
    Relu,
    /// `1 / (1 + exp(-x))`
    Sigmoid,
    /// `tanh(x)`
    Tanh,
}

/// What happens to an element of a product before it is stored: a bias for its column, then a function.
#[derive(Clone, Copy, Debug, Default)]
pub struct Epilogue<'a> {
    /// Added to each row; one value a column.
    pub bias: Option<&'a [f32]>,
    /// Applied last.
    pub function: Pointwise,
}

/// `out = epilogue(a · b + beta * out)`, where `out` is dense and row-major; `beta` 0 ignores what `out` holds.
pub fn matmul(out: &mut [f32], a: Matrix<'_>, b: Matrix<'_>, beta: f32, epilogue: Epilogue<'_>) {
    assert_eq!(a.cols, b.rows);
    assert_eq!(out.len(), a.rows * b.cols);
    for i in 0..a.rows {
        for j in 0..b.cols {
            let mut sum = if beta == 0.0 { 0.0 } else { beta * out[i * b.cols + j] };
            for k in 0..a.cols {
                sum +=
                    a.data[i * a.row_stride + k * a.col_stride] * b.data[k * b.row_stride + j * b.col_stride];
            }
            sum += epilogue.bias.map_or(0.0, |bias| bias[j]);
            out[i * b.cols + j] = match epilogue.function {
                Pointwise::Linear => sum,
                Pointwise::Relu => sum.max(0.0),
                Pointwise::Sigmoid => 1.0 / (1.0 + (-sum).exp()),
                Pointwise::Tanh => sum.tanh(),
            };
        }
    }
}
