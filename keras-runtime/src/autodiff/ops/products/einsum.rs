use super::super::broadcast::{broadcast_dims, broadcast_to};
use super::super::index::attempt;
use super::contract::{Label, Labelled, contract};
use crate::autodiff::{Tape, Tensor};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Einstein summation: products of tensors, summed over the axes whose letters the output leaves out. `"bij,bjk->bik"` is a
/// product of matrices, `"ii->i"` a diagonal, `"...ij->...ji"` a transpose.
///
/// Without `->` the output has the axes of `...`, then the letters that occur once, in alphabetic order. Axes of one letter
/// have one size, those of `...` are broadcast. Computed two by two from the first on, by matrix products.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (a, b) = (tape.array(&[[1.0, 2.0], [3.0, 4.0]]), tape.array(&[1.0, 10.0]));
/// assert_eq!(K::einsum("ij,j->i", &[&a, &b]).to_array(), keras::ndarray::array![21.0, 43.0].into_dyn());
/// assert_eq!(K::einsum("ii", &[&a]).item(), 5.0);
/// ```
pub fn einsum(subscripts: &str, operands: &[&Tensor]) -> Tensor {
    let Some(first) = operands.first() else {
        return Tape::inference()
            .fail(error(subscripts, "there is no tensor: an equation is of one or more"));
    };
    attempt(first, |_| {
        let (factors, output) = parsed(subscripts, operands)?;
        contract(factors, &output)
    })
}

/// The labels of the axes that `...` stands for count down from here, the last axis first.
const ELLIPSIS: Label = Label::MAX;

fn error(subscripts: &str, why: impl std::fmt::Display) -> Error {
    Error::new("K::einsum", format!("`{subscripts}`: {why}"))
}

/// The tensors with labels, those of `...` broadcast, and the labels of the output.
fn parsed(subscripts: &str, operands: &[&Tensor]) -> Result<(Vec<Labelled>, Vec<Label>)> {
    let text: String = subscripts.chars().filter(|c| !c.is_whitespace()).collect();
    let (inputs, output) = match text.split_once("->") {
        Some((inputs, output)) => (inputs, Some(output)),
        None => (text.as_str(), None),
    };
    let terms: Vec<&str> = inputs.split(',').collect();
    if terms.len() != operands.len() {
        return Err(error(subscripts, format!("{} terms for {} tensors", terms.len(), operands.len())));
    }
    let mut factors = Vec::new();
    for (term, tensor) in terms.iter().zip(operands) {
        let dims = tensor.shape();
        let letters = letters(subscripts, term)?;
        let open = dims.rank().checked_sub(letters.iter().flatten().count());
        let labels = match open.filter(|&open| open == 0 || letters.contains(&None)) {
            Some(open) => expanded(&letters, open),
            None => return Err(error(subscripts, format!("`{term}` does not fit {dims}"))),
        };
        factors.push(Labelled { tensor: (*tensor).clone(), labels });
    }
    check_sizes(subscripts, &factors)?;
    let most = broadcast_ellipses(&mut factors)?;
    let labels: Vec<Label> = factors.iter().flat_map(|factor| factor.labels.iter().copied()).collect();
    let output = match output {
        Some(output) => {
            let letters = letters(subscripts, output)?;
            let output = expanded(&letters, if letters.contains(&None) { most } else { 0 });
            if let Some(i) =
                (0..output.len()).find(|&i| output[..i].contains(&output[i]) || !labels.contains(&output[i]))
            {
                let name = char::from_u32(output[i]).unwrap_or('.');
                return Err(error(
                    subscripts,
                    format!("`{name}` of the output stands there twice, or in no term"),
                ));
            }
            output
        }
        None => {
            let mut once: Vec<Label> =
                labels.iter().copied().filter(|&label| label <= ELLIPSIS - 64).collect();
            once.retain(|label| labels.iter().filter(|other| *other == label).count() == 1);
            once.sort_unstable();
            [expanded(&[None], most), once].concat()
        }
    };
    Ok((factors, output))
}

/// The letters of a term, and `None` where `...` stands, once at most.
fn letters(subscripts: &str, term: &str) -> Result<Vec<Option<char>>> {
    let mut letters = Vec::new();
    let parts: Vec<&str> = term.split("...").collect();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            letters.push(None);
        }
        letters.extend(part.chars().map(Some));
    }
    match letters.iter().flatten().find(|letter| !letter.is_alphabetic()) {
        Some(letter) => Err(error(subscripts, format!("`{letter}` is no letter"))),
        None if parts.len() > 2 => Err(error(subscripts, format!("`...` stands twice in `{term}`"))),
        None => Ok(letters),
    }
}

/// The labels of a term in which `...` stands for so many axes.
fn expanded(letters: &[Option<char>], open: usize) -> Vec<Label> {
    let ellipsis = || (0..open as Label).rev().map(|back| ELLIPSIS - back);
    letters
        .iter()
        .flat_map(|letter| letter.map_or_else(|| ellipsis().collect(), |c| vec![c as Label]))
        .collect()
}

fn check_sizes(subscripts: &str, factors: &[Labelled]) -> Result<()> {
    let mut sizes: Vec<(Label, usize)> = Vec::new();
    for factor in factors {
        let axes = factor.labels.iter().zip(factor.tensor.shape().to_vec());
        for (&label, size) in axes.filter(|(label, _)| **label <= ELLIPSIS - 64) {
            match sizes.iter().find(|(other, _)| *other == label) {
                Some(&(_, other)) if other != size => {
                    let name = char::from_u32(label).unwrap_or('.');
                    return Err(error(subscripts, format!("`{name}` is {other} and {size}")));
                }
                _ => sizes.push((label, size)),
            }
        }
    }
    Ok(())
}

