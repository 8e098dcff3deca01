//! What is drawn on.

/// The elements of a picture, one in each line.
pub(super) struct Canvas(String);

impl Canvas {
    /// White, also where the page is dark.
    pub(super) fn new(width: u64, height: u64) -> Self {
        Self(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"sans-serif\" font-size=\"11\">\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
        ))
    }

    pub(super) fn add(&mut self, element: &str) {
        self.0 += element;
        self.0 += "\n";
    }

    pub(super) fn finish(self) -> String {
        self.0 + "</svg>\n"
    }
}

pub(super) fn label(x: u64, y: u64, anchor: &str, color: &str, text: &str) -> String {
    format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" fill=\"{color}\">{text}</text>")
}

/// Tenths, as a number: no float is rounded in two ways.
pub(super) fn decimal(tenths: u64) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        part => format!("{}.{part}", tenths / 10),
    }
}
