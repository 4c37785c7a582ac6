//! The few elements that a tape is drawn with. Units are whole: a sixteenth of a rem is fine enough.

use session::view::PartitionName;
use yew::prelude::*;

/// On which side of its x a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// To the right of it.
    Start,
    /// Around it.
    Middle,
    /// To the left of it.
    End,
}

/// A text. It is seen and not spoken: the name of its control says the same in full.
pub(super) fn text(class: &str, x: i32, y: i32, anchor: Anchor, text: String) -> Html {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    html! {
        <text class={class.to_owned()} x={x.to_string()} y={y.to_string()} text-anchor={anchor}
            aria-hidden="true">
            { text }
        </text>
    }
}

/// Lines and outlines, in SVG's own notation.
pub(super) fn path(class: &'static str, d: String) -> Html {
    html! { <path {class} {d} /> }
}

/// A box with rounded corners; `fill` is the id of a pattern.
pub(super) fn rect(
    class: &'static str,
    (x, y): (i32, i32),
    (width, height): (i32, i32),
    fill: Option<&'static str>,
) -> Html {
    html! {
        <rect {class} x={x.to_string()} y={y.to_string()} width={width.to_string()}
            height={height.to_string()} rx="4" {fill} />
    }
}

/// Several elements as one.
pub(super) fn group(class: String, parts: Vec<Html>) -> Html {
    html! { <g {class}>{ for parts }</g> }
}

/// Several elements as one that is pressed like a button: `key` says what then opens, `name` what it
/// is, `of` on which tape. The arrow keys walk from one to the next, so none of them is a stop of Tab's.
pub(super) fn control(
    class: String,
    key: String,
    name: &str,
    of: &PartitionName,
    parts: Vec<Html>,
) -> Html {
    let name = format!("{of} · {name}");
    html! {
        <g {class} role="button" tabindex="-1" data-why={key}>
            <title>{ name }</title>
            { for parts }
        </g>
    }
}
