//! What the decoder of JSON says, in the words of somebody who writes cards: it speaks of types of this program
//! (`serde::de`, `Error`, `Unexpected` and `Expected`).

/// A message of the decoder's.
pub(super) fn of_a_card(message: &str) -> String {
    let kind = message.split_once(' ').map(|(kind, _)| kind).unwrap_or_default();
    let words = match kind {
        "invalid" => mistaken(message),
        "unknown" => unknown(message),
        "missing" => quoted(message).map(|key| format!("{key:?} is missing")),
        "duplicate" => quoted(message).map(|key| format!("{key:?} is there twice")),
        _ => None,
    };
    words.unwrap_or_else(|| message.to_owned())
}

/// `invalid type: sequence, expected u32`; a `value` or a `length` may be invalid as well.
fn mistaken(message: &str) -> Option<String> {
    let (_, rest) = message.split_once(": ").or_else(|| message.split_once("length "))?;
    let (is, wanted) = rest.rsplit_once(", expected ")?;
    Some(format!("{} is wanted here, not {}", kind_wanted(wanted), value_there(is, message)))
}

fn kind_wanted(wanted: &str) -> String {
    let whole = |largest: u64| format!("a whole number from 0 to {largest}");
    match wanted {
        "u8" => whole(u8::MAX.into()),
        "u32" => whole(u32::MAX.into()),
        "u64" => whole(u64::MAX),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        "string or map" => "a name, or an object with a name".to_owned(),
        "unit" | "unit variant" => "the name alone".to_owned(),
        _ if wanted.starts_with("struct variant") || wanted.starts_with("newtype variant") => {
            "an object with the name and what belongs to it".to_owned()
        }
        _ if wanted.starts_with("struct ") => "an object".to_owned(),
        _ => match wanted.rsplit_once(' ') {
            Some(("an array of length" | "a tuple of size", count)) => format!("a list of {count}"),
            _ => wanted.to_owned(),
        },
    }
}

fn value_there(is: &str, message: &str) -> String {
    match is {
        "map" => "an object".to_owned(),
        "sequence" => "a list".to_owned(),
        "unit value" => "null".to_owned(),
        "unit variant" => "the name alone".to_owned(),
        count if message.starts_with("invalid length") => format!("one of {count}"),
        _ => {
            // boolean `true`, integer `-1`, floating point `1.5`, string "text".
            let value = quoted(is).or_else(|| is.strip_prefix("string "));
            value.unwrap_or(is).to_owned()
        }
    }
}

/// ``unknown variant `x`, expected one of `a`, `b` ``
fn unknown(message: &str) -> Option<String> {
    let (_, known) = message.split_once(", expected ")?;
    let known = known.trim_start_matches("one of ").replace('`', "\"").replace(" or ", ", ");
    Some(format!("{:?} is none of {known}", quoted(message)?))
}

/// What is between the first two backquotes.
fn quoted(message: &str) -> Option<&str> {
    message.split_once('`')?.1.split_once('`').map(|(quoted, _)| quoted)
}
