//! One story, told by two hands: with the mouse, or with nothing but the keyboard.
//!
//! The keyboard's hand fails when the focus is lost or cannot be seen.

use serde_json::json;

use super::Page;

/// So many controls a page has at most between any two.
const TABS_MAX: usize = 400;

/// Whether the focus is on something that shows it.
const SEEN: &str = "(() => {
    const here = document.activeElement;
    if (!here || here === document.body) return 'nothing has the focus';
    const { outlineStyle, outlineWidth } = getComputedStyle(here);
    if (!here.matches(':focus-visible') || outlineStyle === 'none' || outlineWidth === '0px')
        return `no outline: ${here.outerHTML.slice(0, 200)}`;
    const { top, bottom, left, right, width } = here.getBoundingClientRect();
    const outside = bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth;
    return width > 0 && !outside ? '' : `out of sight: ${here.outerHTML.slice(0, 200)}`;
})()";

/// What a person does with a form.
pub(super) trait Hand {
    /// Presses the button of this name.
    fn press(&self, button: &str);
    /// Writes a text into the field of this name, in the place of what is there.
    fn write(&self, field: &str, text: &str);
    /// Chooses an option in the list of this name.
    fn choose(&self, list: &str, option: &str);
}

/// The hand at the mouse; texts are still typed.
pub(super) struct Mouse<'a>(pub(super) &'a Page);

impl Hand for Mouse<'_> {
    fn press(&self, button: &str) {
        self.0.click("button", button);
    }

    fn write(&self, field: &str, text: &str) {
        self.0.click("textbox", field);
        self.0.type_into(field, text);
    }

    fn choose(&self, list: &str, option: &str) {
        self.0.choose(list, option);
    }
}

/// Both hands at the keyboard.
pub(super) struct Keyboard<'a>(pub(super) &'a Page);

impl Keyboard<'_> {
    /// Goes on by Tab until the control of this name has the focus.
    pub(super) fn reach(&self, name: &str) {
        assert_ne!(self.0.focused(), "", "the last act lost the focus, before {name:?}");
        for _ in 0..TABS_MAX {
            if self.0.focused() == name {
                let seen = self.0.evaluate(SEEN);
                assert_eq!(seen, "", "the focus on {name:?}");
                return;
            }
            self.0.key("Tab");
        }
        panic!("Tab never comes to {name:?}; there are: {:?}", self.0.controls());
    }
}

impl Hand for Keyboard<'_> {
    fn press(&self, button: &str) {
        self.0.wait_enabled("button", button);
        self.reach(button);
        self.0.key("Enter");
    }

    fn write(&self, field: &str, text: &str) {
        self.reach(field);
        self.0.key("Control+a");
        self.0.call("Input.insertText", json!({"text": text}));
    }

    fn choose(&self, list: &str, option: &str) {
        self.reach(list);
        self.0.type_ahead(list, option);
    }
}
