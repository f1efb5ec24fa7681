//! The layout of the summary: sections of lines and tables, fitted to a width.
//!
//! Titles stand in a column of their own; without a title there is no such column. A line flows over as many lines as
//! it needs. In a table all columns but the last are cut with an ellipsis when the width is short; the last one flows
//! below itself, so that nothing of it is lost. What identifies a part is never cut: where there is no room for it in a
//! column, the rows flow as lines do. A column without any content is left out.

mod table;

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

/// Columns of a title and the gap after it.
const TITLE: usize = 12;
/// Columns by which the second and further lines of one that flows are indented.
const HANG: usize = 2;
/// The last column of a table has at least this many columns before others are cut for it.
const FLOWING: usize = 24;

/// How a text is shown where colours are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    #[default]
    Plain,
    Strong,
    Faint,
    Warning,
    Alarm,
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Tone::Plain => Style::new(),
            Tone::Strong => Style::new().bold(),
            Tone::Faint => Style::new().dimmed(),
            Tone::Warning => AnsiColor::Yellow.on_default(),
            Tone::Alarm => AnsiColor::Red.on_default().bold(),
        }
    }
}

/// A piece of text with its tone: a cell of a table or a part of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    text: String,
    tone: Tone,
    right: bool,
    whole: bool,
}

/// A cell of plain text. Control characters, which firmware and devices may hold, never reach a terminal.
pub(crate) fn cell(text: impl Into<String>) -> Cell {
    let text = text.into().chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    Cell { text, ..Cell::default() }
}

impl Cell {
    pub(crate) fn tone(mut self, tone: Tone) -> Cell {
        self.tone = tone;
        self
    }

    /// Flush right, as numbers are.
    pub(crate) fn right(mut self) -> Cell {
        self.right = true;
        self
    }

    /// Never cut, as serial and part numbers: half of one is worth nothing.
    pub(crate) fn whole(mut self) -> Cell {
        self.whole = true;
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    fn width(&self) -> usize {
        self.text.chars().count()
    }
}

impl<T: Into<String>> From<Option<T>> for Cell {
    fn from(text: Option<T>) -> Cell {
        text.map(cell).unwrap_or_default()
    }
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// Parts, separated by commas.
    Line(Vec<Cell>),
    /// Rows of cells under each other; a row of one cell is a heading and takes the whole width.
    Table(Vec<Vec<Cell>>),
}

/// What the summary says of one component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    title: &'static str,
    blocks: Vec<Block>,
}

impl Section {
    pub(crate) fn new(title: &'static str) -> Section {
        Section { title, blocks: Vec::new() }
    }

    /// Adds a line; parts without text are left out, and so is a line without parts.
    pub(crate) fn line(&mut self, parts: impl IntoIterator<Item = Cell>) {
        let parts: Vec<Cell> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        if !parts.is_empty() {
            self.blocks.push(Block::Line(parts));
        }
    }

    /// Adds a table; a table without rows is left out.
    pub(crate) fn table(&mut self, rows: Vec<Vec<Cell>>) {
        if !rows.is_empty() {
            self.blocks.push(Block::Table(rows));
        }
    }

    /// Says `none` where there is nothing else to say, so that a component that was asked is not passed over.
    pub(crate) fn or_none(mut self) -> Section {
        if self.blocks.is_empty() {
            self.line([cell("none").tone(Tone::Faint)]);
        }
        self
    }

    /// The section as text with escape sequences, each line ending in a line feed; nothing for one without content.
    pub(crate) fn lay_out(&self, width: usize) -> String {
        let indent = if self.title.is_empty() { 0 } else { TITLE };
        let room = width.saturating_sub(indent).max(FLOWING);
        let lines = self.blocks.iter().flat_map(|block| match block {
            Block::Line(parts) => hang(flow(words_of(parts), room - HANG)),
            Block::Table(rows) => table::lay_out_table(rows, room),
        });
        let mut text = String::new();
        for (index, line) in lines.enumerate() {
            let title = if index == 0 { self.title } else { "" };
            push_toned(&mut text, title, Tone::Strong);
            push_blanks(&mut text, indent - title.len().min(indent));
            text.push_str(&line.text);
            text.truncate(text.trim_end_matches(' ').len());
            text.push('\n');
        }
        text
    }
}

/// Laid-out text with escape sequences, and how many columns it takes.
#[derive(Debug, Default)]
struct Laid {
    text: String,
    width: usize,
}

impl Laid {
    fn push(&mut self, text: &str, tone: Tone) {
        push_toned(&mut self.text, text, tone);
        self.width += text.chars().count();
    }

    fn pad_to(&mut self, width: usize) {
        let blanks = width.saturating_sub(self.width);
        push_blanks(&mut self.text, blanks);
        self.width += blanks;
    }
}

fn push_toned(into: &mut String, text: &str, tone: Tone) {
    let style = tone.style();
    let _infallible = if text.is_empty() { Ok(()) } else { write!(into, "{style}{text}{style:#}") };
}

fn push_blanks(into: &mut String, count: usize) {
    into.extend(std::iter::repeat_n(' ', count));
}

/// Keeps two words on one line; shown as a blank.
pub(crate) const TIE: &str = "\u{a0}";

