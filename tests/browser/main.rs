//! What a real browser does with what is sent.
//!
//! Where there is no Chromium, each test is ignored, and says why.

mod driver;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/visits.rs"]
mod visits;

use driver::browse;
use fantoccini::{Client, Locator};
use libtest_mimic::{Arguments, Trial};

const NONE: &str = "no /usr/bin/chromium with /usr/bin/chromedriver here";

fn main() {
    let tests: [(&str, fn()); 1] = [("its_cookie_engine_agrees", || browse(agrees))];
    let absent = driver::installed().is_none();
    let trials = tests.map(|(name, test)| {
        let trial = Trial::test(name, move || {
            test();
            Ok(())
        });
        if absent { trial.with_ignored_flag(true).with_kind(NONE) } else { trial }
    });
    let mut arguments = Arguments::from_args();
    // A browser is the heaviest process there is, and two cores are few.
    arguments.test_threads.get_or_insert(1);
    libtest_mimic::run(&arguments, trials.into()).exit();
}

async fn text(client: &Client) -> String {
    client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
}

async fn agrees(client: &Client) {
    visits::check("chromium", async |urls| {
        let mut seen = String::new();
        for url in urls {
            client.goto(url).await.unwrap();
            seen += &text(client).await;
            seen += "\n";
        }
        seen
    })
    .await;
}
