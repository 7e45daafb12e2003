use crate::fixture;
use keras::prelude::*;
use serde_json::Value;

#[test]
fn weights_stand_in_the_order_of_keras() {
    let fixture = fixture::read("order");
    let mut cases = fixture::list(&fixture["cases"]).iter();
    check(
        cases.next(),
        graph!({
            let (a, b) = (Input(2), Input(3));
            let short = Dense(5, name = short)(a);
            let long = Dense(5, name = long_2)(Dense(4, name = long_1)(b));
            Dense(1, name = last)(short + long)
        }),
    );
    check(
        cases.next(),
        graph!({
            let (a, b) = (Input(2), Input(3));
            let right = Dense(4, name = right)(b);
            let left = Dense(4, name = left)(a);
            left + right
        }),
    );
    check(
        cases.next(),
        graph!({
            let first = Dense(3, name = first)(Input(2));
            let early = Dense(1, name = early)(first);
            let late = Dense(1, name = late)(Dense(2, name = second)(first));
            (early, late)
        }),
    );
    check(
        cases.next(),
        graph!({
            let (x, y) = (Input(4), Input(4));
            let both = Dense(4, name = both);
            let near = both(Dense(4, name = before)(y));
            let far = Dense(4, name = after)(both(x));
            near + far
        }),
    );
    assert_eq!(cases.next(), None);
}

#[track_caller]
fn check(case: Option<&Value>, model: impl Model) {
    let case = case.expect("Keras has computed as many");
    let nodes = model.nodes();
    let names: Vec<_> =
        nodes.iter().flat_map(|node| node.weights()).map(|weight| weight.variable().name()).collect();
    let keras: Vec<_> = fixture::list(&case["weights"]).iter().filter_map(Value::as_str).collect();
    assert_eq!(names, keras, "{}", fixture::source(case));
}
