//! Recurrences against plain loops in double precision, with each instruction set the machine has.

use super::*;
use crate::kernels::pointwise::{Relu, Tanh};

/// Miri is so slow that it looks at few sizes only.
const UNITS: &[usize] = if cfg!(miri) { &[1, 9] } else { &[1, 3, 7, 8, 11, 16, 19] };

/// The gates of a cell from what input and last output contribute, and its new states.
type PlainStep = fn(x: &[f64], inner: &[f64], h: f64, c: f64) -> [f64; 2];

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn plain_simple(x: &[f64], inner: &[f64], _: f64, c: f64) -> [f64; 2] {
    [(x[0] + inner[0]).max(0.0), c]
}

fn plain_lstm(x: &[f64], inner: &[f64], _: f64, c: f64) -> [f64; 2] {
    let gate = |i: usize| sigmoid(x[i] + inner[i]);
    let c = gate(1) * c + gate(0) * (x[2] + inner[2]).tanh();
    [gate(3) * c.tanh(), c]
}

fn plain_gru(x: &[f64], inner: &[f64], h: f64, c: f64) -> [f64; 2] {
    let (update, reset) = (sigmoid(x[0] + inner[0]), sigmoid(x[1] + inner[1]));
    [update * h + (1.0 - update) * (x[2] + reset * inner[2]).tanh(), c]
}

/// A recurrence: its sizes, its inputs, and for its gradient the weights of the outputs in a sum.
struct Case {
    sizes: Sizes,
    gates: usize,
    x: Vec<f32>,
    recurrent: Vec<f32>,
    bias: Vec<f32>,
    h: Vec<f32>,
    c: Vec<f32>,
    mask: Vec<f32>,
    factors: Vec<f32>,
    weights: Vec<f32>,
}

/// What a recurrence computes: the outputs, the last states, and the gradients.
#[derive(Debug, PartialEq)]
struct Found {
    sequence: Vec<f32>,
    h: Vec<f32>,
    c: Vec<f32>,
    dx: Vec<f32>,
    d_inner: Vec<f32>,
    dh: Vec<f32>,
    dc: Vec<f32>,
}

/// Values between -1 and 1, the same on every machine.
fn values(len: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..len).map(|_| next()).collect()
}

impl Case {
    /// With `all`, steps are masked, and what the gates see of the last output is multiplied.
    fn new<C: Cell>(batch: usize, steps: usize, units: usize, backwards: bool, all: bool) -> Self {
        let gates = C::GATES;
        let (mask, factors) =
            if all { (values(batch * steps, 7), values(batch * gates * units, 8)) } else { (vec![], vec![]) };
        Self {
            sizes: Sizes { batch, steps, units, backwards },
            gates,
            x: values(batch * steps * gates * units, 1),
            recurrent: values(units * gates * units, 2),
            bias: values(gates * units, 3),
            h: values(batch * units, 4),
            c: if C::CARRY { values(batch * units, 5) } else { vec![] },
            mask: mask.into_iter().map(|x| if x > -0.3 { 1.0 } else { 0.0 }).collect(),
            factors,
            weights: values(batch * (steps + 2) * units, 6),
        }
    }

    /// The weights of the outputs of all steps, of the last output and of the last second state.
    fn weights(&self) -> (&[f32], &[f32], &[f32]) {
        let Sizes { batch, steps, units, .. } = self.sizes;
        let (sequence, states) = self.weights.split_at(batch * steps * units);
        let (h, c) = states.split_at(batch * units);
        (sequence, h, &c[..self.c.len()])
    }

    fn compute<C: Cell>(&self, cell: C, isa: Isa, threads: usize) -> Found {
        let Sizes { batch, steps, units, .. } = self.sizes;
        let all = batch * steps * units;
        let (mut gates, mut h, mut c) = (self.x.clone(), self.h.clone(), self.c.clone());
        let [mut before, mut sequence] = [(); 2].map(|()| vec![f32::NAN; all]);
        let mut kept = vec![f32::NAN; if C::KEEPS { all } else { 0 }];
        let forward = Forward {
            gates: &mut gates,
            before: &mut before,
            kept: &mut kept,
            h: &mut h,
            c: &mut c,
            sequence: &mut sequence,
            mask: &self.mask,
            factors: &self.factors,
        };
        forward.run_on(isa, threads, cell, self.sizes, &self.recurrent, Some(&self.bias));
        let (d_sequence, dh, dc) = self.weights();
        let (mut dh, mut dc, mut dx) = (dh.to_vec(), dc.to_vec(), vec![f32::NAN; gates.len()]);
        let mut d_inner = vec![f32::NAN; if C::SPLIT { gates.len() } else { 0 }];
        let backward = Backward {
            gates: &gates,
            before: &before,
            kept: &kept,
            mask: &self.mask,
            factors: &self.factors,
            d_sequence,
            dh: &mut dh,
            dc: &mut dc,
            dx: &mut dx,
            d_inner: &mut d_inner,
        };
        backward.run_on(isa, threads, cell, self.sizes, &self.recurrent);
        Found { sequence, h, c, d_inner: if C::SPLIT { d_inner } else { dx.clone() }, dx, dh, dc }
    }

