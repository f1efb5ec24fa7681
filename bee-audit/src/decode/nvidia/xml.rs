//! As much of XML 1.0 (W3C, fifth edition) as `nvidia-smi -x` prints: elements, attributes, text and the five entities.
//!
//! A document type (§2.8), comments (§2.5) and processing instructions (§2.6) are passed over; CDATA (§2.7) and entities of
//! the document's own do not occur. Depth is bounded, and nothing of an entity is expanded, so a document cannot grow.

use std::borrow::Cow;

use crate::decode::{Error, Fault};

const STANDARD: &str = "XML";

/// The deepest that elements may be nested; `nvidia-smi` needs 7.
const DEEPEST: usize = 32;

/// What comes next in a document.
#[derive(Debug, PartialEq)]
pub(super) enum Event<'a> {
    /// `<name …>`, with the text of its attributes.
    Open(&'a str, &'a str),
    /// Text without blanks at its ends; never empty.
    Text(Cow<'a, str>),
    /// `</name>`, or the end of `<name/>`.
    Close,
}

/// Walks through a document.
pub(super) struct Reader<'a> {
    document: &'a str,
    position: usize,
    open: Vec<&'a str>,
    /// An element that ended where it began (`<name/>`).
    empty: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a str) -> Reader<'a> {
        Reader { document, position: 0, open: Vec::new(), empty: false }
    }

    /// The next event; `None` at the end of the document.
    pub(super) fn next(&mut self) -> Result<Option<Event<'a>>, Error> {
        if std::mem::take(&mut self.empty) {
            self.open.pop();
            return Ok(Some(Event::Close));
        }
        loop {
            let rest = self.document.get(self.position..).unwrap_or_default();
            if rest.is_empty() {
                return if self.open.is_empty() { Ok(None) } else { Err(self.fault(Fault::OutOfBounds)) };
            }
            let Some(markup) = rest.strip_prefix('<') else {
                let text = rest.split('<').next().unwrap_or_default();
                self.position += text.len();
                match text.trim() {
                    "" => continue,
                    text => return Ok(Some(Event::Text(unescape(text)))),
                }
            };
            let end = match markup {
                _ if markup.starts_with("!--") => self.find(rest, "-->")?,
                _ if markup.starts_with('?') => self.find(rest, "?>")?,
                _ if markup.starts_with("!DOCTYPE") => self.find(rest, ">")?,
                _ => return self.tag(rest).map(Some),
            };
            self.position += end;
        }
    }

    /// Where `mark` ends in `rest`.
    fn find(&self, rest: &str, mark: &str) -> Result<usize, Error> {
        rest.find(mark).map(|start| start + mark.len()).ok_or(self.fault(Fault::OutOfBounds))
    }

    fn tag(&mut self, rest: &'a str) -> Result<Event<'a>, Error> {
        let length = self.find(rest, ">")?;
        let inside = rest.get(1..length - 1).unwrap_or_default();
        if let Some(name) = inside.strip_prefix('/') {
            let matches = self.open.pop() == Some(name.trim());
            let event = matches.then_some(Event::Close).ok_or(self.fault(Fault::BadSignature));
            self.position += length;
            return event;
        }
        let (inside, empty) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        if name.is_empty() || self.open.len() >= DEEPEST {
            return Err(self.fault(Fault::OutOfBounds));
        }
        self.open.push(name);
        self.empty = empty;
        self.position += length;
        Ok(Event::Open(name, attributes))
    }

    fn fault(&self, fault: Fault) -> Error {
        Error::new(STANDARD, self.position, fault)
    }
}

/// The value of an attribute in the text of all (§3.1).
pub(super) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = attributes.split_once(&format!("{name}=\""))?;
    rest.split('"').next()
}

/// The five entities that every document knows (§4.6); another stays as it is.
fn unescape(text: &str) -> Cow<'_, str> {
    const ENTITIES: [(&str, &str); 5] =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let known = ENTITIES.iter();
    Cow::Owned(known.fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(document: &str) -> Result<Vec<Event<'_>>, Error> {
        let mut reader = Reader::new(document);
        std::iter::from_fn(|| reader.next().transpose()).collect()
    }

    #[test]
    fn elements_text_and_entities_are_read() {
        let document = "<?xml version=\"1.0\" ?>\n<!DOCTYPE a SYSTEM \"b.dtd\">\n<a>\n<!-- <no> --><b id=\"1\">x &lt; y</b><c/></a>\n";
        let expected = [
            Event::Open("a", ""),
            Event::Open("b", "id=\"1\""),
            Event::Text("x < y".into()),
            Event::Close,
            Event::Open("c", ""),
            Event::Close,
            Event::Close,
        ];
        assert_eq!(events(document).unwrap(), expected);
        assert_eq!(attribute("id=\"1\" x=\"2\"", "x"), Some("2"));
    }

    #[test]
    fn what_is_not_closed_or_too_deep_is_refused() {
        for bad in ["<a>", "<a", "<a></b>", "</a>", "<>", &"<a>".repeat(40)] {
            assert!(events(bad).is_err(), "{bad}");
        }
    }
}
