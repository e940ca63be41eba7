//! Independent cookie engines store the cookies, send them back, and remove them.
//!
//! The cookie engine of a browser is tested in `browser`.

use std::process::Stdio;

use tokio::process::Command;

use crate::visits::check;

async fn run(command: &mut Command) -> String {
    let output = command.stderr(Stdio::inherit()).output().await.unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// curl treats the loopback as secure.
#[tokio::test]
async fn curl_agrees() {
    check("curl", async |urls| run(Command::new("curl").args(["-sS", "-b", ""]).args(urls)).await)
        .await;
}

const PYTHON: &str = "
import http.cookiejar, sys, urllib.request
policy = http.cookiejar.DefaultCookiePolicy(secure_protocols=('http', 'https'))
jar = http.cookiejar.CookieJar(policy)
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
for url in sys.argv[1:]:
    sys.stdout.write(opener.open(url).read().decode())
";

#[tokio::test]
async fn python_agrees() {
    check("python", async |urls| {
        run(Command::new("python3").args(["-c", PYTHON]).args(urls)).await
    })
    .await;
}
