//! Spans: the place where a head was committed, and the end of its response.

mod support;

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use headfirst::body::Disconnected;
use http_body_util::BodyExt;
use support::at_head;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

/// Each span and event of headfirst, with its fields and its parent span.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0 += &format!(" {}={value:?}", field.name());
    }
}

impl Lines {
    fn add(&self, what: &str, record: impl FnOnce(&mut Fields)) {
        let mut fields = Fields(what.to_owned());
        record(&mut fields);
        self.0.lock().unwrap().push(fields.0);
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn on_new_span(&self, attributes: &Attributes<'_>, _id: &Id, _cx: Context<'_, S>) {
        self.add(attributes.metadata().name(), |fields| attributes.record(fields));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, cx: Context<'_, S>) {
        self.add(cx.span(id).unwrap().name(), |fields| values.record(fields));
    }

    fn on_event(&self, event: &Event<'_>, cx: Context<'_, S>) {
        let span = cx.event_span(event).map_or("none", |span| span.name());
        self.add(&format!("in {span}:"), |fields| event.record(fields));
    }
}

#[test]
fn spans_record_the_committed_head_and_the_end_of_the_response() {
    let lines = Lines::default();
    let guard = tracing::subscriber::set_default(Registry::default().with(lines.clone()));
    let line = line!() + 1;
    let response = at_head().stream(async |mut page| {
        tracing::info!("rendering");
        page.write("ab").flush().await?;
        page.write("cd").flush().await?;
        Ok::<_, Disconnected>(())
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(response.into_body().collect()).unwrap();
    drop(at_head().send("not taken"));
    let other = line!() - 1;
    drop(guard);
    let at = |line| format!("response status=200 committed_at=tests/spans.rs:{line}:");
    let lines = lines.0.lock().unwrap();
    let starts = [
        at(line).as_str(),
        "in response: message=the head is committed",
        "in response: message=rendering",
        "response bytes=4",
        "response frames=2",
        "response end=Complete",
        "in response: message=the response has ended bytes=4 frames=2 end=Complete",
        at(other).as_str(),
        "in response: message=the head is committed",
        "response bytes=0",
        "response frames=0",
        "response end=Aborted",
        "in response: message=the response has ended bytes=0 frames=0 end=Aborted",
    ]
    .map(str::to_owned);
    assert_eq!(lines.len(), starts.len(), "{lines:#?}");
    for (line, start) in lines.iter().zip(&starts) {
        assert!(line.starts_with(start), "{line} is not {start}");
    }
}

/// The text of an error of a render function is nowhere else.
#[test]
fn a_failure_is_recorded_with_its_error_and_sources() {
    let lines = Lines::default();
    let guard = tracing::subscriber::set_default(Registry::default().with(lines.clone()));
    let mut res = at_head();
    res.on_end(|sent| tracing::info!(error = sent.error().map(ToString::to_string), "callback"));
    let response = res.stream(async |_page| Err::<(), _>(Outer));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(response.into_body().collect()).unwrap_err();
    drop(guard);
    let lines = lines.0.lock().unwrap();
    let text = "the render function failed after the head was sent: outer";
    let recorded = format!("{text}: middle: inner");
    let expected = [
        String::from("in response: message=the head is committed"),
        String::from("response bytes=0"),
        String::from("response frames=0"),
        String::from("response end=Failed"),
        format!("response error={recorded:?}"),
        format!(
            "in response: message=the response has failed bytes=0 frames=0 end=Failed error={recorded:?}"
        ),
        format!("in response: message=callback error={text:?}"),
    ];
    assert_eq!(lines[1..], expected);
}

/// An error with two sources.
#[derive(Debug)]
struct Outer;

#[derive(Debug)]
struct Middle(std::io::Error);

impl std::fmt::Display for Outer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("outer")
    }
}

impl std::fmt::Display for Middle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("middle")
    }
}

impl std::error::Error for Outer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        static MIDDLE: std::sync::LazyLock<Middle> =
            std::sync::LazyLock::new(|| Middle(std::io::Error::other("inner")));
        Some(&*MIDDLE)
    }
}

impl std::error::Error for Middle {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}
