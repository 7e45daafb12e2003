use super::super::index::attempt;
use super::super::permute::permute_dimensions;
use super::super::shape::view_as;
use crate::autodiff::Tensor;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Rearranges axes by a pattern of their names, as einops: `"b h w c -> b (h w) c"`. Parentheses join axes, or take one apart;
/// `sizes` gives those that do not follow from the shape, one of each that is taken apart at least being given by the others.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = K::zeros(&Tape::new(), &[2, 6, 3]);
/// assert_eq!(*K::rearrange(&x, "b (h w) c -> b c h w", &[("h", 2)]).shape(), [2, 3, 2, 3]);
/// ```
pub fn rearrange(x: &Tensor, pattern: &str, sizes: &[(&str, usize)]) -> Tensor {
    let error = |why: String| Error::new("K::rearrange", format!("`{pattern}`: {why}"));
    attempt(x, |dims| {
        let (from, to) = pattern.split_once("->").ok_or_else(|| error("`->` is missing".into()))?;
        let [from, to] = [groups(from).map_err(error)?, groups(to).map_err(error)?];
        if from.len() != dims.rank() {
            return Err(error(format!("{} axes for {dims}", from.len())));
        }
        let (before, after): (Vec<&str>, Vec<&str>) = (from.concat(), to.concat());
        if let Some(name) = before
            .iter()
            .find(|name| !after.contains(name))
            .or(after.iter().find(|name| !before.contains(name)))
        {
            return Err(error(format!("`{name}` stands on one side only")));
        }
        let is_twice = |names: &[&str]| {
            (1..names.len()).find(|&i| names[..i].contains(&names[i])).map(|i| names[i].to_owned())
        };
        if let Some(name) = is_twice(&before).or(is_twice(&after)) {
            return Err(error(format!("`{name}` stands twice on one side")));
        }
        if let Some((name, _)) = sizes.iter().find(|(name, _)| !before.contains(name)) {
            return Err(error(format!("there is no `{name}`")));
        }
        let mut elementary = Vec::new();
        for (group, &size) in from.iter().zip(dims.iter()) {
            elementary.extend(taken_apart(group, size, sizes).map_err(error)?);
        }
        let order: Vec<usize> =
            after.iter().filter_map(|name| before.iter().position(|other| other == name)).collect();
        let joined = to.iter().map(|group| {
            group
                .iter()
                .filter_map(|name| Some(elementary[before.iter().position(|other| other == name)?]))
                .product()
        });
        let joined: Vec<usize> = joined.collect();
        let apart = permute_dimensions(&view_as(x, Dims::new(&elementary)?), &order);
        Ok(view_as(&apart, Dims::new(&joined)?))
    })
}

/// The names of each axis of one side.
fn groups(side: &str) -> Result<Vec<Vec<&str>>, String> {
    let (mut groups, mut open) = (Vec::new(), None::<Vec<&str>>);
    for word in side.split_inclusive(['(', ')', ' ']) {
        let name = word.trim_end_matches(['(', ')', ' ']);
        if !name.is_empty() {
            if !name.chars().all(|c| c.is_alphanumeric() || c == '_')
                || name.starts_with(|c: char| c.is_numeric())
            {
                return Err(format!("`{name}` is no name of an axis"));
            }
            match &mut open {
                Some(group) => group.push(name),
                None => groups.push(vec![name]),
            }
        }
        match (word.chars().last(), &mut open) {
            (Some('('), None) => open = Some(Vec::new()),
            (Some(')'), Some(_)) => groups.extend(open.take()),
            (Some('(' | ')'), _) => return Err("the parentheses do not match".into()),
            _ => {}
        }
    }
    if open.is_some() { Err("the parentheses do not match".into()) } else { Ok(groups) }
}

/// The sizes of the axes that one of this size is taken apart into.
fn taken_apart(group: &[&str], size: usize, sizes: &[(&str, usize)]) -> Result<Vec<usize>, String> {
    let given = |name: &&str| sizes.iter().find(|(other, _)| other == name).map(|&(_, size)| size);
    let known = group.iter().filter_map(given).try_fold(1usize, |product, size| product.checked_mul(size));
    let open = group.iter().filter(|name| given(name).is_none()).count();
    let names = group.join(" ");
    match known {
        _ if open > 1 => Err(format!("of `{names}` all sizes but one have to be given")),
        Some(known) if known == size && open == 0 => Ok(group.iter().filter_map(given).collect()),
        Some(known) if open == 1 && known > 0 && size.is_multiple_of(known) => {
            Ok(group.iter().map(|name| given(name).unwrap_or(size / known)).collect())
        }
        _ => Err(format!("the sizes given for `{names}` do not make {size}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_second_gradient;

    #[test]
    fn what_is_rearranged_has_its_gradient() {
        check_second_gradient(&[&[2, 4, 2]], |x| rearrange(&x[0], "a (b c) d -> (d b) a c", &[("b", 2)]));
    }

    #[test]
    fn axes_of_size_one_come_and_go_as_empty_parentheses() {
        let x = Tape::new().array(&[[1.0], [2.0]]);
        assert_eq!(*rearrange(&x, "a () -> () a", &[]).shape(), [1, 2]);
    }

    #[test]
    fn a_pattern_that_does_not_fit_says_why() {
        let error = |pattern: &str, sizes: &[(&str, usize)]| {
            let tape = Tape::new();
            rearrange(&tape.constant(&[2, 6], |x| x.fill(0.0)), pattern, sizes);
            tape.check().unwrap_err().to_string()
        };
        assert_eq!(error("a b", &[]), "K::rearrange: `a b`: `->` is missing");
        assert!(error("a -> a", &[]).ends_with("1 axes for (2, 6)"));
        assert!(error("a b -> a", &[]).ends_with("`b` stands on one side only"));
        assert!(error("a a -> a", &[]).ends_with("`a` stands twice on one side"));
        assert!(error("a b -> a b", &[("c", 1)]).ends_with("there is no `c`"));
        assert!(error("a (b c) -> a b c", &[]).ends_with("of `b c` all sizes but one have to be given"));
        assert!(error("a (b c) -> a b c", &[("b", 4)]).ends_with("the sizes given for `b c` do not make 6"));
        assert!(error("a (b -> a b", &[]).ends_with("the parentheses do not match"));
        assert!(error("a ... -> a ...", &[]).ends_with("`...` is no name of an axis"));
    }
}
