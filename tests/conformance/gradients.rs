use crate::fixture;
use keras::Result;
use keras::autodiff::Tensor;
use keras::backend as K;
use keras::training::GradientTape;

fn activation(name: &str, x: &Tensor) -> Tensor {
    match name {
        "tanh" => K::tanh(x),
        "sigmoid" => K::sigmoid(x),
        "softplus" => K::softplus(x),
        "leaky_relu" => K::prelu(x, &K::constant(x.tape(), 0.2, &[])),
        "sin" => K::sin(x),
        _ => panic!("{name} has no counterpart here"),
    }
}

fn loss(name: &str, tape: &GradientTape<'_>, u: &Tensor, x: &Tensor) -> Result<Tensor> {
    let column = |x: &Tensor, column: usize| {
        K::transpose(&K::part(&K::transpose(x), column * x.dim(0), &[1, x.dim(0)]))
    };
    Ok(match name {
        "gradient_penalty" => {
            let length = K::sqrt(&K::sum_axis(&K::square(&tape.gradient(u, x)?), -1));
            K::mean(&K::square(&(length - 1.0)))
        }
        "equation" => {
            let slope = tape.gradient(u, x)?;
            let curvature = column(&tape.gradient(&column(&slope, 0), x)?, 0);
            K::mean(&K::square(&(curvature + 0.5 * u * column(&slope, 1) - K::cos(u))))
        }
        "entropy" => {
            let entropy = -K::sum(&(K::softmax(u) * K::log_softmax(u)));
            K::sum(&K::pow(&K::abs(&tape.gradient(&entropy, x)?), 1.5))
        }
        _ => panic!("{name} has no counterpart here"),
    })
}

#[test]
fn losses_made_of_gradients_have_the_gradients_of_jax() -> Result<()> {
    for case in fixture::list(&fixture::read("gradients")["cases"]) {
        let [name, function] = ["loss", "activation"].map(|key| case[key].as_str().expect("a name"));
        let what = format!("{name} of {function}");
        let tape = GradientTape::new();
        let watch = |array| tape.watch(&tape.array(&fixture::array(array)));
        let [kernel, bias, last] = [0, 1, 2].map(|i| watch(&case["weights"][i]));
        let x = watch(&case["x"]);
        let u = K::dot(&activation(function, &(K::dot(&x, &kernel) + &bias)), &last);
        let loss = loss(name, &tape, &u, &x)?;
        fixture::assert_close(&what, &[loss.item()], &fixture::data(&case["value"]), 1e-5);
        for (i, weight) in [kernel, bias, last].iter().enumerate() {
            let expected = fixture::data(&case["gradients"][i]);
            // A slope that is constant between corners does not depend on a bias: JAX says 0, we say that it does not.
            if expected.iter().all(|&expected| expected == 0.0) {
                let error = tape.gradient(&loss, weight).unwrap_err().to_string();
                assert!(error.contains("does not depend on it"), "{what}: {error}");
                continue;
            }
            let gradient = tape.gradient(&loss, weight)?;
            gradient
                .read(|found| fixture::assert_close(&format!("{what}, weight {i}"), found, &expected, 2e-5));
        }
    }
    Ok(())
}
