//! Tables: columns as wide as their content, fitted to the room that there is.

use super::{Cell, FLOWING, HANG, Laid, TIE, flow, hang, words_of};

/// Columns between two columns of a table.
const GAP: usize = 2;
/// A cut column keeps at least this many.
const NARROWEST: usize = 6;

/// At most `room` columns of a text, with an ellipsis where it was cut.
fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Rows under each other, each as many lines as it needs.
pub(super) fn lay_out_table(rows: &[Vec<Cell>], room: usize) -> Vec<Laid> {
    let Some(widths) = column_widths(rows, room) else {
        return rows.iter().flat_map(|row| row_as_line(row, room)).collect();
    };
    let last = widths.iter().rposition(|width| *width > 0);
    rows.iter().flat_map(|row| lay_out_row(row, &widths, last, room)).collect()
}

/// A row that flows like a line, indented as its first cell is.
fn row_as_line(row: &[Cell], room: usize) -> Vec<Laid> {
    let indent = row.first().map_or(0, |first| first.width() - first.text.trim_start_matches(' ').chars().count());
    let lines = hang(flow(words_of(row), room.saturating_sub(HANG + indent).max(NARROWEST)));
    lines.into_iter().flat_map(|line| beside(blank(indent), vec![line])).collect()
}

fn blank(width: usize) -> Laid {
    let mut blank = Laid::default();
    blank.pad_to(width);
    blank
}

/// The width of each column; 0 for one that has no content. Nothing where columns that are not to be cut leave no room.
fn column_widths(rows: &[Vec<Cell>], room: usize) -> Option<Vec<usize>> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cells = |column| rows.iter().filter(|row| row.len() > 1).filter_map(move |row| row.get(column));
    let mut widths: Vec<usize> = (0..columns).map(|column| cells(column).map(Cell::width).max().unwrap_or(0)).collect();
    let Some(last) = widths.iter().rposition(|width| *width > 0) else { return Some(widths) };
    let gaps = GAP * widths.iter().take(last).filter(|width| **width > 0).count();
    let (fixed, flowing) = widths.split_at_mut(last);
    let reserved = gaps + flowing.first().map_or(0, |width| (*width).min(FLOWING));
    let is_whole = |column| cells(column).any(|cell: &Cell| cell.whole);
    while fixed.iter().sum::<usize>() + reserved > room {
        let cuttable = fixed.iter_mut().enumerate().filter(|(column, _)| !is_whole(*column));
        match cuttable.map(|(_, width)| width).max() {
            Some(widest) if *widest > NARROWEST => *widest -= 1,
            _ if (0..last).any(is_whole) => return None,
            _ => break,
        }
    }
    Some(widths)
}

fn lay_out_row(row: &[Cell], widths: &[usize], last: Option<usize>, room: usize) -> Vec<Laid> {
    if let [heading] = row {
        return flow(words_of(std::slice::from_ref(heading)), room);
    }
    let mut first = Laid::default();
    let mut start = 0;
    for (index, (cell, width)) in row.iter().zip(widths).enumerate().filter(|(_, (_, width))| **width > 0) {
        first.pad_to(start);
        if Some(index) == last && !cell.right {
            return beside(
                first,
                flow(words_of(std::slice::from_ref(cell)), room.saturating_sub(start).max(NARROWEST)),
            );
        }
        let text = cut(&cell.text, *width).replace(TIE, " ");
        if cell.right {
            first.pad_to(start + width - text.chars().count());
        }
        first.push(&text, cell.tone);
        start += width + GAP;
    }
    vec![first]
}

/// The lines of the last column, each at the place where the row ends so far.
fn beside(row: Laid, column: Vec<Laid>) -> Vec<Laid> {
    let start = row.width;
    let mut lines: Vec<Laid> = Vec::new();
    let mut row = Some(row);
    for part in column {
        let mut line = row.take().unwrap_or_default();
        line.pad_to(start);
        line.text.push_str(&part.text);
        line.width += part.width;
        lines.push(line);
    }
    lines
}
