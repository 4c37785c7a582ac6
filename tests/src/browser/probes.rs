//! What a benchmark reads from the browser: its clock, its memory, its nodes.

use serde_json::{Value, json};

use super::Page;

impl Page {
    /// Waits for what takes long until the page shows `text`.
    pub fn wait_long_for(&self, text: &str) {
        self.wait_long(|| match self.text() {
            shown if shown.contains(text) => Ok(()),
            shown => Err(format!("the page does not show {text:?} but:\n{shown}")),
        });
    }

    /// Milliseconds since the page was loaded.
    #[must_use]
    pub fn now(&self) -> f64 {
        self.evaluate("performance.now()").as_f64().expect("it is a number")
    }

    /// Seconds of processor time that the page's process has had: on a busy machine less than passed.
    #[must_use]
    pub fn processor_seconds(&self) -> f64 {
        self.call("Performance.enable", json!({}));
        let metrics = self.call("Performance.getMetrics", json!({}));
        let mut metrics = metrics["metrics"].as_array().into_iter().flatten();
        let found = metrics.find(|metric| metric["name"] == "ProcessTime");
        found.and_then(|metric| metric["value"].as_f64()).expect("it is measured")
    }

    /// The list of numbers that an expression of JavaScript has. It is evaluated once.
    #[must_use]
    pub fn numbers(&self, expression: &str) -> Vec<f64> {
        let list = self.evaluate_once(expression);
        let numbers: Option<Vec<f64>> =
            list.as_array().and_then(|list| list.iter().map(Value::as_f64).collect());
        numbers.unwrap_or_else(|| panic!("it is no list of numbers: {list}"))
    }

    /// Bytes of the memory of the page's program. It never becomes less.
    #[must_use]
    pub fn program_bytes(&self) -> f64 {
        let prototype = json!({"expression": "WebAssembly.Memory.prototype"});
        let prototype = self.call("Runtime.evaluate", prototype);
        let of_kind = json!({"prototypeObjectId": prototype["result"]["objectId"]});
        let memories = self.call("Runtime.queryObjects", of_kind);
        let sum = json!({
            "objectId": memories["objects"]["objectId"],
            "functionDeclaration": "function () {
                return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
            }",
            "returnByValue": true,
        });
        let sum = self.call("Runtime.callFunctionOn", sum);
        sum["result"]["value"].as_f64().expect("it is a number")
    }

    /// Bytes of the objects of JavaScript, after those were collected that nobody needs.
    #[must_use]
    pub fn script_bytes(&self) -> f64 {
        self.call("HeapProfiler.collectGarbage", json!({}));
        let usage = self.call("Runtime.getHeapUsage", json!({}));
        usage["usedSize"].as_f64().expect("it is a number")
    }

    /// Nodes in the document: elements, texts, comments.
    #[must_use]
    pub fn nodes(&self) -> f64 {
        let walk = "(() => {
            const walker = document.createTreeWalker(document);
            let count = 1;
            while (walker.nextNode()) count += 1;
            return count;
        })()";
        self.evaluate(walk).as_f64().expect("it is a number")
    }
}
