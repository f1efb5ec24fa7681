//! dmidecode's text, taken apart.

/// One structure as dmidecode prints it.
#[derive(Debug)]
pub(crate) struct Printed {
    pub(crate) handle: u16,
    pub(crate) kind: u8,
    pub(crate) fields: Vec<Field>,
}

/// `Name: value`, with the lines that are indented below it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) items: Vec<String>,
}

impl Field {
    pub(crate) fn new(name: impl Into<String>, value: impl Into<String>) -> Field {
        Field { name: name.into(), value: value.into(), items: Vec::new() }
    }
}

/// Every structure in the order of the text.
pub(crate) fn parse(text: &str) -> Vec<Printed> {
    let mut printed: Vec<Printed> = Vec::new();
    for line in text.lines() {
        if let Some((handle, kind)) = heading(line) {
            printed.push(Printed { handle, kind, fields: Vec::new() });
        } else if let Some(last) = printed.last_mut() {
            if let Some(item) = line.strip_prefix("\t\t") {
                last.fields.last_mut().unwrap().items.push(item.to_owned());
            } else if let Some((name, value)) = line.strip_prefix('\t').and_then(|line| line.split_once(':')) {
                last.fields.push(Field::new(name, value.trim()));
            }
        }
    }
    printed
}

/// `Handle 0x0011, DMI type 17, 40 bytes`
fn heading(line: &str) -> Option<(u16, u8)> {
    let (handle, rest) = line.strip_prefix("Handle 0x")?.split_once(", DMI type ")?;
    Some((u16::from_str_radix(handle, 16).ok()?, rest.split(',').next()?.parse().ok()?))
}
