//! A step: a command with a name, its time, its log, and a sign of life while it runs.

mod output;

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::say;
use crate::workspace::Workspace;

/// How many of a failed command's last lines are shown.
const LAST_LINES: usize = 40;
/// How often a terminal's progress line is written anew.
const TERMINAL_PERIOD: Duration = Duration::from_millis(200);
/// How often a line of progress is written where there is no terminal.
const PLAIN_PERIOD: Duration = Duration::from_secs(15);
/// How long a finished command's output may still trickle in, from children it left behind.
const DRAIN: Duration = Duration::from_millis(500);

/// A command with a name.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    title: &'a str,
    mend: &'a str,
    shown: fn(&str) -> bool,
    limit: Option<Duration>,
    quiet: bool,
}

impl<'a> Step<'a> {
    /// A step of which only its time is shown.
    pub(crate) fn new(title: &'a str) -> Self {
        Self {
            title,
            mend: "",
            shown: |_| false,
            limit: None,
            quiet: false,
        }
    }

    /// What to do when it fails.
    pub(crate) fn mend(self, mend: &'a str) -> Self {
        Self { mend, ..self }
    }

    /// Which lines of its output are shown.
    pub(crate) fn show(self, shown: fn(&str) -> bool) -> Self {
        Self { shown, ..self }
    }

    /// How long it may take.
    pub(crate) fn limit(self, limit: Duration) -> Self {
        Self {
            limit: Some(limit),
            ..self
        }
    }

    /// That its failure is nothing to worry about.
    pub(crate) fn quiet(self) -> Self {
        Self {
            quiet: true,
            ..self
        }
    }

    /// Runs the command to its end.
    ///
    /// # Errors
    /// When it cannot be started, fails, or takes longer than it may: with its last lines.
    pub(crate) fn run(&self, workspace: &Workspace, mut command: Command) -> Result<()> {
        let program = command.get_program().to_string_lossy().into_owned();
        let log_path = workspace.notes().join(self.log_name());
        fs::create_dir_all(workspace.notes()).context("cannot make the folder for logs")?;
        let mut log = File::create(&log_path)?;
        writeln!(log, "{command:?}")?;

        let started = Instant::now();
        let (reader, writer) = std::io::pipe()?;
        command
            .stdin(Stdio::null())
            .stdout(writer.try_clone()?)
            .stderr(writer);
        let child = command
            .spawn()
            .with_context(|| format!("cannot start {program}"))?;
        // The command holds the pipe's writing end: while it lives, the output never ends.
        drop(command);

        let ended = self.watch(child, reader, &mut log, started)?;
        if ended.success {
            say::line(format_args!(
                "  done  {} · {}",
                self.title,
                time(started.elapsed())
            ));
            return Ok(());
        }
        if self.quiet {
            bail!("{} failed", self.title);
        }
        self.failed(workspace, &ended, &log_path, started)
    }

