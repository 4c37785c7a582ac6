//! The audit by axe-core: WCAG 2.2 A and AA, and its best practices.

use std::fs;

use serde_json::json;

use super::Page;

impl Page {
    /// Fails when axe-core finds something serious or critical in what the page shows.
    pub(crate) fn assert_accessible(&self) {
        let file = xtask::machine::axe(crate::root()).expect("the audit needs axe-core");
        let axe = fs::read_to_string(file).expect("axe-core is text");
        self.call("Runtime.evaluate", json!({"expression": axe}));
        let found = self.evaluate(
            "axe.run(document, {
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
            }).then(({ passes, violations }) => ({
                passed: passes.length,
                violations: violations
                    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                    .map(({ id, impact, nodes }) =>
                        `${impact}: ${id}, ${nodes.length} times: ${nodes[0].html}`),
            }))",
        );
        assert!(found["passed"].as_u64() > Some(0), "the audit looked at something: {found}");
        let violations = found["violations"].as_array().expect("the audit makes a list");
        let lines: Vec<&str> = violations.iter().filter_map(|line| line.as_str()).collect();
        assert!(lines.is_empty(), "axe-core finds:\n{}\n{}", lines.join("\n"), self.text());
    }
}
