//! Memory stays bounded, whatever the length of the body.
//!
//! This test is alone in its process, because it reads the peak memory.

mod support;

use std::process::Stdio;

use headfirst::body::Disconnected;
use support::{EVERY, serve};
use tokio::io::AsyncReadExt;

const GIB: usize = 1 << 30;

/// Resets the peak memory of this process to its current memory: see `proc_pid_clear_refs(5)`.
fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}

/// Returns the peak memory of this process, in bytes: `VmHWM` of `proc_pid_status(5)`.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() * 1024
}

#[tokio::test]
#[cfg_attr(not(target_os = "linux"), ignore = "the peak is read from /proc")]
async fn a_gibibyte_copied_and_forwarded_is_streamed_in_two_mebibytes() {
    for (server, version) in EVERY {
        let address = serve(server, |res| {
            res.stream(|mut page| async move {
                for _ in 0..GIB / 8192 {
                    page.write(&[b'x'; 4096]).await?;
                }
                for _ in 0..GIB / 8192 {
                    page.write(vec![b'x'; 4096]).await?;
                }
                Ok::<_, Disconnected>(())
            })
        })
        .await;
        forget_peak();
        let before = peak();
        let mut curl = tokio::process::Command::new("curl")
            .args(["-sS", version.curl_flag(), &format!("http://{address}/")])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = curl.stdout.take().unwrap();
        let (mut total, mut buffer) = (0, vec![0; 64 * 1024]);
        while let n @ 1.. = stdout.read(&mut buffer).await.unwrap() {
            total += n;
        }
        assert!(curl.wait().await.unwrap().success());
        assert_eq!(total, GIB);
        // It can shrink by a few pages, because the kernel counts pages in batches.
        let growth = peak().saturating_sub(before);
        println!("{server:?} {version:?}: {} KiB of growth", growth / 1024);
        assert!(growth <= 2 << 20, "{server:?} {version:?}: {growth} bytes of growth");
    }
}
