//! A command that is followed: its lines as they come, and nothing left of it when nobody follows any more.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};

use super::ended::Exit;
use super::mask::Mask;
use super::mask_stream::MaskStream;

/// Both streams into one, and an end with the follower: it holds the other end of fd 3, which closes however it goes.
const WRAPPER: &str = r#"exec 3<&0 0</dev/null 2>&1
{ while read -r -u 3 _; do :; done; kill -KILL 0; } >/dev/null 2>&1 &
watcher=$!
disown
exec 3<&-
bash --noprofile --norc -c "$1"
code=$?
kill -KILL "$watcher" 2>/dev/null
exit "$code""#;

/// A longer line is cut.
const LONGEST: usize = 16 * 1024;
/// How much is read at once.
const CHUNK: usize = 64 * 1024;
/// The pause after a full read: a flood is held back in its pipe.
const BREATH: Duration = Duration::from_millis(10);
/// How long what is left is still read when the command has ended.
const REST: Duration = Duration::from_millis(500);

/// A command to be followed.
#[derive(Clone, Debug)]
pub struct FollowSpec {
    /// The text, for bash.
    pub text: String,
    /// Where it starts.
    pub folder: PathBuf,
    /// Variables on top of gonogo's own.
    pub env: Vec<(String, String)>,
}

/// Runs the command in a process group of its own and hands each line, masked but otherwise raw, to `line`. Dropping
/// the future ends the group, and so does the end of this process, even a violent one. `mask` is asked for each read.
///
/// # Errors
/// Why it could not be started or waited for.
pub async fn follow(
    spec: FollowSpec,
    mask: impl Fn() -> std::sync::Arc<Mask>,
    mut line: impl FnMut(&[u8]),
) -> Result<Exit, String> {
    let mut child = spawn(&spec)?;
    let group = Group(child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)));
    // Kept open until the end: closing it ends the group.
    let held = child.stdin.take();
    let mut lines = Lines::default();
    let Some(mut output) = child.stdout.take() else { return Err("its output can't be read".to_owned()) };
    let status = {
        let read = lines.read(&mut output, &mask, &mut line);
        tokio::pin!(read);
        tokio::select! {
            status = child.wait() => {
                // What it left in the background ends with it; that also closes the stream.
                drop(group);
                let _ = tokio::time::timeout(REST, read).await;
                status
            }
            () = &mut read => child.wait().await,
        }
    };
    drop(held);
    lines.finish(&mask(), &mut line);
    let status = status.map_err(|error| format!("it could not be waited for: {error}"))?;
    Ok(exit(status))
}

fn exit(status: std::process::ExitStatus) -> Exit {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Code(code),
        (None, signal) => Exit::Signal(signal.unwrap_or_default()),
    }
}

fn spawn(spec: &FollowSpec) -> Result<Child, String> {
    Command::new("bash")
        .args(["--noprofile", "--norc", "-c", WRAPPER, "gonogo-log", &spec.text])
        .current_dir(&spec.folder)
        .envs(spec.env.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("bash could not be started in {}: {error}", spec.folder.display()))
}

/// Ends a process group when dropped.
struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // It may be gone already: then there is nothing to end.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

/// Bytes as they come, masked and cut into lines.
#[derive(Default)]
struct Lines {
    masked: MaskStream,
    begun: Vec<u8>,
}

impl Lines {
    async fn read(
        &mut self,
        from: &mut (impl AsyncRead + Unpin),
        mask: &impl Fn() -> std::sync::Arc<Mask>,
        line: &mut impl FnMut(&[u8]),
    ) {
        let mut buffer = vec![0; CHUNK];
        while let Ok(read) = from.read(&mut buffer).await {
            if read == 0 {
                return;
            }
            let begun = &mut self.begun;
            self.masked.push(&mask(), &buffer[..read], |bytes| cut(begun, bytes, line));
            if read == CHUNK {
                tokio::time::sleep(BREATH).await;
            }
        }
    }

