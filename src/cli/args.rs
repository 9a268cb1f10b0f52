//! What can be typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::model::span::Span;
use crate::model::stamp::Stamp;

/// Walks you through a production deployment runbook: runs its commands and checks, asks for the sign-offs, knows the
/// way back, and leaves a print copy that can be verified.
#[derive(Debug, Parser)]
#[command(name = "gonogo", version, max_term_width = 100)]
pub struct Args {
    /// What to do; without a verb, the home screen.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List the runbooks: built in, in the config folder, in ./runbooks
    List(ListArgs),
    /// Lint runbooks
    Check(CheckArgs),
    /// Show what would run, resolved, with secrets masked; touches nothing
    Plan(PlanArgs),
    /// Start a run and attach to it
    Run(RunArgs),
    /// Start a run against the simulated world
    Rehearse(RehearseArgs),
    /// Come back to a run, or join it
    Attach(AttachArgs),
    /// List the runs, newest first
    Runs(ListArgs),
    /// Show a run
    Show(ShowArgs),
    /// Export the print copy
    Export(ExportArgs),
    /// Check a run's journal: chain, sign-offs, end
    Verify(VerifyArgs),
    /// Turn a Markdown document into a runbook file, and report what was and wasn't understood
    Import(ImportArgs),
    /// Print the JSON Schema of the runbook file
    Schema,
    /// Say what works on this machine, and what doesn't
    Doctor,
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man,
}

/// For `list` and `runs`.
#[derive(Debug, ClapArgs)]
pub struct ListArgs {
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// For `check`.
#[derive(Debug, ClapArgs)]
pub struct CheckArgs {
    /// Ids from the library, or paths
    #[arg(required = true, value_name = "BOOK")]
    pub books: Vec<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// Which runbook, and with what values.
#[derive(Debug, ClapArgs)]
pub struct BookArgs {
    /// An id from the library, or a path
    #[arg(value_name = "BOOK")]
    pub book: String,
    /// The target environment
    #[arg(long = "env", value_name = "ENVIRONMENT")]
    pub environment: Option<String>,
    /// The value of an input
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = pair)]
    pub set: Vec<(String, String)>,
}

/// For `plan`.
#[derive(Debug, ClapArgs)]
pub struct PlanArgs {
    /// Which runbook.
    #[command(flatten)]
    pub book: BookArgs,
}

/// How a run is driven without a person.
#[derive(Debug, ClapArgs)]
pub struct HeadlessArgs {
    /// Drive without a person; park where one is needed
    #[arg(long)]
    pub headless: bool,
    /// With --headless: print the outcome as one line of JSON
    #[arg(long, requires = "headless")]
    pub json: bool,
    /// Who drives and signs
    #[arg(long, value_name = "NAME")]
    pub signer: Option<String>,
    /// With --headless: give the typed confirmations, and deploy outside a maintenance window
    #[arg(long, requires = "headless")]
    pub yes: bool,
    /// With --headless: what a failure calls for
    #[arg(long, value_enum, default_value_t = OnFailure::Park, requires = "headless")]
    pub on_failure: OnFailure,
    /// Choose a variant beforehand
    #[arg(long = "choose", value_name = "STEP=VARIANT", value_parser = pair)]
    pub choose: Vec<(String, String)>,
}

/// What a failure calls for in a headless run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnFailure {
    /// Park the run for a person
    Park,
    /// Start the offered rollback plan
    Rollback,
}

/// For `run`.
#[derive(Debug, ClapArgs)]
pub struct RunArgs {
    /// Which runbook.
    #[command(flatten)]
    pub book: BookArgs,
    /// When the deployment is planned: `2026-12-13T02:00Z`, or from now on like `+3h`; phases are due from it
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub at: Option<At>,
    /// Who you are, where two share an account
    #[arg(long, value_name = "NAME", conflicts_with = "signer")]
    pub person: Option<String>,
    /// Without a person.
    #[command(flatten)]
    pub headless: HeadlessArgs,
}

