//! `bee-audit man` and `bee-audit completions`: both made from the command line's own description.

use std::fmt::Write as _;

use bee_audit::decode::pci::ids::embedded::LICENCE;
use clap::{Arg, Command, CommandFactory};

use crate::{
    args::{Arguments, EXAMPLES, NOTES},
    exit::{Failure, Status},
    output,
};

/// Prints a completion script.
pub(super) fn completions(shell: clap_complete::Shell) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "bee-audit", &mut script);
    output::print_bytes(&script)?;
    Ok(Status::Complete)
}

/// Prints the manual page in the macros of man(7), the subcommands in the page of the command.
pub(super) fn page() -> Result<Status, Failure> {
    let mut command = Arguments::command();
    command.build();
    output::print(&manual(&command))?;
    Ok(Status::Complete)
}

fn manual(command: &Command) -> String {
    let subcommands = || command.get_subcommands();
    let title = format!(".TH BEE\\-AUDIT 1 \"\" \"bee\\-audit {}\"", env!("CARGO_PKG_VERSION"));
    [
        title,
        format!(".SH NAME\nbee\\-audit \\- {}", escaped(&about(command))),
        format!(".SH SYNOPSIS{}{}", synopsis(command), subcommands().map(synopsis).collect::<String>()),
        format!(".SH DESCRIPTION\n{}\n.PP\n{}", description(command), escaped(NOTES)),
        format!(".SH OPTIONS\n{}", arguments(command)),
        format!(".SH COMMANDS\n{}", subcommands().map(section).collect::<String>()),
        format!(".SH EXAMPLES\n{}", EXAMPLES.map(|(command, effect)| entry(command, effect)).concat()),
        format!(".SH EXIT STATUS\n{}", statuses()),
        format!(".SH COPYRIGHT\n{}", paragraphs(LICENCE)),
    ]
    .map(|part| part.trim_end().to_owned() + "\n")
    .concat()
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

/// The long description, or the short one.
fn description(command: &Command) -> String {
    paragraphs(&command.get_long_about().map_or_else(|| about(command), ToString::to_string))
}

/// Text whose paragraphs are parted by blank lines.
fn paragraphs(text: &str) -> String {
    escaped(text).replace("\n\n", "\n.PP\n")
}

fn synopsis(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let first = usage.lines().next().unwrap_or_default().trim_start_matches("Usage: ").to_owned();
    format!("\n.br\n{}", escaped(&first))
}

/// What is said of a subcommand.
fn section(command: &Command) -> String {
    format!(".SS {}\n{}\n{}", command.get_name(), description(command), arguments(command))
}

/// An entry for each argument but `--help` and `--version`, which are everybody's.
fn arguments(command: &Command) -> String {
    let own = |argument: &&Arg| !["help", "version"].contains(&argument.get_id().as_str());
    command.get_arguments().filter(own).map(|argument| entry(&tag(argument), &explanation(argument))).collect()
}

/// `-o, --output <FILE>`
fn tag(argument: &Arg) -> String {
    let short = argument.get_short().map(|short| format!("-{short}, ")).unwrap_or_default();
    format!("{short}{argument}")
}

/// Its help, the values that are possible, and the default.
fn explanation(argument: &Arg) -> String {
    let help = argument.get_long_help().or(argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut text = help.trim_end_matches('.').to_owned();
    let values = argument.get_possible_values();
    let hidden = argument.is_hide_possible_values_set() || values.is_empty();
    for (index, value) in values.iter().filter(|_| !hidden).enumerate() {
        let help = value.get_help().map(|help| format!(" ({help})")).unwrap_or_default();
        let _infallible = write!(text, "{}{}{help}", if index == 0 { ": " } else { ", " }, value.get_name());
    }
    for default in argument.get_default_values().iter().filter(|_| argument.get_action().takes_values()) {
        let _infallible = write!(text, " [default: {}]", default.display());
    }
    text + "."
}

fn statuses() -> String {
    Status::MEANINGS.map(|(status, meaning)| entry(&(status as u8).to_string(), meaning)).concat()
}

/// A tagged paragraph.
fn entry(tag: &str, text: &str) -> String {
    format!(".TP\n.B {}\n{}\n", escaped(tag), escaped(text))
}

/// Text that no macro or escape of roff is found in. A line must not begin with a control character.
fn escaped(text: &str) -> String {
    let plain = text.replace('\\', "\\e").replace('-', "\\-").replace("`", "");
    let lines =
        plain.lines().map(|line| if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line.to_owned() });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_taken_for_a_macro() {
        assert_eq!(escaped(".tar.zst\n'a' \\ --x"), "\\&.tar.zst\n\\&'a' \\e \\-\\-x");
    }
}
