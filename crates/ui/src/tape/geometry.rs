//! Where things stand on a tape, in units of a sixteenth of a rem.
//!
//! From top to bottom: one row a position, one row for the log's own marks and the carets, the
//! cells, one row for segments where there are several, one row a group for its flag and its bracket. Rows depend on who reads the partition,
//! not on where they stand, so that the picture keeps its height while numbers move.

use session::view::Partition;

/// A row for a position's label.
const POSITION_ROW: i32 = 17;
/// The row of the log's own marks, and of the carets' heads.
const MARK_ROW: i32 = 18;
/// A cell's height.
pub(super) const CELL_HEIGHT: i32 = 44;
/// The row of the segments: a bracket and its label.
const SEGMENT_ROW: i32 = 24;
/// A group's row: flag, label, bracket, lag.
const GROUP_ROW: i32 = 37;
/// More positions than this on one partition are told in the table.
pub(super) const POSITION_ROWS_MAX: usize = 4;
/// More groups than this are told in the table.
pub(super) const GROUP_ROWS_MAX: usize = 6;
/// Ten times the width of one character of the drawing's small type.
const CHAR_TENTHS: i32 = 67;
/// Narrower than this, cells and margins shrink.
const NARROW: i32 = 480;
/// The most cells of a tape: what keeps the page's nodes few.
const CELLS_MAX: i32 = 36;

/// The measures of one tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Geometry {
    /// The width of the whole drawing.
    pub(crate) width: i32,
    /// The width of one cell.
    pub(super) cell: i32,
    /// Room left of the first cell: the wall's label, or what lies before the window.
    pub(super) gutter: i32,
    from: i64,
    end: i64,
    /// Rows above the positions, for marks that a misconception expects.
    ghost_rows: usize,
    rows_above: usize,
    /// The height of the segments' row; 0 where none is drawn.
    segments: i32,
    rows_below: usize,
}

/// Where an offset's boundary is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// On the tape, at this x.
    At(i32),
    /// Before the first cell.
    Before,
    /// After the last cell.
    After,
}

impl Geometry {
    /// The measures of `partition`'s tape in a drawing that is `width` units wide, with so many
    /// marks of misconceptions.
    pub(super) fn of(partition: &Partition, width: i32, ghosts: usize) -> Self {
        let window = &partition.window;
        let cells = i64::try_from(window.cells.len()).unwrap_or(i64::MAX);
        let (gutter, cell, _) = measures(width);
        Self {
            width,
            cell,
            gutter,
            from: window.from,
            end: window.from.saturating_add(cells),
            ghost_rows: ghosts,
            rows_above: partition.positions.len().clamp(1, POSITION_ROWS_MAX),
            segments: if super::segments::are_drawn(partition) { SEGMENT_ROW } else { 0 },
            rows_below: partition.committed.len().min(GROUP_ROWS_MAX),
        }
    }

    /// How many cells a drawing of that width has room for, beside the slot of the next record.
    pub(crate) fn cells_in(width: i32) -> usize {
        let (gutter, cell, tail) = measures(width);
        let cells = (width - gutter - tail) / cell - 1;
        usize::try_from(cells.clamp(2, CELLS_MAX)).unwrap_or(2)
    }

    /// The height of the whole drawing.
    pub(crate) fn height(&self) -> i32 {
        self.group_row(self.rows_below) + 2
    }

    /// The top of the row of a mark that a misconception expects.
    pub(super) fn ghost_row(&self, row: usize) -> i32 {
        rows(row) * POSITION_ROW
    }

    /// The top of a position's row.
    pub(super) fn position_row(&self, row: usize) -> i32 {
        rows(self.ghost_rows + row.min(POSITION_ROWS_MAX - 1)) * POSITION_ROW
    }

    /// The top of the row of the log's own marks.
    pub(super) fn marks_top(&self) -> i32 {
        rows(self.ghost_rows + self.rows_above) * POSITION_ROW
    }

    /// The top of the cells.
    pub(super) fn cells_top(&self) -> i32 {
        self.marks_top() + MARK_ROW
    }

    /// The bottom of the cells.
    pub(super) fn cells_bottom(&self) -> i32 {
        self.cells_top() + CELL_HEIGHT
    }

    /// The top of the segments' row.
    pub(super) fn segments_top(&self) -> i32 {
        self.cells_bottom() + 5
    }

    /// The top of a group's row.
    pub(super) fn group_row(&self, row: usize) -> i32 {
        self.cells_bottom() + 4 + self.segments + rows(row) * GROUP_ROW
    }

