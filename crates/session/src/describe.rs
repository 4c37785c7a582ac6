//! The state as text: what the picture shows, in lines, for whoever cannot or will not look at it.

use crate::view::partition::{CellKind, Marker, Partition, RecordPreview};
use crate::view::{Group, View};
use i18n::Locale;
use i18n::narration::Label;
use std::fmt::Write;

/// Everything in the view, as text, after the hash of the whole state
/// ([`Session::state_hash`](crate::Session::state_hash)): two who compare what they see compare
/// what they do not see too.
#[must_use]
pub fn describe(view: &View, state_hash: u64, locale: Locale) -> String {
    let mut text = format!("{}: {state_hash:016x}\n", Label::StateHash.text(locale));
    let elapsed = view.clock.elapsed();
    let (seconds, millis) = (elapsed / 1_000, elapsed % 1_000);
    let _ = writeln!(text, "{}: {seconds}.{millis:03} s", Label::Time.text(locale));
    for topic in view.topics.iter() {
        for shown in topic.partitions.iter() {
            partition(shown, locale, &mut text);
        }
    }
    for shown in view.groups.iter() {
        group(shown, locale, &mut text);
    }
    for ledger in view.ledger.iter() {
        let times: Vec<String> =
            ledger.times.iter().map(|(times, records)| format!("{times}×: {records}")).collect();
        let _ = writeln!(
            text,
            "\n{} · {} {} · {}: {} · {}: {}",
            ledger.group,
            Label::Processed.text(locale),
            if times.is_empty() { "0".to_owned() } else { times.join(", ") },
            Label::Repeated.text(locale),
            ledger.repeated,
            Label::LostRecords.text(locale),
            ledger.lost
        );
    }
    text
}

fn partition(shown: &Partition, locale: Locale, text: &mut String) {
    let _ = writeln!(
        text,
        "\n{} · {} {} · LSO {} · HW {} · LEO {}",
        shown.name,
        Label::LogStart.text(locale),
        shown.log_start.offset,
        shown.last_stable.offset,
        shown.high_watermark.offset,
        shown.log_end.offset
    );
    for position in shown.positions.iter() {
        let lag = position.client_lag.as_ref().map(|lag| lag.lag);
        let (label, lag_label) = (Label::Position.text(locale), Label::ClientLag.text(locale));
        let (at, lag) = (or_dash(position.position), or_dash(lag));
        let _ = writeln!(text, "  {} · {label} {at} · {lag_label} {lag}", position.client);
    }
    for committed in shown.committed.iter() {
        let (label, lag_label) = (Label::Committed.text(locale), Label::Lag.text(locale));
        let (at, lag) = (or_dash(committed.offset), or_dash(committed.lag));
        let _ = writeln!(text, "  {} · {label} {at} · {lag_label} {lag}", committed.group);
    }
    for cell in shown.window.cells.iter() {
        let what = match &cell.kind {
            CellKind::Record(record) => self::record(record, locale),
            CellKind::Control(Marker::Commit) => "COMMIT".to_owned(),
            CellKind::Control(Marker::Abort) => "ABORT".to_owned(),
            CellKind::Hole | CellKind::Deleted => Label::Nothing.text(locale).to_owned(),
        };
        let times: Vec<String> = cell
            .processed
            .iter()
            .map(|processed| format!(" · {} {}×", processed.group, processed.times))
            .collect();
        let label = Label::Offset.text(locale);
        let _ = writeln!(text, "  {label} {} · {what}{}", cell.offset, times.concat());
    }
}

fn record(record: &RecordPreview, locale: Locale) -> String {
    let shown = |preview: &Option<crate::view::partition::Preview>| match preview {
        Some(preview) if preview.cut => format!("{}…", preview.text),
        Some(preview) => preview.text.to_string(),
        None => "null".to_owned(),
    };
    format!(
        "{} {} · {} {}",
        Label::Key.text(locale),
        shown(&record.key),
        Label::Value.text(locale),
        shown(&record.value)
    )
}

fn group(shown: &Group, locale: Locale, text: &mut String) {
    let broker = shown.coordinator.broker.map(i64::from);
    let _ = writeln!(
        text,
        "\n{} · {} · {} {} · {} {}, __consumer_offsets-{}",
        shown.id,
        shown.state.name(),
        Label::Generation.text(locale),
        shown.generation,
        Label::Coordinator.text(locale),
        or_dash(broker),
        shown.coordinator.partition
    );
    if shown.members.is_empty() {
        let _ = writeln!(text, "  {}", Label::NoMembers.text(locale));
    }
    for member in shown.members.iter() {
        let assigned = list(&member.assigned);
        let name = member.client.as_ref().unwrap_or(&member.client_id);
        let _ = write!(text, "  {name} · {}: {assigned}", Label::Assigned.text(locale));
        if let Some(belief) = &member.believes {
            let believed = list(&belief.assigned);
            let _ = write!(text, " · {}: {believed}", Label::Believes.text(locale));
        }
        text.push('\n');
    }
}

fn list(partitions: &[crate::view::PartitionName]) -> String {
    let names: Vec<String> = partitions.iter().map(ToString::to_string).collect();
    if names.is_empty() { "–".to_owned() } else { names.join(", ") }
}

/// A number that may be missing is never shown as 0 or −1.
fn or_dash(number: Option<i64>) -> String {
    number.map_or_else(|| "–".to_owned(), |number| number.to_string())
}