/// Broadcasts the axes of `...` to one another; the number of them.
fn broadcast_ellipses(factors: &mut [Labelled]) -> Result<usize> {
    let is_open = |label: &Label| *label > ELLIPSIS - 64;
    let open = |factor: &Labelled| -> Result<Dims> {
        let axes = factor.labels.iter().zip(factor.tensor.shape().to_vec());
        Dims::new(&axes.filter(|(label, _)| is_open(label)).map(|(_, size)| size).collect::<Vec<_>>())
    };
    let opens = factors.iter().map(open).collect::<Result<Vec<_>>>()?;
    let joint = broadcast_dims("K::einsum", "broadcast the axes of `...`,", &opens)?;
    for factor in factors {
        let dims = factor.tensor.shape();
        let wanted = factor.labels.iter().zip(dims.iter()).map(|(&label, &size)| match is_open(&label) {
            true => joint[joint.rank() - 1 - (ELLIPSIS - label) as usize],
            false => size,
        });
        let wanted = Dims::new(&wanted.collect::<Vec<_>>())?;
        factor.tensor = broadcast_to(&factor.tensor, wanted);
    }
    Ok(joint.rank())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::{check_gradient, check_second_gradient};

    #[test]
    fn einstein_sums_have_their_gradients() {
        check_second_gradient(&[&[2, 3], &[3, 2]], |x| einsum("ij,jk->ki", &[&x[0], &x[1]]));
        check_second_gradient(&[&[2, 3, 3]], |x| einsum("aii->a", &[&x[0]]));
        let cases: [(&str, &[&[usize]]); 10] = [
            ("bij,bjk->bik", &[&[2, 2, 3], &[2, 3, 2]]),
            ("i,j->ij", &[&[2], &[3]]),
            ("i,i", &[&[3], &[3]]),
            ("ij,kj,j->", &[&[2, 3], &[2, 3], &[3]]),
            ("...ij,...jk->...ik", &[&[2, 1, 2, 2], &[3, 2, 2]]),
            ("ba", &[&[2, 3]]),
            ("ab,bc,cd->ad", &[&[2, 2], &[2, 3], &[3, 2]]),
            ("a...,b->b...", &[&[2, 3], &[2]]),
            ("ij,ij->j", &[&[2, 3], &[2, 3]]),
            ("i,j->i", &[&[2], &[3]]),
        ];
        for (subscripts, shapes) in cases {
            check_gradient(shapes, |x| einsum(subscripts, &x.iter().collect::<Vec<_>>()));
        }
    }

    #[test]
    fn an_implicit_output_is_in_alphabetic_order() {
        let tape = Tape::new();
        let x = tape.constant(&[2, 3, 4], |x| x.fill(1.0));
        assert_eq!(*einsum("cba", &[&x]).shape(), [4, 3, 2]);
        assert_eq!(*einsum("b...a", &[&x]).shape(), [3, 4, 2]);
        assert_eq!(*einsum("a b c , c -> b", &[&x, &tape.array(&[1.0; 4])]).shape(), [3]);
    }

    #[test]
    fn nothing_summed_is_zero() {
        let tape = Tape::new();
        let [a, b] = [[2, 0], [0, 3]].map(|shape| tape.constant(&shape, |_| ()));
        assert!(einsum("ij,jk", &[&a, &b]).read(|y| y == [0.0; 6]));
    }

    #[test]
    fn subscripts_that_do_not_fit_say_why() {
        let error = |subscripts: &str, count: usize| {
            let tape = Tape::new();
            let x = [[2, 3], [2, 3]].map(|shape| tape.constant(&shape, |x| x.fill(0.0)));
            einsum(subscripts, &x.iter().take(count).collect::<Vec<_>>());
            tape.check().unwrap_err().to_string()
        };
        assert_eq!(error("ij,jk", 2), "K::einsum: `ij,jk`: `j` is 3 and 2");
        assert!(error("ij", 2).ends_with("1 terms for 2 tensors"));
        assert!(error("ijk", 1).ends_with("`ijk` does not fit (2, 3)"));
        assert!(error("i", 1).ends_with("`i` does not fit (2, 3)"));
        assert!(error("ij->k", 1).ends_with("`k` of the output stands there twice, or in no term"));
        assert!(error("ij->ii", 1).contains("`i` of the output"));
        assert!(error("i1", 1).ends_with("`1` is no letter"));
        assert!(error("......", 1).ends_with("`...` stands twice in `......`"));
        assert!(error("ii", 1).ends_with("`i` is 2 and 3"));
    }

    #[test]
    fn an_equation_for_no_tensor_is_an_error_that_a_computation_with_it_has() {
        let tape = Tape::new();
        assert!((einsum("ij->i", &[]) + tape.array(&[1.0])).item().is_nan());
        let expected = "K::einsum: `ij->i`: there is no tensor: an equation is of one or more";
        assert_eq!(einsum("ij->i", &[]).tape().check().unwrap_err().to_string(), expected);
        assert_eq!(
            (tape.array(&[1.0]) + einsum("ij->i", &[])).tape().check().unwrap_err().to_string(),
            expected
        );
    }
}
