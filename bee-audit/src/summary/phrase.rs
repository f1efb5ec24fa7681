//! Turns of phrase that several sections share.

/// `2 × text`; the text alone when there is one.
pub(super) fn times(count: usize, text: &str) -> String {
    if count == 1 { text.to_owned() } else { format!("{count} × {text}") }
}

/// `1 core`, `24 cores`.
pub(super) fn counted(count: impl Into<u64>, noun: &str) -> String {
    match count.into() {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}

/// `31–41 °C`, from the least to the greatest; `31 °C` when they are one; nothing of none.
pub(super) fn range(numbers: impl Iterator<Item = f64>, unit: &str) -> Option<String> {
    let ends = numbers.fold(None, |ends: Option<(f64, f64)>, number| {
        Some(ends.map_or((number, number), |(low, high)| (low.min(number), high.max(number))))
    });
    ends.map(|(low, high)| if low < high { format!("{low}–{high} {unit}") } else { format!("{low} {unit}") })
}

/// The words that are there, with blanks between them.
pub(super) fn words<'a>(words: impl IntoIterator<Item = Option<&'a str>>) -> String {
    words.into_iter().flatten().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A maker's name without its legal form; the short name in brackets where pci.ids gives one.
pub(super) fn maker(name: &str) -> String {
    const FORMS: [&str; 12] =
        ["inc", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "gmbh", "ag", "international", "s.a"];
    if let Some((_, short)) = name.split_once('[')
        && let Some((short, _)) = short.split_once(']')
    {
        return short.to_owned();
    }
    let is_form = |word: &str| FORMS.contains(&word.trim_matches(['.', ',']).to_lowercase().as_str());
    let kept = name.split_whitespace().enumerate().take_while(|(index, word)| *index == 0 || !is_form(word));
    words(kept.map(|(_, word)| Some(word.trim_end_matches(','))))
}

/// Items of the same key together, in the order of the first of each.
pub(super) fn alike<T, K: PartialEq>(items: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<(K, Vec<T>)> {
    let mut groups: Vec<(K, Vec<T>)> = Vec::new();
    for item in items {
        let key = key(&item);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_read_as_people_write_them() {
        assert_eq!(times(1, "drive"), "drive");
        assert_eq!(times(8, "drive"), "8 × drive");
        assert_eq!(counted(1_u32, "core"), "1 core");
        assert_eq!(counted(0_u32, "core"), "0 cores");
        assert_eq!(range([41.0, 31.5, 40.0].into_iter(), "°C").as_deref(), Some("31.5–41 °C"));
        assert_eq!((range([7.0].into_iter(), "h").as_deref(), range([].into_iter(), "h")), (Some("7 h"), None));
        assert_eq!(words([Some("a"), None, Some(""), Some("b")]), "a b");
        assert_eq!(maker("Intel Corporation"), "Intel");
        assert_eq!(maker("Samsung Electronics Co Ltd"), "Samsung Electronics");
        assert_eq!(maker("ASPEED Technology, Inc."), "ASPEED Technology");
        assert_eq!(maker("Advanced Micro Devices, Inc. [AMD/ATI]"), "AMD/ATI");
        assert_eq!(maker("Broadcom / LSI"), "Broadcom / LSI");
        assert_eq!(
            alike(["a1", "b1", "a2"], |name| name.chars().next()),
            [(Some('a'), vec!["a1", "a2"]), (Some('b'), vec!["b1"])]
        );
    }
}
