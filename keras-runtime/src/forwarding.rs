//! Methods that one type hands on to another of the same trait: what it forgets has the trait's default, without a word.

/// The methods of a trait that an implementation leaves out, each read from its source.
pub fn forgotten(
    definition: &'static str,
    header: &str,
    source: &'static str,
    implementation: &str,
) -> Vec<&'static str> {
    let (all, own) = (methods(definition, header), methods(source, implementation));
    assert!(!all.is_empty() && !own.is_empty());
    all.into_iter().filter(|method| !own.contains(method)).collect()
}

/// The names of the functions between a line and the brace that ends what it begins.
fn methods(source: &'static str, header: &str) -> Vec<&'static str> {
    let (_, after) = source.split_once(header).expect("the source has it");
    let body = after.split("\n}").next().unwrap_or_default();
    let functions = body.lines().filter_map(|line| line.strip_prefix("    fn "));
    functions.filter_map(|line| line.split(['(', '<']).next()).collect()
}
