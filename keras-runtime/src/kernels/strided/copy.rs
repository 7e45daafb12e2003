//! Copies of strided views.

use super::{Run, Strided};

impl Strided<1> {
    /// `y = x`, seen in this way.
    pub fn copy(&self, x: &[f32], y: &mut [f32]) {
        self.each_run(y, x, <[f32]>::copy_from_slice, |y, x| *y = x);
    }

    /// `y += x`, seen in this way.
    pub fn add(&self, x: &[f32], y: &mut [f32]) {
        let add = |y: &mut [f32], x: &[f32]| y.iter_mut().zip(x).for_each(|(y, x)| *y += x);
        self.each_run(y, x, add, |y, x| *y += x);
    }

    /// Hands each run of `y` to `one_by_one`, or to `whole` where the numbers of `x` lie side by side as well.
    #[inline(always)]
    fn each_run(
        &self,
        y: &mut [f32],
        x: &[f32],
        whole: impl Fn(&mut [f32], &[f32]),
        one_by_one: impl Fn(&mut f32, f32),
    ) {
        self.runs(|run @ Run { start, len, inputs: [from], steps: [step] }| {
            let y = &mut y[start..][..len];
            match step {
                1 => whole(y, &x[from..][..len]),
                _ => y.iter_mut().enumerate().for_each(|(i, y)| one_by_one(y, x[run.at(i)[0]])),
            }
        });
    }

    /// Adds to the gradient `dx` by the `x` of [`copy`](Self::copy) what follows from that by its `y`.
    pub fn add_gradient(&self, dy: &[f32], dx: &mut [f32]) {
        self.each(|at, [from]| dx[from] += dy[at]);
    }
}
