//! Half-typed and nonsense input: whatever a macro is given, it answers, soon, and with tokens that parse.

use std::time::{Duration, Instant};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Block;
use syn::parse::Parser;

use crate::errors::Errors;
use crate::expand;
use crate::network::{self, Network, Tensor};
use crate::parse::{self, Invocation};
use crate::view::{View, with_view};

/// How many mutilations of each example are tried.
const EACH: usize = 150;

type Read = fn(TokenStream, &mut Errors) -> (Invocation, Network);
type Expand = fn(TokenStream, Errors) -> TokenStream;
type See = fn(&View, TokenStream) -> TokenStream;

fn sequential(input: TokenStream, errors: &mut Errors) -> (Invocation, Network) {
    let (invocation, elements) = parse::sequential(input, errors);
    (invocation, network::sequential(elements, errors))
}

fn graph(input: TokenStream, errors: &mut Errors) -> (Invocation, Network) {
    let (invocation, graph) = parse::graph(input, errors);
    (invocation, network::graph(graph, errors))
}

fn layer(input: TokenStream, mut errors: Errors) -> TokenStream {
    let (invocation, layer) = parse::layer(input, &mut errors);
    expand::layer(invocation, layer, errors)
}

fn metrics(input: TokenStream, mut errors: Errors) -> TokenStream {
    let (invocation, metrics) = parse::metrics(input, &mut errors);
    expand::metrics(invocation, metrics, errors)
}

