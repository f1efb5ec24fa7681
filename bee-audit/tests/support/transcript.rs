//! A management controller that answers by a transcript of the conformance set: rules that match requests, and blobs
//! that are read in pieces.

use std::{collections::HashMap, fs, path::Path, sync::Mutex};

use bee_audit::host::{Error, Host, Query, Reply};

/// One `respond` rule.
#[derive(Debug, Default, Clone)]
struct Rule {
    network_function: u8,
    command: u8,
    logical_unit: Option<u8>,
    starts_with: Vec<u8>,
    completion_code: u8,
    data: Vec<u8>,
    blob: Vec<u8>,
    /// Where the request has offset, its length, and count; whether the answer counts its octets.
    partial: Option<(usize, usize, usize, bool)>,
    /// How often it answers.
    times: Option<usize>,
}

/// The controller.
pub(crate) struct Transcript {
    rules: Vec<Rule>,
    otherwise: u8,
    used: Mutex<HashMap<usize, usize>>,
}

/// Octets that are written as hexadecimal digits, names of files (`@fru/board.hex`), and directives that lay out areas.
#[derive(Default)]
struct Layout {
    octets: Vec<u8>,
    marks: HashMap<String, usize>,
}

impl Layout {
    fn enter(&mut self, fixtures: &Path, text: &str) {
        for line in text.lines() {
            let words: Vec<&str> = line.split('#').next().unwrap_or_default().split_whitespace().collect();
            if !self.follow(&words) {
                words.iter().for_each(|word| self.enter_word(fixtures, word));
            }
        }
    }

    fn enter_word(&mut self, fixtures: &Path, word: &str) {
        match word.strip_prefix('@') {
            // Marks of a file are its own.
            Some(name) => {
                let text = fs::read_to_string(fixtures.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
                self.octets.extend(octets(fixtures, &text));
            }
            None => self.octets.extend(from_hex(word)),
        }
    }

    fn sum(&self, from: usize, to: usize) -> u8 {
        self.octets[from..to].iter().fold(0, |sum: u8, octet| sum.wrapping_add(*octet))
    }

    /// Whether `words` are a directive, which is followed.
    fn follow(&mut self, words: &[&str]) -> bool {
        let at = |name: &str| self.marks[name];
        let end = self.octets.len();
        match *words {
            ["@mark", name] => drop(self.marks.insert(name.to_owned(), end)),
            ["@pad", count, octet] => self.octets.resize(end + count.parse::<usize>().unwrap(), number(octet)),
            ["@truncate", length] => self.octets.truncate(length.parse().unwrap()),
            ["@poke", mark, offset, octet] => {
                let place = at(mark) + offset.parse::<usize>().unwrap();
                self.octets[place] = number(octet);
            }
            ["@checksum", mark] => self.octets.push(0u8.wrapping_sub(self.sum(at(mark), end))),
            ["@fill_size", slot, mark] => {
                let (slot, size) = (at(slot), end - at(mark));
                self.octets[slot] = u8::try_from(size).unwrap();
            }
            ["@fill_size8", slot, mark] => {
                let (slot, size) = (at(slot), (end - at(mark)) / 8);
                self.octets[slot] = u8::try_from(size).unwrap();
            }
            ["@fill_checksum", slot, mark] => {
                let (slot, start) = (at(slot), at(mark));
                let sum = if slot >= start { self.sum(start, slot) } else { self.sum(start, end) };
                self.octets[slot] = 0u8.wrapping_sub(sum);
            }
            _ => return false,
        }
        true
    }
}

fn octets(fixtures: &Path, text: &str) -> Vec<u8> {
    let mut layout = Layout::default();
    layout.enter(fixtures, text);
    layout.octets
}

/// The octets that the digits of a word stand for.
fn from_hex(word: &str) -> Vec<u8> {
    let digit = |digit: &u8| u8::try_from(char::from(*digit).to_digit(16).unwrap()).unwrap();
    word.as_bytes().chunks(2).map(|pair| pair.iter().fold(0, |octet, at| octet << 4 | digit(at))).collect()
}

fn number(text: &str) -> u8 {
    u8::from_str_radix(text.trim().trim_start_matches("0x"), 16).unwrap()
}

impl Transcript {
    /// Reads `transcripts/NAME` of the set in `folder`.
    pub(crate) fn open(folder: &Path, name: &str) -> Transcript {
        let text =
            fs::read_to_string(folder.join("transcripts").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let fixtures = folder.join("fixtures");
        let mut transcript = Transcript { rules: Vec::new(), otherwise: 0xc1, used: Mutex::default() };
        let mut rule = Rule::default();
        for line in text.lines().map(|line| line.split('#').next().unwrap_or_default().trim()) {
            let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let rest = rest.trim();
            match word {
                "default_ccode" => transcript.otherwise = number(rest),
                "respond" => rule = Rule::default(),
                "netfn" => rule.network_function = number(rest),
                "cmd" => rule.command = number(rest),
                "lun" => rule.logical_unit = Some(number(rest)),
                "match" => rule.starts_with = octets(&fixtures, rest),
                "ccode" => rule.completion_code = number(rest),
                "data" => rule.data = octets(&fixtures, rest),
                "blob" => rule.blob = octets(&fixtures, rest),
                "times" => rule.times = rest.parse().ok(),
                "partial" => {
                    let words: Vec<&str> = rest.split_whitespace().collect();
                    let index = |at: usize| words[at].parse().unwrap();
                    rule.partial = Some((index(0), index(1), index(2), words.contains(&"count_prefix")));
                }
                "end" => transcript.rules.push(std::mem::take(&mut rule)),
                _ => {}
            }
        }
        transcript
    }

    fn answer(&self, network_function: u8, command: u8, logical_unit: u8, request: &[u8]) -> Result<Vec<u8>, u8> {
        let mut used = self.used.lock().unwrap();
        let found = self.rules.iter().enumerate().find(|(index, rule)| {
            rule.network_function == network_function
                && rule.command == command
                && rule.logical_unit.is_none_or(|unit| unit == logical_unit)
                && request.starts_with(&rule.starts_with)
                && rule.times.is_none_or(|times| used.get(index).copied().unwrap_or_default() < times)
        });
        let Some((index, rule)) = found else { return Err(self.otherwise) };
        *used.entry(index).or_default() += 1;
        if rule.completion_code != 0 {
            return Err(rule.completion_code);
        }
        let Some((at, length, count, counts)) = rule.partial else { return Ok(rule.data.clone()) };
        let octet = |at: usize| usize::from(request.get(at).copied().unwrap_or_default());
        let offset = if length == 2 { octet(at) | octet(at + 1) << 8 } else { octet(at) };
        let rest = rule.blob.get(offset..).unwrap_or_default();
        let piece = rest.get(..octet(count)).unwrap_or(rest);
        let prefix = if counts { vec![u8::try_from(piece.len()).unwrap()] } else { Vec::new() };
        Ok([rule.data.as_slice(), &prefix, piece].concat())
    }
}

impl Host for Transcript {
    fn ask(&self, query: &Query) -> Result<Reply, Error> {
        let Query::Ipmi { .. } = query else { return Err(Error::Absent) };
        let line = query.to_string();
        let word = |name: &str| line.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        let octet = |name: &str| word(name).map_or(0, number);
        let data = word("data").map(from_hex).unwrap_or_default();
        let answer = self.answer(octet("netfn"), octet("cmd"), octet("lun"), &data);
        answer.map(Reply::Bytes).map_err(|code| Error::IpmiCompletion { code })
    }
}
