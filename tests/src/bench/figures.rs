//! A measured number beside what it may be.

use std::fmt;

/// One line of the benchmark.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// How much it is, in `unit`.
    pub measured: f64,
    /// How much it may be; `None` for what is printed to be known.
    pub budget: Option<f64>,
    /// Of both.
    pub unit: &'static str,
}

impl Figure {
    /// A figure with a budget.
    pub fn new(what: impl Into<String>, measured: f64, budget: f64, unit: &'static str) -> Self {
        Self { what: what.into(), measured, budget: Some(budget), unit }
    }

    /// A figure to be known.
    pub fn note(what: impl Into<String>, measured: f64, unit: &'static str) -> Self {
        Self { what: what.into(), measured, budget: None, unit }
    }

    /// Whether it is within its budget. What could not be measured is not.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.budget.is_none_or(|budget| self.measured <= budget)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, measured, budget, unit } = self;
        match budget {
            Some(budget) => {
                let verdict = if self.keeps() { "ok" } else { "OVER" };
                write!(f, "{what:<66} {measured:>10.1} of {budget:>7.1} {unit:<4} {verdict}")
            }
            None => write!(f, "{what:<66} {measured:>10.1} {:>10} {unit}", ""),
        }
    }
}

/// The number below which `part` of all numbers lie, 0.95 for 95 %; none of none.
pub(super) fn quantile(numbers: &[f64], part: f64) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (part * sorted.len() as f64).ceil() as usize;
    sorted.get(at.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_its_budget_a_figure_says_so() {
        let figure = |measured| Figure::new("seek", measured, 16.0, "ms");
        assert!(figure(16.0).keeps() && figure(16.0).to_string().ends_with("ok"));
        assert!(!figure(16.1).keeps() && figure(16.1).to_string().ends_with("OVER"));
        assert!(!figure(f64::NAN).keeps());
        assert!(Figure::note("seek", 1e9, "ms").keeps());
    }

    #[test]
    fn quantiles_are_numbers_of_the_list() {
        let numbers: Vec<f64> = (1..=20).rev().map(f64::from).collect();
        assert_eq!([0.5, 0.95, 1.0].map(|part| quantile(&numbers, part)), [10.0, 19.0, 20.0]);
        assert_eq!(quantile(&[7.0], 0.5), 7.0);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
