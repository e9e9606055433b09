//! What a command prints, line by line.

use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// Reads lines on a thread of their own, so that the reader can wait for other things too.
pub(super) fn lines(reader: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let mut bytes = Vec::new();
        while reader
            .read_until(b'\n', &mut bytes)
            .is_ok_and(|count| count > 0)
        {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            if sender.send(line).is_err() {
                break;
            }
            bytes.clear();
        }
    });
    receiver
}

/// A line without what terminals read as orders.
pub(super) fn plain(line: &str) -> String {
    let mut plain = String::new();
    let mut characters = line.trim().chars();
    while let Some(character) = characters.next() {
        if character == '\x1b' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else if !character.is_control() {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_left_out() {
        assert_eq!(
            plain("  \x1b[1m\x1b[32mCompiling\x1b[0m leptos\n"),
            "Compiling leptos"
        );
    }

    #[test]
    fn bytes_that_are_no_text_do_not_end_the_output() {
        let lines: Vec<_> = lines(&b"a\xff\nb"[..]).iter().collect();
        assert_eq!(lines, ["a\u{fffd}", "b"]);
    }
}
