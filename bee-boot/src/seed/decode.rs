//! A card out of its text; and of a text that is none, all that keeps it from being one.

use serde_json::{Value, json};
use serde_path_to_error::Segment;

use super::{
    Card,
    place::{Path, Step},
    problem::Problem,
    validate, words,
};

/// How many members that cannot be read are told: each costs another look at the whole text.
const MOST: usize = 32;

/// The card that a text is, whatever it says.
pub(super) fn card(text: &str) -> Result<Card, Vec<Problem>> {
    // Keeping track of paths takes longer than all else; so that is done only where there is a need of them.
    serde_json::from_str(text).map_err(|error| problems(text, &error))
}

fn problems(text: &str, error: &serde_json::Error) -> Vec<Problem> {
    let document: Value = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => return vec![where_it_stopped(&error, "not JSON: ")],
    };
    let (mut mended, mut problems) = (document.clone(), Vec::new());
    let mut places: Vec<String> = Vec::new();
    while problems.len() < MOST {
        match serde_path_to_error::deserialize(&mended) {
            Ok(card) => {
                let beyond_form = validate::problems(&card, text).into_iter();
                problems
                    .extend(beyond_form.filter(|problem| !places.iter().any(|place| is_below(&problem.path, place))));
                break;
            }
            Err(error) => {
                let path = path_of(error.path());
                let message = words::of_a_card(&error.inner().to_string());
                problems.push(Problem::new(text, label_of(&document, &path), &path, message));
                let Some(place) = mend(&mut mended, &path) else { break };
                places.push(place.to_string());
            }
        }
    }
    if problems.is_empty() {
        // A key that is there twice: the document has only the last one.
        problems.push(where_it_stopped(error, ""));
    }
    problems.sort_by_key(|problem| (problem.line, problem.column));
    problems
}

/// What the parser says, without the place that it appends to its words.
fn where_it_stopped(error: &serde_json::Error, kind: &str) -> Problem {
    let message = error.to_string();
    let end = format!(" at line {} column {}", error.line(), error.column());
    let message = words::of_a_card(message.strip_suffix(&end).unwrap_or(&message));
    let (path, message) = (Path::default().to_string(), format!("{kind}{message}"));
    Problem { label: None, path, line: error.line(), column: error.column(), message }
}

fn path_of(path: &serde_path_to_error::Path) -> Path {
    let steps = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(Step::Index(*index)),
        Segment::Map { key } => Some(Step::Key(key.clone())),
        Segment::Enum { variant } => Some(Step::Key(variant.clone())),
        Segment::Unknown => None,
    });
    Path(steps.collect())
}

/// Makes what is wrong at a path something that can be read; gives the path of the member that changed. `None` where
/// nothing helps.
fn mend(document: &mut Value, path: &Path) -> Option<Path> {
    let (mut card, mut place, mut steps) = (document, Path::default(), path.0.as_slice());
    while let [Step::Key(key), Step::Index(index), rest @ ..] = steps
        && key == "genesis"
    {
        card = card.get_mut(key)?.get_mut(index)?;
        (place, steps) = (place.key(key).index(*index), rest);
    }
    let required = [
        ("schema_version", json!(1)),
        ("id", json!("0".repeat(26))),
        ("label", json!("?")),
        ("payload", json!("Virtual")),
    ];
    if !card.is_object() {
        *card = Value::Object(required.map(|(key, value)| (key.to_owned(), value)).into_iter().collect());
        return Some(place);
    }
    let members = card.as_object_mut()?;
    let (key, value) = match steps {
        [Step::Key(key), ..] => {
            (key.as_str(), required.into_iter().find(|(name, _)| name == key).map(|(_, value)| value))
        }
        // Something is missing, the first of these that is.
        _ => required
            .into_iter()
            .find(|(name, _)| !members.contains_key(*name))
            .map(|(name, value)| (name, Some(value)))?,
    };
    match value {
        Some(value) => drop(members.insert(key.to_owned(), value)),
        None => drop(members.remove(key)?),
    }
    Some(place.key(key))
}

/// Whether a path is `place` or leads on from there.
fn is_below(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The label of the innermost card on a path.
fn label_of<'a>(document: &'a Value, path: &Path) -> Option<&'a str> {
    let mut here = document;
    let mut label = here.get("label");
    for step in &path.0 {
        let next = match step {
            Step::Key(key) => here.get(key),
            Step::Index(index) => here.get(index),
        };
        let Some(next) = next else { break };
        here = next;
        label = here.get("label").or(label);
    }
    label?.as_str()
}