/// The words of a line's parts; all but the last part end in a comma.
fn words_of(parts: &[Cell]) -> Vec<(String, Tone)> {
    let mut words = Vec::new();
    let parts: Vec<&Cell> = parts.iter().filter(|part| !part.is_empty()).collect();
    for (index, part) in parts.iter().enumerate() {
        let parted = part.text.split(' ').filter(|word| !word.is_empty());
        words.extend(parted.map(|word| (word.replace(TIE, " "), part.tone)));
        if index + 1 < parts.len()
            && let Some((word, _)) = words.last_mut()
        {
            word.push(',');
        }
    }
    words
}

/// Words on as few lines of at most `room` columns as they need.
fn flow(words: Vec<(String, Tone)>, room: usize) -> Vec<Laid> {
    let mut lines = vec![Laid::default()];
    let fitting = words.iter().flat_map(|(word, tone)| broken(word, room).into_iter().map(|piece| (piece, *tone)));
    for (word, tone) in fitting {
        let width = word.chars().count();
        match lines.last_mut() {
            Some(line) if line.width == 0 => line.push(&word, tone),
            Some(line) if line.width + 1 + width <= room => {
                line.push(" ", Tone::Plain);
                line.push(&word, tone);
            }
            _ => {
                lines.push(Laid::default());
                lines.last_mut().into_iter().for_each(|line| line.push(&word, tone));
            }
        }
    }
    lines
}

/// A word in pieces of at most `room` columns.
fn broken(word: &str, room: usize) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters.chunks(room.max(1)).map(|piece| piece.iter().collect()).collect()
}

/// All lines but the first indented.
fn hang(lines: Vec<Laid>) -> Vec<Laid> {
    let hung = lines.into_iter().enumerate().map(|(index, line)| {
        let mut hung = Laid::default();
        hung.pad_to(if index == 0 { 0 } else { HANG });
        hung.text.push_str(&line.text);
        hung.width += line.width;
        hung
    });
    hung.collect()
}

/// A section as a reader without colours sees it, at 100 columns.
#[cfg(test)]
pub(super) fn plain(section: &Section) -> String {
    tests::plain(section, 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn plain(section: &Section, width: usize) -> String {
        anstream::adapter::strip_str(&section.lay_out(width)).to_string()
    }

    #[test]
    fn a_line_flows() {
        let mut section = Section::new("CPU");
        section.line([
            cell("2 × Intel Xeon"),
            cell(""),
            cell("24 cores").tone(Tone::Alarm),
            cell("microcode 0x5003303"),
        ]);
        assert_eq!(plain(&section, 42), "CPU         2 × Intel Xeon, 24 cores,\n              microcode 0x5003303\n");
    }

    #[test]
    fn a_table_drops_empty_columns_cuts_wide_ones_and_flows_the_last() {
        let mut section = Section::new("STORAGE");
        section.table(vec![
            vec![cell("A heading that is wider than columns")],
            vec![
                cell("sda"),
                cell(""),
                cell("960 GB").right(),
                cell("A very long model name"),
                cell("S1 S2 S3 S4 S5 S6 S7 S8 S9"),
            ],
            vec![cell("nvme0n1"), cell(""), cell("1 TB").right(), cell("Short"), cell("S10")],
        ]);
        assert_eq!(
            plain(&section, 62),
            "STORAGE     A heading that is wider than columns\n            sda      960 GB  A very…  S1 S2 S3 S4 S5 S6 S7 S8\n                                      S9\n            nvme0n1    1 TB  Short    S10\n"
        );
    }

    #[test]
    fn no_line_is_wider_than_asked_down_to_a_narrow_terminal() {
        let mut section = Section::new("X");
        section.line([cell("word ".repeat(40))]);
        section.line([cell("w".repeat(200))]);
        section.table(vec![vec![cell("a".repeat(50)), cell("b".repeat(50)), cell("c ".repeat(50))]]);
        for width in 50..200 {
            assert!(plain(&section, width).lines().all(|line| line.chars().count() <= width), "{width}");
        }
    }

    #[test]
    fn what_identifies_a_part_is_never_cut() {
        let row = |product: &str| {
            vec![
                cell("  PSU1"),
                cell(product),
                cell("serial T1Z6AAZ15GM3052").whole(),
                cell("2000 W").right(),
                cell("ok"),
            ]
        };
        let mut section = Section::new("POWER");
        section.table(vec![row("A very long product name")]);
        assert_eq!(plain(&section, 63), "POWER         PSU1  A very…  serial T1Z6AAZ15GM3052  2000 W  ok\n");
        assert_eq!(
            plain(&section, 50),
            "POWER         PSU1, A very long product name,\n                serial T1Z6AAZ15GM3052, 2000 W, ok\n"
        );
        let mut section = Section::new("X");
        section.line([cell("S".repeat(30))]);
        assert_eq!(plain(&section, 36).matches('S').count(), 30);
    }

    #[test]
    fn escape_sequences_of_a_device_do_not_reach_the_terminal() {
        let mut section = Section::new("X");
        section.line([cell("\x1b[2J\u{9b}2Jevil\n")]);
        assert_eq!(section.lay_out(80).matches('\x1b').count(), 2, "the title's own");
        assert!(!plain(&section, 80).contains('\u{9b}'));
    }

    #[test]
    fn nothing_to_say_takes_no_line() {
        let mut section = Section::new("X");
        section.line([cell("")]);
        section.table(vec![]);
        assert_eq!(section.lay_out(80), "");
    }
}
