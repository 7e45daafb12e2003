use crate::calls;
use keras::autodiff::Tensor;
use keras::backend::{self as K, NormOrder, QrMode};

fn norm(source: &str, x: &Tensor) -> Tensor {
    let order = |order: f32| Some(NormOrder::Order(order));
    let (ord, axis, keepdims): (_, &[isize], _) = match source {
        "norm(a)" => (None, &[], false),
        "norm(u, ord=3)" => (order(3.0), &[], false),
        "norm(q, ord=\"fro\", axis=(0, 1), keepdims=True)" => (Some(NormOrder::Fro), &[0, 1], true),
        "norm(a, ord=\"nuc\", axis=(1, 2))" => (Some(NormOrder::Nuc), &[1, 2], false),
        "norm(a, ord=1, axis=(0, 2))" => (order(1.0), &[0, 2], false),
        "norm(a, ord=-1, axis=(2, 0))" => (order(-1.0), &[2, 0], false),
        "norm(a, ord=2, axis=(1, 2), keepdims=True)" => (order(2.0), &[1, 2], true),
        "norm(a, ord=-2, axis=(1, 2))" => (order(-2.0), &[1, 2], false),
        "norm(a, ord=inf, axis=(1, 2))" => (order(f32::INFINITY), &[1, 2], false),
        "norm(a, ord=-inf, axis=(1, 2))" => (order(f32::NEG_INFINITY), &[1, 2], false),
        "norm(a, axis=-1)" => (None, &[-1], false),
        "norm(a, ord=1, axis=1, keepdims=True)" => (order(1.0), &[1], true),
        "norm(a, ord=inf, axis=0)" => (order(f32::INFINITY), &[0], false),
        "norm(a, ord=-inf, axis=0)" => (order(f32::NEG_INFINITY), &[0], false),
        "norm(a, ord=0, axis=0)" => (order(0.0), &[0], false),
        "norm(a, ord=-1.5, axis=2)" => (order(-1.5), &[2], false),
        "norm(q, ord=1)" => (order(1.0), &[], false),
        _ => panic!("{source} has no counterpart here"),
    };
    K::norm(x, ord, axis, keepdims)
}

fn call(source: &str, x: &[Tensor]) -> Vec<Tensor> {
    let pair = |(a, b): (Tensor, Tensor)| vec![a, b];
    match source {
        "cholesky(p)" => vec![K::cholesky(&x[0], false)],
        "cholesky(p, upper=True)" => vec![K::cholesky(&x[0], true)],
        "cholesky_inverse(q)" => vec![K::cholesky_inverse(&x[0], false)],
        "cholesky_inverse(q, upper=True)" => vec![K::cholesky_inverse(&x[0], true)],
        "det(a)" | "det(q)" => vec![K::det(&x[0])],
        "slogdet(a)" => pair(K::slogdet(&x[0])),
        "logdet(a)" => vec![K::logdet(&x[0])],
        "inv(a)" => vec![K::inv(&x[0])],
        "solve(a, b)" | "solve(q, u)" => vec![K::solve(&x[0], &x[1])],
        "solve_triangular(a, b)" => vec![K::solve_triangular(&x[0], &x[1], false)],
        "solve_triangular(a, b, lower=True)" => vec![K::solve_triangular(&x[0], &x[1], true)],
        "lu_factor(a)[0]" => vec![K::lu_factor(&x[0]).0],
        "qr(a)" | "qr(t)" | "qr(w)" => pair(K::qr(&x[0], QrMode::Reduced)),
        "qr(t, mode=\"complete\")" => pair(K::qr(&x[0], QrMode::Complete)),
        "eigh(a)[0]" => vec![K::eigh(&x[0]).0],
        "abs(eigh(p)[1])" => vec![K::abs(&K::eigh(&x[0]).1)],
        "svd(t)[1]" => vec![K::svd(&x[0], true).1],
        "svd(w, compute_uv=False)" => vec![K::svd(&x[0], false).1],
        "abs(svd(t, full_matrices=False)[0])" => vec![K::abs(&K::svd(&x[0], false).0)],
        "abs(svd(w, full_matrices=False)[2])" => vec![K::abs(&K::svd(&x[0], false).2)],
        "lstsq(c, d)" | "lstsq(c, e)" => vec![K::lstsq(&x[0], &x[1], None)],
        "pinv(t)" | "pinv(w)" => vec![K::pinv(&x[0], None)],
        "matrix_rank(t)" | "matrix_rank(r)" => vec![K::matrix_rank(&x[0], None)],
        _ => vec![norm(source, &x[0])],
    }
}

#[test]
fn linear_algebra_has_the_values_and_gradients_of_keras() {
    calls::check("linalg", 2e-4, call);
}
