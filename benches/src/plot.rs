//! Curves as an SVG.

use std::fmt::Write;

/// The points of a contender, by size.
pub struct Curve {
    pub name: String,
    pub points: Vec<(f64, f64)>,
}

const SIZE: (f64, f64) = (640.0, 360.0);
/// The margins: left, right, top, bottom.
const MARGIN: (f64, f64, f64, f64) = (72.0, 16.0, 40.0, 48.0);
const COLOURS: [&str; 4] = ["#7a7a7a", "#0b62c4", "#c4480b", "#2c8a3c"];

/// One axis: linear from zero, or logarithmic.
struct Axis {
    least: f64,
    most: f64,
    is_log: bool,
}

impl Axis {
    fn of(values: impl Iterator<Item = f64> + Clone, is_log: bool) -> Self {
        let most = values.clone().fold(1.0, f64::max);
        if !is_log {
            return Self { least: 0.0, most: most * 1.05, is_log };
        }
        let least = values.filter(|value| *value > 0.0).fold(most, f64::min);
        Self {
            least: least.log10().floor(),
            most: most.log10().ceil().max(least.log10() + 1.0),
            is_log,
        }
    }

    /// Returns the position of a value, from 0 to 1.
    fn place(&self, value: f64) -> f64 {
        let value = if self.is_log { value.max(f64::MIN_POSITIVE).log10() } else { value };
        ((value - self.least) / (self.most - self.least)).clamp(0.0, 1.0)
    }

    fn ticks(&self) -> Vec<f64> {
        if self.is_log {
            let step = ((self.most - self.least) / 7.0).ceil().max(1.0);
            let count = ((self.most - self.least) / step) as u32;
            return (0..=count).map(|at| 10_f64.powf(self.least + f64::from(at) * step)).collect();
        }
        let rough = self.most / 6.0;
        let ten = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|step| step * ten).into_iter();
        let step = step.clone().find(|step| *step >= rough).unwrap_or(rough);
        (0..).map(|at| f64::from(at) * step).take_while(|tick| *tick <= self.most).collect()
    }
}

/// Draws curves over named axes.
pub fn svg(title: &str, (x_of, y_of): (&str, &str), is_log: bool, curves: &[Curve]) -> String {
    let points = curves.iter().flat_map(|curve| curve.points.iter());
    let x = Axis::of(points.clone().map(|point| point.0), is_log);
    let y = Axis::of(points.map(|point| point.1), is_log);
    let (left, right, top, bottom) = MARGIN;
    let at_x = |value| left + x.place(value) * (SIZE.0 - left - right);
    let at_y = |value| SIZE.1 - bottom - y.place(value) * (SIZE.1 - top - bottom);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"{left}\" y=\"22\" font-size=\"14\" font-weight=\"bold\">{title}</text>\n",
        SIZE.0, SIZE.1
    );
    let mut put = |line: std::fmt::Arguments<'_>| _ = writeln!(svg, "{line}");
    for tick in x.ticks() {
        let (at, low) = (at_x(tick), SIZE.1 - bottom);
        put(format_args!("<path d=\"M{at:.1} {top}V{low}\" stroke=\"#e4e4e4\"/>"));
        let text = short(tick);
        put(format_args!(
            "<text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{text}</text>",
            low + 16.0
        ));
    }
    for tick in y.ticks() {
        let (at, end) = (at_y(tick), SIZE.0 - right);
        put(format_args!("<path d=\"M{left} {at:.1}H{end}\" stroke=\"#e4e4e4\"/>"));
        let text = short(tick);
        put(format_args!(
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{text}</text>",
            left - 6.0,
            at + 4.0
        ));
    }
    let (middle, low) = ((left + SIZE.0 - right) / 2.0, SIZE.1 - 12.0);
    put(format_args!("<text x=\"{middle}\" y=\"{low}\" text-anchor=\"middle\">{x_of}</text>"));
    let middle = (top + SIZE.1 - bottom) / 2.0;
    put(format_args!(
        "<text transform=\"translate(16 {middle}) rotate(-90)\" text-anchor=\"middle\">{y_of}</text>"
    ));
    for (at, (curve, colour)) in curves.iter().zip(COLOURS).enumerate() {
        let shown = curve.points.iter().filter(|point| !is_log || point.0 > 0.0 && point.1 > 0.0);
        let places: Vec<_> =
            shown.map(|point| format!("{:.1} {:.1}", at_x(point.0), at_y(point.1))).collect();
        let line = places.join("L");
        put(format_args!(
            "<path d=\"M{line}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>"
        ));
        for place in &places {
            let (x, y) = place.split_once(' ').unwrap_or_default();
            put(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"2.5\" fill=\"{colour}\"/>"));
        }
        let (x, y) = (left + 12.0, top + 16.0 + 16.0 * at as f64);
        put(format_args!("<text x=\"{x}\" y=\"{y}\" fill=\"{colour}\">{}</text>", curve.name));
    }
    svg.push_str("</svg>\n");
    svg
}

/// Formats a number for an axis.
fn short(number: f64) -> String {
    match number {
        n if n >= 1e9 => format!("{}G", n / 1e9),
        n if n >= 1e6 => format!("{}M", n / 1e6),
        n if n >= 1e3 => format!("{}k", n / 1e3),
        n => format!("{}", (n * 1e6).round() / 1e6),
    }
}