/// What the wrapping macro makes of what a user wrote.
fn wrapped(input: &TokenStream) -> TokenStream {
    quote::quote!((::keras) #input)
}

const MODELS: [(Read, &str); 11] = [
    (sequential, "Dense(32, input = 784), Activation(relu), Dense(10), Activation(softmax)"),
    (sequential, "< Dense(units = 32, input = (28, _, 1), name = first), Flatten(), Dense(10,) >"),
    (
        sequential,
        "#[derive(Debug)] pub struct Digits { Input(shape = (7,), dtype = int32), my::Own([1, 2], x = |y| y) }",
    ),
    (graph, "{ let x = Input(4); let y = Dense(3, trainable = false)(x); (Dense(2, name = a)(y), x) }"),
    (
        graph,
        "{ fn block(x, units) { Dense(units * 2)(x) + x } let x = Input(8); for n in [4, 2 + 2] { x = block(x, n); } x }",
    ),
    (
        graph,
        "{ let (a, b) = (Input(8), Input(8)); let shared = Dense(4); for _ in 0..3 { a = a - b * a; } shared(a) + shared(b) }",
    ),
    (
        graph,
        "pub struct Net { let x = Input(_, 128); let t = sequential![Dense(3), Lambda(|x| x * 2.0)]; { let y = t(x); y } }",
    ),
    (
        graph,
        "{ fn f(g, x) { g(x) } fn h(x) { f(Dense(3), x) } let x = Input(2); for i in 1..=3 { let (y, z) = Two()(h(x)); x = y + z; } x }",
    ),
    (
        graph,
        "{ fn f(x, n) { Both(LSTM(units = n), mode = sum)(x) } let x = Input(_, 4); RNN(Stacked([Cell(3), C(A(n = 2))], trainable = true))(f(x, 3)) }",
    ),
    (
        graph,
        "{ let x = Input(3); let y = Attend(2)(x, key = x, value = (x, x), causal = true); let s = Own(B); s(y, state = [x], mask = y) }",
    ),
    (
        graph,
        "{ let n = 3; let m = n + n; let l = (m, n); let (p, q) = l; let x = Input(p, q); Dense(A::B.at(0), input = m)(x) }",
    ),
];

const LAYERS: [(Expand, &str); 2] = [
    (layer, "Dense(32, activation = relu, input_shape = (784,), name = first, trainable = false)"),
    (
        metrics,
        "accuracy, my::metric, Precision::new(0.5), AUC(7, curve = PR), top = TopK(k = n), error = |y_true, y_pred| K::mean(y_pred)",
    ),
];

const STRUCT: &str = "/// Docs.\n #[layer(crate = my::keras, input = int32, inputs(query, value, key = value, mask?, rest*), settings(factor))] pub struct Scale { \
    #[default(1.0)] #[config(check = my::rule)] factor: f32, #[config(state)] total: f64, sizes: [usize; 2], #[default(factor)] other: f32, shape: List<usize>, \
    axis: OneOrMore<isize>, sides: Sides<2>, inner: InnerLayer, seed: Option<u64> }";

/// What is put in the place of a token, or beside it.
const SPLINTERS: &str = "Dense Input x y for in let mut struct sequential 0 3 -1 1.5 'a' \"text\" \"type\" \"{r#x}\" = , ; + * - . .. ..= :: | & # ! \
    ? < > -> 'life () [] {} (x) [x, x] { x } Dense(3)(x) name=x name=r#match name=self input=3 r#input=3 r#let=x if true { x } &raw \
    fn block(x) { block(x) } for _ in 0..9 { x } let x = x;";

/// Words that are not anybody's name, and some that are when they are raw.
const WORDS: &str =
    "crate self Self super _ type fn match dyn gen r#type r#fn r#match r#gen r#x r#Dense r#Input r#struct";

/// What stands before things.
const ATTRIBUTES: [&str; 4] = ["#[cfg(any())]", "#![allow(unused)]", "/// Words.\n", "#"];

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

/// All splinters, of one token or several.
fn splinters() -> Vec<Vec<TokenTree>> {
    let single = tokens(SPLINTERS).into_iter().chain(tokens(WORDS)).map(|token| vec![token]);
    single.chain(ATTRIBUTES.map(tokens)).collect()
}

/// The tokens with each one in turn, also inside of others, replaced by what `accident` makes of it.
fn each(
    trees: &[TokenTree],
    accident: &mut impl FnMut(&TokenTree) -> Option<Vec<TokenTree>>,
) -> Vec<TokenStream> {
    let mut all = vec![];
    for (at, tree) in trees.iter().enumerate() {
        let mut with = |middle: TokenStream| {
            let (before, behind) = (trees[..at].iter().cloned(), trees[at + 1..].iter().cloned());
            all.push(before.chain(middle).chain(behind).collect());
        };
        if let Some(replaced) = accident(tree) {
            with(replaced.into_iter().collect());
        }
        if let TokenTree::Group(group) = tree {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            for inner in each(&inner, accident) {
                with(TokenTree::from(Group::new(group.delimiter(), inner)).into());
            }
        }
    }
    all
}

/// Expands what a user wrote in each of the macros; panics if the answer does not parse.
fn expand_each(
    mut mutilated: impl FnMut(&str) -> Vec<TokenStream>,
    mut check: impl FnMut(&TokenStream, String),
) {
    for (read, text) in MODELS {
        for input in mutilated(text) {
            check(&input, expand(read, &input).to_string());
        }
    }
    for (expand, text) in LAYERS {
        for input in mutilated(text) {
            check(&input, parsed(&input, expand(wrapped(&input), Errors::default())).to_string());
        }
    }
}

/// Expands what a user wrote under the derive; panics if the answer does not parse.
fn derive(inputs: impl IntoIterator<Item = TokenStream>) {
    for input in inputs {
        if let Ok(answer) = parse::config(input.clone()).map(expand::config) {
            parsed(&input, answer);
        }
    }
}

/// The answer, if it parses.
fn parsed(input: &TokenStream, answer: TokenStream) -> TokenStream {
    let parsed = Block::parse_within.parse2(answer.clone());
    assert!(parsed.is_ok(), "`{input}` is answered with `{answer}`: {:?}", parsed.err());
    answer
}

/// The tokens after one accident somewhere among them, or inside one of them.
fn mutilate(mut trees: Vec<TokenTree>, splinters: &[Vec<TokenTree>], chance: &mut Chance) -> Vec<TokenTree> {
    if trees.is_empty() {
        return splinters[chance.below(splinters.len())].clone();
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
        3 => drop(trees.splice(at..=at, splinters[chance.below(splinters.len())].clone())),
        4 => drop(trees.splice(at..at, splinters[chance.below(splinters.len())].clone())),
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
    let mut errors = Errors::default();
    let (invocation, network) = read(wrapped(input), &mut errors);
    let answer = expand::model(invocation, network, errors);
    assert!(start.elapsed() < Duration::from_secs(20), "too slow for `{input}`");
    parsed(input, answer)
}

#[test]
fn mutilated_input_is_answered() {
    let splinters = splinters();
    let mut chance = Chance(1);
    let mut mutilated = |text: &str| -> Vec<TokenStream> {
        let mut one = || {
            let accidents = 1 + chance.below(3);
            let input =
                (0..accidents).fold(tokens(text), |trees, _| mutilate(trees, &splinters, &mut chance));
            input.into_iter().collect()
        };
        (0..EACH).map(|_| one()).collect()
    };
    expand_each(&mut mutilated, |_, _| {});
    derive(mutilated(STRUCT));
}

#[test]
fn an_editor_sees_whole_models_as_rust_and_mutilated_ones_at_all() {
    let splinters = splinters();
    let mut chance = Chance(3);
    let see_model = |text: &str| if text.contains(';') { View::graph as See } else { View::sequential };
    let models = MODELS.map(|(_, text)| (see_model(text), text));
    let layers = [(View::layer as See, LAYERS[0].1), (View::metrics, LAYERS[1].1)];
    for (see, text) in models.into_iter().chain(layers) {
        let seen = |input: &TokenStream| with_view(wrapped(input), see, |_| TokenStream::new());
        let whole: TokenStream = tokens(text).into_iter().collect();
        parsed(&whole, seen(&whole));
        for _ in 0..EACH {
            seen(&mutilate(tokens(text), &splinters, &mut chance).into_iter().collect());
        }
    }
}

#[test]
fn any_word_is_answered_in_the_place_of_any_name() {
    for word in tokens(WORDS) {
        let mut accident = |tree: &TokenTree| match tree {
            TokenTree::Ident(_) => Some(vec![word.clone()]),
            _ => None,
        };
        expand_each(|text| each(&tokens(text), &mut accident), |_, _| {});
        // Of these, rustc and `syn` have different opinions at the beginning of a path or as the name of a field.
        if !["crate", "Self", "self", "super", "_"].contains(&word.to_string().as_str()) {
            derive(each(&tokens(STRUCT), &mut accident));
        }
    }
}

#[test]
fn an_attribute_is_refused_or_emitted_and_a_comment_harms_nobody() {
    let mut cfg = |tree: &TokenTree| Some([tokens("#[cfg(any())]"), vec![tree.clone()]].concat());
    expand_each(
        |text| each(&tokens(text), &mut cfg),
        |input, answer| {
            assert!(answer.contains("compile_error") || answer.contains("cfg"), "swallowed: `{input}`");
        },
    );
    let piece = |tree: &TokenTree| match tree {
        TokenTree::Ident(word) if ["Input", "let", "fn", "for"].contains(&word.to_string().as_str()) => {
            Some([tokens("/// Words.\n"), vec![tree.clone()]].concat())
        }
        _ => None,
    };
    for (read, text) in MODELS {
        for input in each(&tokens(text), &mut { piece }) {
            let refused = |input| expand(read, input).to_string().contains("compile_error");
            assert!(!refused(&input) || refused(&tokens(text).into_iter().collect()), "refused: `{input}`");
        }
    }
}

#[test]
fn a_network_with_a_hole_comes_with_an_error() {
    let splinters = splinters();
    let mut chance = Chance(2);
    for (read, text) in MODELS {
        for _ in 0..EACH {
            let input: TokenStream = mutilate(tokens(text), &splinters, &mut chance).into_iter().collect();
            let mut errors = Errors::default();
            let (_, network) = read(wrapped(&input), &mut errors);
            let is_unknown = |tensor: &Tensor| matches!(tensor, Tensor::Unknown);
            let has_hole = network.outputs.iter().any(is_unknown)
                || network.inputs.is_empty()
                || network.nodes.iter().any(|node| node.layer.is_broken)
                || network.calls.iter().flat_map(|call| &call.inputs).any(is_unknown);
            assert!(!has_hole || !errors.is_empty(), "nothing is said about `{input}`");
            errors.into_items();
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
        let answer = expand(graph, &text.parse().expect("the text is made of tokens")).to_string();
        assert!(answer.contains("compile_error"), "{text}");
        assert!(answer.len() < 100_000, "{text}");
    }
}

/// With as much stack as rustc has.
#[test]
fn what_is_nested_deeply_is_read_or_refused() {
    let rustc = std::thread::Builder::new().stack_size(8 << 20).spawn(read_what_is_nested_deeply);
    rustc.expect("there is a thread").join().expect("it ends well");
}

fn read_what_is_nested_deeply() {
    let nested = |before: &str, behind: &str, depth: usize| {
        let text = format!("{{ let x = Input(3); {}x{} }}", before.repeat(depth), behind.repeat(depth));
        let input = text.parse().expect("the text is made of tokens");
        with_view(wrapped(&input), View::graph, |_| TokenStream::new());
        expand(graph, &input).to_string()
    };
    for (before, behind) in [
        ("Dense(1)(", ")"),
        ("Add()([x, Dense(1)(", ")])"),
        ("(", ")"),
        ("Dense(1)(x + ", ")"),
        ("Dense(1)(", " + x)"),
    ] {
        assert!(!nested(before, behind, 250).contains("compile_error"), "{before}");
        assert!(nested(before, behind, 100_000).contains("nested too deeply"), "{before}");
    }
    for (before, behind) in [("x + ", ""), ("x + 1 * ", ""), ("!", ""), ("-", ""), ("Dense(1 + ", ")(x)")] {
        nested(before, behind, 60);
        nested(before, behind, 250);
        assert!(nested(before, behind, 100_000).contains("nested too deeply"), "{before}");
    }
    for (before, behind) in [("{", "}"), ("Dense(", ")(x)"), ("[x][", "]")] {
        nested(before, behind, 400);
        assert!(nested(before, behind, 2_000).contains("nested too deeply"), "{before}");
    }
}
