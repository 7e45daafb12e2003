//! Distributions of random numbers.

use super::Random;

impl Random {
    /// A number of the normal distribution with mean 0 and standard deviation 1, drawn anew as long as it is more than 2 from 0.
    pub fn truncated_normal(&mut self) -> f32 {
        loop {
            let number = self.normal();
            if number.abs() <= 2.0 {
                return number;
            }
        }
    }

    /// A number of the gamma distribution of this shape, above 0, and of scale 1.
    ///
    /// Source: Marsaglia and Tsang, "A simple method for generating gamma variables" (2000).
    pub(crate) fn gamma(&mut self, alpha: f64) -> f64 {
        if alpha < 1.0 {
            let part = f64::from(1.0 - self.uniform());
            return self.gamma(alpha + 1.0) * part.powf(alpha.recip());
        }
        let d = alpha - 1.0 / 3.0;
        let c = (9.0 * d).sqrt().recip();
        loop {
            let x = f64::from(self.normal());
            let v = (1.0 + c * x).powi(3);
            let u = f64::from(1.0 - self.uniform());
            if v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// A number of the beta distribution of these shapes, both above 0.
    pub(crate) fn beta(&mut self, alpha: f64, beta: f64) -> f64 {
        let (x, y) = (self.gamma(alpha), self.gamma(beta));
        // Both are 0 where the shapes are so small that one of the ends is meant.
        if x + y > 0.0 {
            x / (x + y)
        } else {
            f64::from(u8::from(f64::from(self.uniform()) * (alpha + beta) < alpha))
        }
    }

    /// How many of so many tries succeed, each by this probability from 0 to 1: the median of all tries says on which side the
    /// rest lie, until few are left.
    ///
    /// Source: Devroye, "Non-uniform random variate generation" (1986), X.4.2.
    pub(crate) fn binomial(&mut self, mut tries: u64, mut probability: f64) -> u64 {
        const FEW: u64 = 16;
        let mut successes = 0;
        while tries > FEW {
            let middle = tries / 2 + 1;
            let place = self.beta(middle as f64, (tries + 1 - middle) as f64);
            if place > probability {
                tries = middle - 1;
                probability /= place;
            } else {
                successes += middle;
                tries -= middle;
                probability = if place < 1.0 { (probability - place) / (1.0 - place) } else { 0.0 };
            }
        }
        successes + (0..tries).filter(|_| f64::from(self.uniform()) < probability).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of many numbers.
    fn moments(mut draw: impl FnMut(&mut Random) -> f64) -> (f64, f64) {
        const MANY: usize = 40_000;
        let mut random = Random::from_seed(3);
        let numbers: Vec<f64> = (0..MANY).map(|_| draw(&mut random)).collect();
        let mean = numbers.iter().sum::<f64>() / MANY as f64;
        (mean, numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / MANY as f64)
    }

    fn check(found: (f64, f64), mean: f64, variance: f64) {
        let is_near = |a: f64, b: f64| (a - b).abs() <= 0.05 * b.abs().max(0.02);
        assert!(is_near(found.0, mean) && is_near(found.1, variance), "{found:?}, not {mean} and {variance}");
    }

    #[test]
    fn means_and_variances_are_those_of_the_distributions() {
        // Of a normal distribution that ends at two deviations.
        check(moments(|random| f64::from(random.truncated_normal()) + 1.0), 1.0, 0.7737);
        for alpha in [0.3, 1.0, 7.5] {
            check(moments(|random| random.gamma(alpha)), alpha, alpha);
        }
        for (a, b) in [(0.5, 0.5), (2.0, 6.0)] {
            let sum: f64 = a + b;
            check(moments(|random| random.beta(a, b)), a / sum, a * b / (sum * sum * (sum + 1.0)));
        }
        for (tries, p) in [(5, 0.2), (100, 0.7), (100_000, 0.01)] {
            let mean = tries as f64 * p;
            check(moments(|random| random.binomial(tries, p) as f64), mean, mean * (1.0 - p));
        }
    }

    #[test]
    fn the_ends_of_the_distributions_are_exact() {
        let mut random = Random::from_seed(5);
        assert_eq!([0.0, 1.0].map(|p| random.binomial(1000, p)), [0, 1000]);
        assert_eq!(random.binomial(0, 0.5), 0);
        assert!((0..100).all(|_| [0.0, 1.0].contains(&random.beta(1e-200, 1e-200))));
    }
}