    fn watch(
        &self,
        mut child: Child,
        reader: std::io::PipeReader,
        log: &mut File,
        started: Instant,
    ) -> Result<Ended> {
        let lines = output::lines(reader);
        let mut progress = Progress::new(self.title, started);
        let mut last = VecDeque::new();
        let mut success = None;
        let mut exited = None;
        loop {
            match lines.recv_timeout(TERMINAL_PERIOD) {
                Ok(line) => {
                    writeln!(log, "{line}")?;
                    if (self.shown)(&line) {
                        progress.interrupt(&line);
                    }
                    progress.last_line.clone_from(&line);
                    last.push_back(line);
                    if last.len() > LAST_LINES {
                        last.pop_front();
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if success.is_none() {
                success = child.try_wait()?.map(|status| status.success());
                exited = success.map(|_| Instant::now());
            }
            if exited.is_some_and(|at| at.elapsed() > DRAIN) {
                break;
            }
            if self.limit.is_some_and(|limit| started.elapsed() > limit) {
                child.kill()?;
                last.push_back(format!("stopped after {}", time(started.elapsed())));
            }
            progress.tick();
        }
        progress.end();
        let success = match success {
            Some(success) => success,
            None => child.wait()?.success(),
        };
        Ok(Ended { success, last })
    }

    fn failed(
        &self,
        workspace: &Workspace,
        ended: &Ended,
        log: &std::path::Path,
        started: Instant,
    ) -> Result<()> {
        say::line(format_args!(
            "  FAILED  {} · {}",
            self.title,
            time(started.elapsed())
        ));
        for line in &ended.last {
            say::line(format_args!("    {line}"));
        }
        let log = workspace.short(log);
        if self.mend.is_empty() {
            bail!("{} failed; its whole output is in {log}", self.title);
        }
        bail!(
            "{} failed; its whole output is in {log}\n\nTo mend it: {}",
            self.title,
            self.mend
        )
    }

    fn log_name(&self) -> PathBuf {
        let letter = |c: char| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        };
        PathBuf::from(self.title.chars().map(letter).collect::<String>() + ".log")
    }
}

/// Runs a function of ours as a step.
pub(crate) fn work<T>(title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    let result = work();
    let word = if result.is_ok() { "done" } else { "FAILED" };
    say::line(format_args!(
        "  {word}  {title} · {}",
        time(started.elapsed())
    ));
    result
}

/// A duration as people read it.
pub(crate) fn time(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds >= 60 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else {
        format!("{:.1} s", duration.as_secs_f32())
    }
}

/// How a command ended.
struct Ended {
    success: bool,
    last: VecDeque<String>,
}

/// The sign of life.
struct Progress<'a> {
    title: &'a str,
    started: Instant,
    told: Instant,
    terminal: bool,
    last_line: String,
}

impl<'a> Progress<'a> {
    fn new(title: &'a str, started: Instant) -> Self {
        let terminal = say::to_terminal();
        Self {
            title,
            started,
            told: started,
            terminal,
            last_line: String::new(),
        }
    }

    fn tick(&mut self) {
        let period = if self.terminal {
            TERMINAL_PERIOD
        } else {
            PLAIN_PERIOD
        };
        if self.told.elapsed() < period {
            return;
        }
        self.told = Instant::now();
        let elapsed = self.started.elapsed().as_secs();
        let line = output::plain(&self.last_line);
        let text = format!("  …  {} · {elapsed} s · {line}", self.title);
        if self.terminal {
            // A line that wraps could not be removed.
            say::passing(&text.chars().take(79).collect::<String>());
        } else {
            say::line(text);
        }
    }

    fn interrupt(&self, line: &str) {
        self.end();
        say::line(format_args!("    {line}"));
    }

    fn end(&self) {
        if self.terminal {
            say::clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_time_has_tenths_and_long_time_has_minutes() {
        assert_eq!(time(Duration::from_millis(1250)), "1.2 s");
        assert_eq!(time(Duration::from_secs(61)), "1 min 01 s");
    }

    fn workspace(folder: &tempfile::TempDir) -> Workspace {
        let path = folder.path().to_owned();
        Workspace {
            root: path.clone(),
            target: path.clone(),
            cache: path,
        }
    }

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn failed_command_names_its_log_and_the_mend() {
        let folder = tempfile::tempdir().unwrap();
        let step = Step::new("Break it").mend("do not");
        let error = step
            .run(&workspace(&folder), shell("echo why >&2; exit 3"))
            .unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("xtask/break-it.log") && text.contains("do not"),
            "{text}"
        );
        let log = fs::read_to_string(folder.path().join("xtask/break-it.log")).unwrap();
        assert!(log.ends_with("why\n"), "{log}");
    }

    #[test]
    fn command_that_takes_too_long_is_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let step = Step::new("wait").limit(Duration::from_millis(300));
        assert!(
            step.run(
                &workspace(&folder),
                shell("exec cat < /dev/zero > /dev/null")
            )
            .is_err()
        );
    }

    #[test]
    fn child_left_behind_does_not_hold_up_the_step() {
        let folder = tempfile::tempdir().unwrap();
        let step = Step::new("leave");
        let left = "cat /dev/zero > /dev/null & echo $!";
        let before = Instant::now();
        step.run(&workspace(&folder), shell(left)).unwrap();
        assert!(before.elapsed() < Duration::from_secs(20));
        let log = fs::read_to_string(folder.path().join("xtask/leave.log")).unwrap();
        let pid = log.lines().last().unwrap();
        assert!(Command::new("kill").arg(pid).status().unwrap().success());
    }
}
