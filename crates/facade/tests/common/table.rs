//! Tables and numbers as text. No number here is a float: none is rounded in two ways.

use std::time::Duration;

/// A table whose columns stand under one another, also to whoever reads the source.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(heads: &[&str]) -> Self {
        Self { rows: vec![heads.iter().map(|head| (*head).to_owned()).collect()] }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(crate) fn text(&self) -> String {
        let columns = self.rows[0].len();
        let width = |column: usize| {
            let widths = self.rows.iter().filter_map(|row| row.get(column));
            widths.map(|cell| cell.chars().count()).max().unwrap_or_default()
        };
        let widths: Vec<_> = (0..columns).map(width).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths);
            let cells = cells.map(|(cell, &width)| format!(" {cell:width$} |"));
            format!("|{}\n", cells.collect::<String>())
        };
        let rule: String =
            widths.iter().map(|width| format!("{}|", "-".repeat(width + 2))).collect();
        let mut lines = self.rows.iter().map(line);
        let head = lines.next().unwrap_or_default();
        format!("{head}|{rule}\n{}", lines.collect::<String>())
    }
}

/// To a tenth of a second, below one second to the millisecond.
pub(crate) fn span(span: Option<Duration>) -> String {
    match span {
        None => "–".to_owned(),
        Some(span) if span.as_millis() < 1000 => format!("{} ms", span.as_millis()),
        Some(span) => {
            let tenths = (span.as_millis() + 50) / 100;
            format!("{}.{} s", tenths / 10, tenths % 10)
        }
    }
}

/// Of a hundred, rounded down: what is told to be reached is reached.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let hundredths = part * 10_000 / whole;
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

/// How many for one, rounded up.
pub(crate) fn ratio(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let thousandths = (part * 1000).div_ceil(whole);
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

/// A paragraph in lines of the usual length.
pub(crate) fn wrapped(paragraph: &str) -> String {
    const LENGTH: usize = 125;
    let (mut lines, mut length) = (String::new(), 0);
    for word in paragraph.split(' ') {
        let more = word.chars().count();
        let fits = length + 1 + more <= LENGTH;
        lines += if length == 0 {
            ""
        } else if fits {
            " "
        } else {
            "\n"
        };
        lines += word;
        length = if fits && length > 0 { length + 1 + more } else { more };
    }
    lines
}
