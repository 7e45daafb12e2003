//! Half-typed and nonsense input: whatever a macro is given, it answers, soon, and with tokens that parse.

use std::time::{Duration, Instant};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Block;
use syn::parse::Parser;

use crate::expand;
use crate::network::{self, Network, Tensor};
use crate::parse::{self, Errors};

/// How many mutilations of each example are tried.
const EACH: usize = 150;

type Read = fn(TokenStream, &mut Errors) -> Network;

const MODELS: [(Read, &str); 10] = [
    (network::sequential, "Dense(32, input = 784), Activation(relu), Dense(10), Activation(softmax)"),
    (network::sequential, "< Dense(units = 32, input = (28, _, 1), name = first), Flatten(), Dense(10,) >"),
    (
        network::sequential,
        "#[derive(Debug)] pub struct Digits { Input(shape = (7,), dtype = int32), my::Own([1, 2], x = |y| y) }",
    ),
    (
        network::graph,
        "{ let x = Input(4); let y = Dense(3, trainable = false)(x); (Dense(2, name = a)(y), x) }",
    ),
    (
        network::graph,
        "{ fn block(x, units) { Dense(units * 2)(x) + x } let x = Input(8); for n in [4, 2 + 2] { x = block(x, n); } x }",
    ),
    (
        network::graph,
        "{ let (a, b) = (Input(8), Input(8)); let shared = Dense(4); for _ in 0..3 { a = a - b * a; } shared(a) + shared(b) }",
    ),
    (
        network::graph,
        "pub struct Net { let x = Input(_, 128); let t = sequential![Dense(3), Lambda(|x| x * 2.0)]; { let y = t(x); y } }",
    ),
    (
        network::graph,
        "{ fn f(g, x) { g(x) } fn h(x) { f(Dense(3), x) } let x = Input(2); for i in 1..=3 { let (y, z) = Two()(h(x)); x = y + z; } x }",
    ),
    (
        network::graph,
        "{ fn f(x, n) { Both(LSTM(units = n), mode = sum)(x) } let x = Input(_, 4); RNN(Stacked([Cell(3), C(A(n = 2))], trainable = true))(f(x, 3)) }",
    ),
    (
        network::graph,
        "{ let n = 3; let m = n + n; let l = (m, n); let (p, q) = l; let x = Input(p, q); Dense(A::B.at(0), input = m)(x) }",
    ),
];

/// What is put in the place of a token, or beside it.
const SPLINTERS: &str = "Dense Input x y fn for in let mut struct sequential 0 3 -1 1.5 'a' \"text\" = , ; + * - . .. ..= :: | & # ! ? < > -> _ \
    () [] {} (x) [x, x] { x } Dense(3)(x) name = x input = 3 fn block(x) { block(x) } for _ in 0..9 { x } let x = x; if true { x } &raw r#fn self";

/// A generator of the same numbers in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

fn tokens(text: &str) -> Vec<TokenTree> {
    text.parse::<TokenStream>().expect("the text is made of tokens").into_iter().collect()
}

/// The tokens after one accident somewhere among them, or inside one of them.
fn mutilate(mut trees: Vec<TokenTree>, splinters: &[TokenTree], chance: &mut Chance) -> Vec<TokenTree> {
    if trees.is_empty() {
        return vec![splinters[chance.below(splinters.len())].clone()];
    }
    let at = chance.below(trees.len());
    if let TokenTree::Group(group) = &trees[at]
        && chance.below(4) > 0
    {
        let inner = mutilate(group.stream().into_iter().collect(), splinters, chance);
        trees[at] = Group::new(group.delimiter(), inner.into_iter().collect()).into();
        return trees;
    }
    match chance.below(7) {
        0 => drop(trees.remove(at)),
        1 => trees.insert(at, trees[at].clone()),
        2 => trees.swap(at, 0),
        3 => trees[at] = splinters[chance.below(splinters.len())].clone(),
        4 => trees.insert(at, splinters[chance.below(splinters.len())].clone()),
        5 => trees.truncate(at),
        _ => {
            let delimiters = [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None];
            let rest = trees.split_off(at).into_iter().collect();
            trees.push(Group::new(delimiters[chance.below(4)], rest).into());
        }
    }
    trees
}