    fn finish(&mut self, mask: &Mask, line: &mut impl FnMut(&[u8])) {
        let begun = &mut self.begun;
        self.masked.finish(mask, |bytes| cut(begun, bytes, line));
        if !self.begun.is_empty() {
            line(&std::mem::take(&mut self.begun));
        }
    }
}

fn cut(begun: &mut Vec<u8>, bytes: &[u8], line: &mut impl FnMut(&[u8])) {
    for part in bytes.split_inclusive(|byte| *byte == b'\n') {
        let (text, ends) = match part.split_last() {
            Some((b'\n', text)) => (text, true),
            _ => (part, false),
        };
        let room = LONGEST.saturating_sub(begun.len());
        begun.extend_from_slice(&text[..text.len().min(room)]);
        if ends {
            line(begun);
            begun.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Instant;

    use super::*;

    fn spec(text: &str, folder: &std::path::Path) -> FollowSpec {
        let env = vec![("TOKEN".to_owned(), "hunter22hunter22".to_owned())];
        FollowSpec { text: text.to_owned(), folder: folder.to_owned(), env }
    }

    fn mask() -> Arc<Mask> {
        Arc::new(Mask::new(&["hunter22hunter22"]))
    }

    fn alive(pid: &str) -> bool {
        // A zombie has no command line.
        std::fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
    }

    async fn gone(pid: &str) {
        let until = Instant::now() + Duration::from_secs(20);
        while alive(pid) {
            assert!(Instant::now() < until, "{pid} lives on");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    #[tokio::test]
    async fn lines_of_both_streams_come_masked_and_its_end_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut lines = Vec::new();
        let text = "echo one; echo \"token $TOKEN\" >&2; head -c 20000 /dev/zero | tr '\\0' x; echo; printf end; \
                    cat; exit 3";
        let exit = follow(spec(text, folder.path()), mask, |line| {
            lines.push(String::from_utf8_lossy(line).into_owned());
        });
        assert_eq!(exit.await, Ok(Exit::Code(3)));
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert_eq!((lines[0].as_str(), lines[1].as_str(), lines[3].as_str()), ("one", "token ******", "end"));
        assert_eq!(lines[2].len(), LONGEST, "a long line is cut");
    }

    #[tokio::test]
    async fn nothing_is_left_when_nobody_follows() {
        let folder = tempfile::tempdir().unwrap();
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let text = "sleep 1000 & echo $!; echo $$; sleep 1000";
        let following = tokio::spawn(follow(spec(text, folder.path()), mask, move |line| {
            let _ = tell.send(String::from_utf8_lossy(line).into_owned());
        }));
        let (left, own) = (told.recv().await.unwrap(), told.recv().await.unwrap());
        // Between fork and exec a process has no command line.
        for pid in [&left, &own] {
            let until = Instant::now() + Duration::from_secs(20);
            while !alive(pid) {
                assert!(Instant::now() < until, "{pid} does not live");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        following.abort();
        gone(&left).await;
        gone(&own).await;
    }

    #[tokio::test]
    async fn what_a_command_leaves_behind_ends_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut left = String::new();
        let exit = follow(spec("sleep 1000 & echo $!", folder.path()), mask, |line| {
            left = String::from_utf8_lossy(line).into_owned();
        });
        assert_eq!(exit.await, Ok(Exit::Code(0)));
        gone(&left).await;
    }

    #[tokio::test]
    async fn a_flood_is_read_in_bounded_memory() {
        let folder = tempfile::tempdir().unwrap();
        let (count, longest) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let exit = follow(spec("yes follow | head -n 300000", folder.path()), mask, |line| {
            count.fetch_add(1, Ordering::Relaxed);
            longest.fetch_max(line.len(), Ordering::Relaxed);
        });
        assert_eq!(exit.await, Ok(Exit::Code(0)));
        assert_eq!((count.into_inner(), longest.into_inner()), (300_000, 6));
    }
}
