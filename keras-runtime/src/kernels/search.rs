//! Search kernels: the first element that satisfies a condition.

/// The position of the first number of which `is_one` holds.
pub(crate) fn first<E: Copy>(numbers: &[E], is_one: impl Fn(E) -> bool) -> Option<usize> {
    /// Numbers that are looked at together: without a way out between them, the compiler takes several at a time.
    const BLOCK: usize = 256;
    let any = |block: &[E]| block.iter().fold(false, |any, &number| any | is_one(number));
    let start = numbers.chunks(BLOCK).position(any)? * BLOCK;
    numbers[start..].iter().position(|&number| is_one(number)).map(|position| start + position)
}