    /// Where the boundary before `offset` is. A boundary may stand at either end of the tape.
    pub(super) fn place(&self, offset: i64) -> Place {
        if offset < self.from {
            Place::Before
        } else if offset > self.end {
            Place::After
        } else {
            Place::At(self.gutter + count(offset - self.from) * self.cell)
        }
    }

    /// The same, with what lies outside moved to the tape's end on its side.
    pub(super) fn nearest(&self, offset: i64) -> i32 {
        match self.place(offset) {
            Place::At(x) => x,
            Place::Before => self.gutter,
            Place::After => self.tape_end(),
        }
    }

    /// The same for a mark that a misconception expects: behind the tape's end it stands behind
    /// the slot of the next record and its label, so that it never looks like the real one.
    pub(super) fn expected(&self, offset: i64) -> i32 {
        let (_, cell, tail) = measures(self.width);
        match self.place(offset) {
            Place::After => (self.tape_end() + cell + tail).min(self.width - cell),
            Place::At(_) | Place::Before => self.nearest(offset),
        }
    }

    /// The right edge of the last cell.
    pub(super) fn tape_end(&self) -> i32 {
        self.gutter + count(self.end - self.from) * self.cell
    }

    /// Moves the middle of a label so that it stays inside the drawing.
    pub(super) fn centred(&self, x: i32, text: &str) -> i32 {
        let half = text_width(text) / 2;
        x.min(self.width - half).max(half)
    }

    /// Whether a label of that text fits right of `x`.
    pub(super) fn fits_right(&self, x: i32, text: &str) -> bool {
        x + text_width(text) <= self.width
    }
}

/// Gutter, cell and tail of a drawing of that width. The tail is the room right of the slot of the
/// next record.
const fn measures(width: i32) -> (i32, i32, i32) {
    if width < NARROW { (58, 46, 38) } else { (72, 54, 48) }
}

/// How wide a text is in the drawing's small type: a Chinese character counts as two.
pub(super) fn text_width(text: &str) -> i32 {
    let wide = |c: char| if u32::from(c) >= 0x2E80 { 2 } else { 1 };
    text.chars().map(wide).sum::<i32>() * CHAR_TENTHS / 10
}

fn rows(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(0)
}

/// Distances on a tape are small: the window is.
fn count(cells: i64) -> i32 {
    i32::try_from(cells).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(from: i64, end: i64, width: i32) -> Geometry {
        let (gutter, cell, _) = measures(width);
        Geometry {
            width,
            cell,
            gutter,
            from,
            end,
            ghost_rows: 0,
            rows_above: 1,
            segments: 0,
            rows_below: 1,
        }
    }

    #[test]
    fn a_mark_stands_between_the_cell_before_it_and_the_next() {
        let place = of(2, 9, 900);
        assert_eq!(place.place(2), Place::At(72), "the left edge of the first cell");
        assert_eq!(place.place(4), Place::At(72 + 2 * 54));
        assert_eq!(place.place(9), Place::At(place.tape_end()), "the right edge of the last cell");
        assert_eq!(place.place(1), Place::Before);
        assert_eq!(place.place(10), Place::After);
    }

    #[test]
    fn what_is_expected_behind_the_end_stands_behind_the_slot_of_the_next_record() {
        let place = of(0, 2, 900);
        assert_eq!(place.expected(2), place.tape_end(), "the slot of the next record itself");
        assert!(place.expected(3) >= place.tape_end() + place.cell, "another slot");
        for (end, width) in [(3, 280), (0, 280), (20, 1300)] {
            let place = of(0, end, width);
            let x = place.expected(1039);
            assert!(place.tape_end() < x && x + place.cell <= width, "{end} in {width}: {x}");
        }
    }

    #[test]
    fn an_empty_log_has_all_its_marks_at_one_boundary() {
        let place = of(0, 0, 900);
        assert_eq!(place.place(0), Place::At(place.tape_end()));
    }

    #[test]
    fn every_width_has_room_for_a_few_cells_and_never_too_many() {
        for width in [0, 200, 280, 350, 900, 2400, 100_000] {
            let cells = Geometry::cells_in(width);
            assert!((2..=36).contains(&cells), "{width}: {cells}");
        }
        assert_eq!(Geometry::cells_in(280), 3, "a window of 320 px");
    }

    #[test]
    fn labels_stay_inside_the_drawing() {
        let place = of(0, 9, 300);
        let half = text_width("c1 position 0") / 2;
        assert_eq!(place.centred(0, "c1 position 0"), half);
        assert_eq!(place.centred(300, "c1 position 0"), 300 - half);
        assert!(!place.fits_right(290, "HW 9"));
    }
}
