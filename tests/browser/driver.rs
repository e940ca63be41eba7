//! A real Chromium, controlled by WebDriver.

use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use fantoccini::{Client, ClientBuilder};
use futures_util::FutureExt;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

const PLACES: [[&str; 2]; 2] = [
    ["/usr/bin/chromium", "/usr/bin/chromedriver"],
    ["/usr/bin/google-chrome", "/usr/local/bin/chromedriver"],
];

/// Returns the paths of the browser and its driver, if they are installed.
pub(crate) fn installed() -> Option<[&'static str; 2]> {
    PLACES.into_iter().find(|both| both.iter().all(|file| Path::new(file).exists()))
}

/// A driver that is ended on drop, together with its browser.
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    fn start(path: &str) -> Self {
        let mut command = Command::new(path);
        let command = command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.map(Result::unwrap).find_map(|line| {
            let port = line.split_once("successfully on port ")?.1;
            port.trim_end_matches('.').parse().ok()
        });
        Self { process, port: port.expect("the driver prints its port") }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs a test in a browser with an empty profile.
///
/// With the strategy `none`, a page counts as loaded immediately, so that a test sees it while it
/// streams. If the test fails, a screenshot of the page is saved in the target directory.
pub(crate) fn browse(strategy: &str, test: impl AsyncFnOnce(&Client)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let [browser, driver] = installed().expect("already requested");
    let profile = tempfile();
    let driver = Driver::start(driver);
    let options = json!({
        "binary": browser,
        "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", format!("--user-data-dir={}", profile.display()),
        ],
    });
    let tested = runtime.block_on(async {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let capabilities = [
            ("goog:chromeOptions".to_owned(), options),
            ("pageLoadStrategy".to_owned(), json!(strategy)),
        ];
        builder.capabilities(capabilities.into_iter().collect());
        let client = builder.connect(&format!("http://127.0.0.1:{}", driver.port)).await.unwrap();
        let tested = AssertUnwindSafe(test(&client)).catch_unwind().await;
        if tested.is_err() {
            let picture = profile.with_extension("png");
            std::fs::write(&picture, client.screenshot().await.unwrap()).unwrap();
            eprintln!("what the browser showed: {}", picture.display());
        }
        client.close().await.unwrap();
        tested
    });
    drop(driver);
    let _ = std::fs::remove_dir_all(profile);
    if let Err(panic) = tested {
        resume_unwind(panic);
    }
}

/// Creates a directory of this test alone, in the target directory.
fn tempfile() -> std::path::PathBuf {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("browser-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}
