//! Finding a control by role and name in the accessibility tree, as a screen reader does.

use serde_json::{Value, json};

use super::chromium::Chromium;

/// The roles that a person can act on.
const ROLES: [&str; 18] = [
    "button",
    "checkbox",
    "combobox",
    "DisclosureTriangle",
    "link",
    "listbox",
    "menuitem",
    "menuitemcheckbox",
    "menuitemradio",
    "option",
    "radio",
    "searchbox",
    "slider",
    "spinbutton",
    "switch",
    "tab",
    "textbox",
    "treeitem",
];

/// A control of the page at one moment.
#[derive(Clone, Debug)]
pub(super) struct Control {
    /// Its role, in the browser's words: `button`, `textbox`, `tab`.
    pub(super) role: String,
    /// Its accessible name.
    pub(super) name: String,
    /// Whether it can be acted on.
    pub(super) enabled: bool,
    /// The browser's number for its element.
    node: i64,
}

impl Control {
    /// Every control of the page, in document order.
    pub(super) fn all(chromium: &Chromium) -> Result<Vec<Control>, String> {
        chromium.call("Accessibility.enable", json!({}))?;
        let tree = chromium.call("Accessibility.getFullAXTree", json!({}))?;
        let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
        Ok(nodes.iter().filter_map(Control::of_node).collect())
    }

    /// The control of this role and name that can be acted on; else one that cannot; `None` where
    /// there is neither. A name that fits whole goes before one that holds `name` as a part.
    pub(super) fn find(
        chromium: &Chromium,
        role: &str,
        name: &str,
    ) -> Result<Option<Control>, String> {
        let mut fitting = Control::all(chromium)?;
        fitting.retain(|control| control.role == role && control.name.contains(name));
        fitting.sort_by_key(|control| (control.name != name, !control.enabled));
        Ok(fitting.into_iter().next())
    }

    /// Scrolls to the control and returns the middle of it, in CSS pixels of the window.
    ///
    /// # Errors
    ///
    /// When it has gone, has no area, or something else lies over its middle.
    pub(super) fn point(&self, chromium: &Chromium) -> Result<(f64, f64), String> {
        let node = json!({"backendNodeId": self.node});
        chromium.call("DOM.scrollIntoViewIfNeeded", node.clone())?;
        let quads = chromium.call("DOM.getContentQuads", node.clone())?;
        let corners: Vec<f64> = quads["quads"][0]
            .as_array()
            .map(|numbers| numbers.iter().filter_map(Value::as_f64).collect())
            .unwrap_or_default();
        if corners.len() != 8 {
            return Err(format!("{} {:?} has no area", self.role, self.name));
        }
        let middle = |start: usize| corners.iter().skip(start).step_by(2).sum::<f64>() / 4.0;
        let (x, y) = (middle(0), middle(1));
        let covered = self.call_on(
            chromium,
            "function (x, y) {
                const top = document.elementFromPoint(x, y);
                const parts = [this, ...(this.labels ?? [])];
                return parts.some((part) => part === top || part.contains(top))
                    ? '' : (top?.outerHTML ?? 'nothing').slice(0, 200);
            }",
            json!([{"value": x}, {"value": y}]),
        )?;
        match covered.as_str() {
            Some("") => Ok((x, y)),
            Some(other) => Err(format!("{} {:?} is covered by {other}", self.role, self.name)),
            None => Err(format!("{} {:?} has gone", self.role, self.name)),
        }
    }

    /// Gives the control the focus, as a script does.
    pub(super) fn focus(&self, chromium: &Chromium) -> Result<(), String> {
        chromium.call("DOM.focus", json!({"backendNodeId": self.node})).map(drop)
    }

    /// Calls a function of JavaScript on the control's element.
    pub(super) fn call_on(
        &self,
        chromium: &Chromium,
        function: &str,
        arguments: Value,
    ) -> Result<Value, String> {
        let element = chromium.call("DOM.resolveNode", json!({"backendNodeId": self.node}))?;
        let parameters = json!({
            "functionDeclaration": function,
            "objectId": element["object"]["objectId"],
            "arguments": arguments,
            "returnByValue": true,
        });
        let answer = chromium.call("Runtime.callFunctionOn", parameters)?;
        Ok(answer["result"]["value"].clone())
    }

    fn of_node(node: &Value) -> Option<Control> {
        let role = node["role"]["value"].as_str()?;
        if node["ignored"] == true || !ROLES.contains(&role) {
            return None;
        }
        let properties = node["properties"].as_array().map_or(&[][..], Vec::as_slice);
        let disabled = properties
            .iter()
            .any(|property| property["name"] == "disabled" && property["value"]["value"] == true);
        Some(Control {
            role: role.to_owned(),
            name: node["name"]["value"].as_str().unwrap_or_default().to_owned(),
            enabled: !disabled,
            node: node["backendDOMNodeId"].as_i64()?,
        })
    }
}