/// For `rehearse`.
#[derive(Debug, ClapArgs)]
pub struct RehearseArgs {
    /// Which runbook.
    #[command(flatten)]
    pub book: BookArgs,
    /// The fault to practise
    #[arg(long, value_name = "SCENARIO")]
    pub scenario: Option<String>,
    /// Who you are, where two share an account
    #[arg(long, value_name = "NAME", conflicts_with = "signer")]
    pub person: Option<String>,
    /// Run windows and waits so many times faster; 60 with --headless, else 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub speed: Option<u32>,
    /// Without a person.
    #[command(flatten)]
    pub headless: HeadlessArgs,
}

/// For `attach`.
#[derive(Debug, ClapArgs)]
pub struct AttachArgs {
    /// The run; without one, the only unfinished run
    pub run: Option<String>,
    /// Who you are, where two share an account
    #[arg(long, value_name = "NAME")]
    pub person: Option<String>,
    /// Look on, without the right to change anything
    #[arg(long)]
    pub observe: bool,
    /// Stop the run's conductor first (commands go on), for one of another version
    #[arg(long)]
    pub restart: bool,
}

/// For `show`.
#[derive(Debug, ClapArgs)]
pub struct ShowArgs {
    /// The run
    pub run: String,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// For `export`.
#[derive(Debug, ClapArgs)]
pub struct ExportArgs {
    /// The run
    pub run: String,
    /// The form
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The file to write; without one, or with `-`, standard output
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

/// The forms of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The print copy as plain text
    Text,
    /// The print copy as Markdown
    Markdown,
    /// Everything, as `show --json` has it
    Json,
}

/// For `verify`.
#[derive(Debug, ClapArgs)]
pub struct VerifyArgs {
    /// The run
    pub run: String,
}

/// For `import`.
#[derive(Debug, ClapArgs)]
pub struct ImportArgs {
    /// The document
    #[arg(value_name = "FILE.md")]
    pub file: PathBuf,
    /// The runbook file to write; without one, or with `-`, standard output
    #[arg(short, long, value_name = "FILE.toml")]
    pub output: Option<PathBuf>,
    /// The report's form; as JSON it goes to standard output, and the runbook only where -o says
    #[arg(long, value_enum, default_value_t = ReportForm::Text)]
    pub report: ReportForm,
    /// Write over the file that -o names
    #[arg(long)]
    pub force: bool,
}

/// The forms of an import's report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportForm {
    /// For a person, on standard error
    Text,
    /// For a program
    Json,
}

/// For `completions`.
#[derive(Debug, ClapArgs)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// When a deployment is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// At this moment.
    Moment(Stamp),
    /// So long from now.
    In(Span),
}

fn moment(text: &str) -> Result<At, String> {
    let later = text.strip_prefix('+').and_then(|rest| rest.parse().ok()).map(At::In);
    later.or_else(|| Stamp::try_from(text.to_owned()).ok().map(At::Moment)).ok_or_else(|| {
        "write date, time and zone, like 2026-12-13T02:00Z, or from now on like +3h".to_owned()
    })
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| "write it as NAME=VALUE".to_owned())
}

/// The command as clap knows it, for completions and the manual page.
pub fn command() -> clap::Command {
    Args::command()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_well_formed() {
        super::command().debug_assert();
    }

    #[test]
    fn a_planned_time_has_a_zone_or_counts_from_now() {
        assert_eq!(super::moment("+1h30m").unwrap(), super::At::In(super::Span::seconds(5400)));
        assert!(matches!(super::moment("2026-12-13T02:00Z").unwrap(), super::At::Moment(_)));
        assert!(matches!(super::moment("2026-12-13T02:00+01:00").unwrap(), super::At::Moment(_)));
        for bad in ["", "+", "02:00", "2026-12-13", "2026-12-13T02:00", "tomorrow", "-3h"] {
            assert!(super::moment(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_pair_has_a_name() {
        assert_eq!(super::pair("a=b=c").unwrap(), ("a".to_owned(), "b=c".to_owned()));
        assert!(super::pair("=b").is_err() && super::pair("a").is_err());
    }
}