/// Expands what a user wrote; panics if the answer is late or does not parse.
fn expand(read: Read, input: &TokenStream) -> TokenStream {
    let start = Instant::now();
    let answer = expand::model(parse::invocation(quote::quote!((::keras) #input)), read);
    assert!(start.elapsed() < Duration::from_secs(20), "too slow for `{input}`");
    let parsed = Block::parse_within.parse2(answer.clone());
    assert!(parsed.is_ok(), "`{input}` is answered with `{answer}`: {:?}", parsed.err());
    answer
}

#[test]
fn mutilated_models_are_answered() {
    let splinters = tokens(SPLINTERS);
    let mut chance = Chance(1);
    for (read, text) in MODELS {
        for _ in 0..EACH {
            let accidents = 1 + chance.below(3);
            let input =
                (0..accidents).fold(tokens(text), |trees, _| mutilate(trees, &splinters, &mut chance));
            expand(read, &input.into_iter().collect());
        }
    }
}

#[test]
fn a_network_with_a_hole_comes_with_an_error() {
    let splinters = tokens(SPLINTERS);
    let mut chance = Chance(2);
    for (read, text) in MODELS {
        for _ in 0..EACH {
            let input: TokenStream = mutilate(tokens(text), &splinters, &mut chance).into_iter().collect();
            let parse::Invocation { body, mut errors, .. } =
                parse::invocation(quote::quote!((::keras) #input));
            let network = read(body, &mut errors);
            let is_unknown = |tensor: &Tensor| matches!(tensor, Tensor::Unknown);
            let has_hole = network.outputs.iter().any(is_unknown)
                || network.inputs.is_empty()
                || network.nodes.iter().any(|node| node.layer.is_broken)
                || network.calls.iter().flat_map(|call| &call.inputs).any(is_unknown);
            assert!(!has_hole || !errors.is_empty(), "nothing is said about `{input}`");
        }
    }
}

#[test]
fn mutilated_layers_and_metrics_are_answered() {
    let splinters = tokens(SPLINTERS);
    let mut chance = Chance(3);
    type Expand = fn(parse::Invocation) -> TokenStream;
    let examples: [(Expand, &str); 2] = [
        (
            expand::layer,
            "Dense(32, activation = relu, input_shape = (784,), name = first, trainable = false)",
        ),
        (
            expand::metrics,
            "accuracy, my::metric, Precision::new(0.5), error = |y_true, y_pred| K::mean(y_pred)",
        ),
    ];
    for (expand, text) in examples {
        for _ in 0..EACH {
            let input = mutilate(tokens(text), &splinters, &mut chance).into_iter().collect::<TokenStream>();
            let answer = expand(parse::invocation(quote::quote!((::keras) #input)));
            assert!(
                Block::parse_within.parse2(answer.clone()).is_ok(),
                "`{input}` is answered with `{answer}`"
            );
        }
    }
}

#[test]
fn mutilated_layer_structs_are_answered() {
    let splinters = tokens(SPLINTERS);
    let mut chance = Chance(4);
    let text = "/// Docs.\n #[layer(crate = my::keras, input = int32)] pub struct Scale { \
        #[default(1.0)] factor: f32, sizes: [usize; 2], shape: List<usize>, axis: OneOrMore<isize>, seed: Option<u64> }";
    for _ in 0..EACH {
        let input = mutilate(tokens(text), &splinters, &mut chance).into_iter().collect::<TokenStream>();
        if let Ok(answer) = expand::layer_config(input.clone()) {
            assert!(
                Block::parse_within.parse2(answer.clone()).is_ok(),
                "`{input}` is answered with `{answer}`"
            );
        }
    }
}

#[test]
fn what_unrolls_without_end_is_refused_soon() {
    for text in [
        "{ fn f(x) { f(x) } f(Input(3)) }",
        "{ fn f(x) { f(x) + f(x) } f(Input(3)) }",
        "{ fn f(x) { g(x) } fn g(x) { f(f(x)) } g(Input(3)) }",
        "{ let x = Input(3); for _ in 0..4000000000 { x = Dense(3)(x); } x }",
        "{ let x = Input(3); for _ in 0..=4294967295 {} x }",
        "{ let x = Input(3); for _ in 0..99999 { for _ in 0..99999 { for _ in 0..99999 {} } } x }",
        "{ let x = Input(3); let n = 1; for _ in 0..64 { n = n + n; } Dense(n)(x) }",
        "{ let x = Input(3); let l = (x, x); for _ in 0..64 { l = (l, l); } Add()(l) }",
        "{ let x = Input(3); fn a(x) { b(b(x)) } fn b(x) { c(c(x)) } fn c(x) { d(d(x)) } fn d(x) { e(e(x)) } fn e(x) { \
           for _ in 0..9 { x = Dense(3)(Dense(3)(Dense(3)(x))); } x } fn z(x) { a(a(a(a(a(a(x)))))) } z(z(z(z(x)))) }",
    ] {
        let answer = expand(network::graph, &text.parse().expect("the text is made of tokens")).to_string();
        assert!(answer.contains("compile_error"), "{text}");
        assert!(answer.len() < 100_000, "{text}");
    }
}
