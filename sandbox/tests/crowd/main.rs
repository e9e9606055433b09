//! A crowd of connections to a real sandbox in a process of its own: it goes on answering, in
//! bounded memory, and sends away those that say nothing.
//!
//! `COBRO_CROWD` sets how many; 10,000 take 10,100 descriptors in each of the two processes.

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on stops where it is"
)]

#[path = "../shared/process.rs"]
mod process;

use std::fs;
use std::time::Duration;

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use process::Process;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(120);
/// What a process needs beside its connections.
const OWN_DESCRIPTORS: u64 = 100;
/// Most memory that a connection may cost, and a sandbox without any. What each was when this was
/// written is in `docs/sandbox.md`.
const MOST_KIB_EACH: u64 = 64;
const MOST_KIB_ALONE: u64 = 96 * 1024;

/// Two crowds at once would need twice the descriptors.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

impl Process {
    /// Most memory that it ever had.
    fn peak_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let peak = line.unwrap().split_whitespace().nth(1);
        peak.unwrap().parse().unwrap()
    }

    async fn connect(&self) -> TcpStream {
        let connecting = TcpStream::connect(("127.0.0.1", self.port));
        timeout(PATIENCE, connecting).await.unwrap().unwrap()
    }
}

/// How many connections there are to be, and room for them.
fn crowd() -> u64 {
    let asked = std::env::var("COBRO_CROWD").ok();
    let asked = asked.map_or(2000, |asked| asked.parse().unwrap());
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    // The sandbox inherits the limit.
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).unwrap();
    let crowd = asked.min(hard - OWN_DESCRIPTORS);
    assert!(
        crowd == asked || asked <= 2000,
        "a hard limit of {hard} descriptors is too low"
    );
    crowd
}

/// Two halves of the head of a call with an answer worth the name.
const HEAD: [&str; 2] = [
    "GET /conekta/customers?limit=1 HTTP/1.1\r\nHost: localhost\r\n",
    "Authorization: Bearer key_sandbox_private\r\n\r\n",
];

/// Reads one whole answer.
async fn read_answer(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    while !answer.ends_with(b"\"data\":[]}") {
        let read = timeout(PATIENCE, stream.read_buf(&mut answer)).await;
        assert_ne!(read.unwrap().unwrap(), 0, "the connection ended");
    }
    String::from_utf8(answer).unwrap()
}

async fn ask(stream: &mut TcpStream) -> String {
    stream.write_all(HEAD.concat().as_bytes()).await.unwrap();
    read_answer(stream).await
}

#[tokio::test]
async fn a_crowd_in_the_midst_of_asking_is_answered_and_so_is_another_beside() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let crowd = crowd();
    let process = Process::start(&[]);
    let alone = process.peak_kib();
    let mut streams = Vec::new();
    for _ in 0..crowd {
        let mut stream = process.connect().await;
        stream.write_all(HEAD[0].as_bytes()).await.unwrap();
        streams.push(stream);
    }
    let beside = ask(&mut process.connect().await).await;
    assert!(beside.starts_with("HTTP/1.1 200"), "{beside}");
    let mut answers = JoinSet::new();
    for mut stream in streams {
        answers.spawn(async move {
            stream.write_all(HEAD[1].as_bytes()).await.unwrap();
            let answer = read_answer(&mut stream).await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            stream
        });
    }
    // Whoever was answered stays, so that all are there at the same time.
    let streams = answers.join_all().await;
    assert_eq!(u64::try_from(streams.len()).unwrap(), crowd);
    ask(&mut process.connect().await).await;
    let peak = process.peak_kib();
    println!("{crowd} connections: {alone} KiB before, {peak} KiB at most");
    assert!(alone <= MOST_KIB_ALONE, "{alone} KiB before anybody came");
    let most = alone + crowd * MOST_KIB_EACH;
    assert!(peak <= most, "{peak} KiB, and not {most} at most");
}

#[tokio::test]
async fn a_crowd_that_says_nothing_or_half_of_it_is_sent_away() {
    let _alone = ONE_AT_A_TIME.lock().await;
    let crowd = crowd();
    let process = Process::start(&["--idle-seconds", "1"]);
    let mut ends = JoinSet::new();
    for number in 0..crowd {
        let mut stream = process.connect().await;
        ends.spawn(async move {
            match number % 3 {
                0 => {}
                // It may be gone already.
                1 => drop(stream.write_all(HEAD[0].as_bytes()).await),
                _ => drop(stream.write_all(HEAD.concat().as_bytes()).await),
            }
            let mut rest = Vec::new();
            // A connection that was reset has ended too.
            drop(
                timeout(PATIENCE, stream.read_to_end(&mut rest))
                    .await
                    .unwrap(),
            );
        });
    }
    let ended = ends.join_all().await;
    assert_eq!(u64::try_from(ended.len()).unwrap(), crowd);
    ask(&mut process.connect().await).await;
}
