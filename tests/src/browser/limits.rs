//! What the page holds at its limits that does not depend on the machine: its nodes and its memory.
//! `cargo xtask bench` measures the rest, and with all the records that there may be.

use super::visit;
use crate::bench::worlds::full_world;

/// Nodes of the document, whatever the world.
const NODES_MAX: f64 = 3_000.0;

/// Bytes of the program with 10,000 records: a hundredth of what a page may have for the largest
/// world, and room for the program itself.
const BYTES_MAX: f64 = 64.0 * 1024.0 * 1024.0;

#[test]
fn the_largest_world_mounts_few_nodes() {
    visit("#/", |page| {
        page.wait_gone("Loading");
        page.open_file(&full_world(1));
        page.wait_long_for("opened: a world, gestures:");
        let nodes = page.nodes();
        assert!(nodes <= NODES_MAX, "{nodes} nodes, {NODES_MAX} may be");
        let bytes = page.program_bytes();
        assert!(bytes <= BYTES_MAX, "{bytes} bytes, {BYTES_MAX} may be");
        page.assert_accessible();
    });
}
