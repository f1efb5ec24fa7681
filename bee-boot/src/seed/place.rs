//! Where in a JSON text something stands: line and column of the value that a path leads to (RFC 8259, RFC 9535).

use std::fmt;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Into the member of an object.
    Key(String),
    /// Into the element of an array, counted from 0.
    Index(usize),
}

/// A path from the whole document: `$.genesis[2].payload.Native.exec`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// The path of a member of what this one leads to.
    pub fn key(&self, key: &str) -> Path {
        self.step(Step::Key(key.to_owned()))
    }

    /// The path of an element of what this one leads to.
    pub fn index(&self, index: usize) -> Path {
        self.step(Step::Index(index))
    }

    fn step(&self, step: Step) -> Path {
        Path(self.0.iter().cloned().chain([step]).collect())
    }

    /// Line and column, from 1, at which the value begins in `text`, which is valid JSON; where the path leads nowhere,
    /// that of the last value on the way.
    pub fn locate(&self, text: &str) -> (usize, usize) {
        let mut scanner = Scanner { text, position: 0 };
        scanner.blanks();
        let mut found = scanner.position;
        for step in &self.0 {
            match scanner.enter(step) {
                Some(position) => found = position,
                None => break,
            }
        }
        line_and_column(text, found)
    }
}

/// A path while it is walked: nothing is written down until somebody asks for it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'a> {
    /// The whole document.
    Root,
    /// A member of an object.
    Key(&'a Place<'a>, &'a str),
    /// An element of an array.
    Index(&'a Place<'a>, usize),
}

impl Place<'_> {
    pub(super) fn key<'a>(&'a self, key: &'a str) -> Place<'a> {
        Place::Key(self, key)
    }

    pub(super) fn index(&self, index: usize) -> Place<'_> {
        Place::Index(self, index)
    }

    pub(super) fn path(&self) -> Path {
        match self {
            Place::Root => Path::default(),
            Place::Key(above, key) => above.path().key(key),
            Place::Index(above, index) => above.path().index(*index),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("$")?;
        self.0.iter().try_for_each(|step| match step {
            Step::Key(key) if key.chars().all(|c| c.is_alphanumeric() || c == '_') => write!(formatter, ".{key}"),
            Step::Key(key) => write!(formatter, "[{key:?}]"),
            Step::Index(index) => write!(formatter, "[{index}]"),
        })
    }
}

fn line_and_column(text: &str, position: usize) -> (usize, usize) {
    let before = text.get(..position).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// Walks over valid JSON without decoding it.
struct Scanner<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Scanner<'a> {
    /// From the beginning of a value to that of one of its members or elements.
    fn enter(&mut self, step: &Step) -> Option<usize> {
        let (open, close) = if matches!(step, Step::Key(_)) { (b'{', b'}') } else { (b'[', b']') };
        self.take(open)?;
        for number in 0.. {
            self.blanks();
            if self.peek()? == close {
                return None;
            }
            let here = match step {
                Step::Index(index) => number == *index,
                Step::Key(key) => {
                    let name = self.string()?;
                    self.blanks();
                    self.take(b':')?;
                    self.blanks();
                    serde_json::from_str::<String>(name).is_ok_and(|name| name == *key)
                }
            };
            if here {
                return Some(self.position);
            }
            self.value()?;
            self.blanks();
            // A comma, or the end that the next round meets.
            let _last = self.take(b',');
        }
        None
    }

    /// Past a value.
    fn value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => drop(self.string()?),
                b'{' | b'[' => {
                    depth += 1;
                    self.position += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.position += 1;
                }
                b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' if depth > 0 => {
                    self.position += 1;
                    continue;
                }
                _ => self.position += self.rest().find([',', '}', ']', ' ', '\t', '\n', '\r'])?,
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Past a string; returns it with its quotation marks.
    fn string(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let mut escaped = false;
        let inside = rest.get(1..)?.char_indices().find(|(_, character)| {
            let end = *character == '"' && !escaped;
            escaped = *character == '\\' && !escaped;
            end
        });
        let length = inside?.0 + 2;
        let start = self.position;
        self.position += length;
        self.text.get(start..start + length)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        self.peek().filter(|next| *next == byte)?;
        self.position += 1;
        Some(())
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.position += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{ \"a\": [1, {\"b\\\"}\": \"x,]\", \"c\": true}],\n  \"d\": {\"e\": -1.5e3}, \"é\": null}";

    fn at(path: &Path) -> (usize, usize) {
        path.locate(TEXT)
    }

    #[test]
    fn values_are_found() {
        let root = Path::default();
        assert_eq!(at(&root), (1, 1));
        assert_eq!(at(&root.key("a")), (1, 8));
        assert_eq!(at(&root.key("a").index(1)), (1, 12));
        assert_eq!(at(&root.key("a").index(1).key("c")), (1, 33));
        assert_eq!(at(&root.key("d").key("e")), (2, 14));
        assert_eq!(at(&root.key("é")), (2, 28));
    }

    #[test]
    fn what_is_missing_is_where_it_should_be() {
        let root = Path::default();
        assert_eq!(at(&root.key("nowhere")), (1, 1));
        assert_eq!(at(&root.key("a").index(7)), (1, 8));
        assert_eq!(at(&root.key("d").key("x")), (2, 8));
        assert_eq!(root.key("genesis").index(2).key("odd key").to_string(), "$.genesis[2][\"odd key\"]");
    }
}