    /// The outputs of all steps, the last output and the last second state.
    fn plain(&self, step: PlainStep, [x, bias, h, c]: [&[f64]; 4]) -> [Vec<f64>; 3] {
        let Sizes { batch, steps, units, .. } = self.sizes;
        let columns = self.gates * units;
        let (mut h, mut c) = (h.to_vec(), c.to_vec());
        let mut sequence = vec![0.0; batch * steps * units];
        for sample in 0..batch {
            for k in 0..steps {
                let at = sample * steps + self.sizes.step(k);
                let before = h[sample * units..][..units].to_vec();
                let inner = |column: usize| -> f64 {
                    let factor = |j: usize| {
                        let at = sample * columns + column / units * units + j;
                        self.factors.get(at).map_or(1.0, |&factor| f64::from(factor))
                    };
                    let product =
                        |j: usize| before[j] * factor(j) * f64::from(self.recurrent[j * columns + column]);
                    (0..units).map(product).sum::<f64>() + bias[column]
                };
                for unit in 0..units {
                    let state = sample * units + unit;
                    if self.mask.get(at) != Some(&0.0) {
                        let column = |gate: usize| gate * units + unit;
                        let x: Vec<f64> =
                            (0..self.gates).map(|gate| x[at * columns + column(gate)]).collect();
                        let inner: Vec<f64> = (0..self.gates).map(|gate| inner(column(gate))).collect();
                        let old = c.get(state).copied().unwrap_or(0.0);
                        let [new, carried] = step(&x, &inner, before[unit], old);
                        h[state] = new;
                        c.iter_mut().skip(state).take(1).for_each(|c| *c = carried);
                    }
                    sequence[(sample * steps + k) * units + unit] = h[state];
                }
            }
        }
        [sequence, h, c]
    }

    /// Holds everything against plain loops, gradients against the differences of their weighted sum.
    fn check<C: Cell>(&self, cell: C, step: PlainStep) {
        let exact = |values: &[f32]| values.iter().map(|&value| f64::from(value)).collect::<Vec<_>>();
        let inputs = [&self.x, &self.bias, &self.h, &self.c].map(|values| exact(values));
        let run = |inputs: &[Vec<f64>; 4]| self.plain(step, inputs.each_ref().map(|input| &**input));
        let sum = |inputs: &[Vec<f64>; 4]| -> f64 {
            let outputs = run(inputs).concat();
            outputs.iter().zip(&self.weights).map(|(output, weight)| output * f64::from(*weight)).sum()
        };
        let lengths = inputs.each_ref().map(Vec::len);
        let slopes = [0, 1, 2, 3].map(|input| {
            let mut inputs = inputs.clone();
            let mut slope = |i: usize| {
                let center = inputs[input][i];
                let mut at = |x: f64| {
                    inputs[input][i] = x;
                    sum(&inputs)
                };
                let difference = at(center + 1e-5) - at(center - 1e-5);
                at(center);
                difference / 2e-5
            };
            (0..lengths[input]).map(&mut slope).collect::<Vec<_>>()
        });
        let [sequence, h, c] = run(&inputs);
        for isa in Isa::available() {
            let found = self.compute(cell, isa, 1);
            let columns = self.bias.len();
            let mut d_bias = vec![0.0; columns];
            for row in found.d_inner.chunks(columns) {
                d_bias.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
            }
            for (what, found, expected) in [
                ("sequence", &found.sequence, &sequence),
                ("h", &found.h, &h),
                ("c", &found.c, &c),
                ("dx", &found.dx, &slopes[0]),
                ("d bias", &d_bias, &slopes[1]),
                ("dh", &found.dh, &slopes[2]),
                ("dc", &found.dc, &slopes[3]),
            ] {
                assert_eq!(found.len(), expected.len());
                for (i, (&found, &expected)) in found.iter().zip(expected).enumerate() {
                    let error = (f64::from(found) - expected).abs();
                    let room = 1e-5 * (1.0 + expected.abs());
                    assert!(error <= room, "{isa:?} {:?}: {what} {i} is {found}, not {expected}", self.sizes);
                }
            }
        }
    }
}

fn check<C: Cell>(cell: C, step: PlainStep) {
    for &units in UNITS {
        for all in [false, true] {
            Case::new::<C>(3, 3, units, all, all).check(cell, step);
        }
    }
}

#[test]
fn a_simple_recurrence_agrees_with_plain_loops() {
    check(Simple(Relu), plain_simple);
}

#[test]
fn an_lstm_agrees_with_plain_loops() {
    check(Lstm(Tanh), plain_lstm);
}

#[test]
fn a_gru_agrees_with_plain_loops() {
    check(Gru(Tanh), plain_gru);
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    for isa in Isa::available() {
        for (batch, units) in [(1, 5), (7, 13), (19, 24)] {
            let case = Case::new::<Lstm<Tanh>>(batch, 3, units, true, true);
            let one = case.compute(Lstm(Tanh), isa, 1);
            for threads in [2, 3, 8] {
                assert!(
                    case.compute(Lstm(Tanh), isa, threads.min(batch)) == one,
                    "{isa:?} {batch} {threads}"
                );
            }
        }
    }
}

#[test]
fn without_steps_or_samples_there_is_nothing_to_do() {
    for (batch, steps) in [(0, 3), (2, 0), (0, 0)] {
        let case = Case::new::<Gru<Tanh>>(batch, steps, 9, false, false);
        assert_eq!(case.compute(Gru(Tanh), Isa::chosen(), case.sizes.threads(3)).h, case.h);
    }
}
