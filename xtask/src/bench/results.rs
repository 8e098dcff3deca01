//! What was measured: from criterion's folder, and from the program that counts allocations.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::Outcome;

/// The party that must do well.
pub(super) const OURS: &str = "osier";

/// Row and party.
type Cell = (String, String);

/// Figures of every party at every row.
#[derive(Debug, Default)]
pub(super) struct Results {
    /// Nanoseconds of one operation: the median of the samples of each round.
    times: BTreeMap<Cell, Vec<f64>>,
    /// Allocations of one operation.
    allocations: BTreeMap<Cell, f64>,
    /// What of a party was called.
    interfaces: BTreeMap<String, BTreeSet<String>>,
}

impl Results {
    /// From lines of row, party and number of allocations.
    pub(super) fn of_counts(lines: &str) -> Self {
        let mut results = Self::default();
        lines.lines().for_each(|line| results.add_count(line));
        results
    }

    /// Adds every measurement of a round, from criterion's folder.
    pub(super) fn read_times(&mut self, folder: &Path) -> Outcome {
        for row in folders(folder)? {
            for party in folders(&row)? {
                let json = |name| read_json(&party.join("new").join(name));
                self.add_time(&json("benchmark.json")?, &json("estimates.json")?);
            }
        }
        Ok(())
    }

    fn add_count(&mut self, line: &str) {
        let mut fields = line.split('\t');
        let (Some(row), Some(party), Some(count)) = (fields.next(), fields.next(), fields.next())
        else {
            return;
        };
        if let Ok(count) = count.parse() {
            let cell = self.cell(row, party);
            self.allocations.insert(cell, count);
        }
    }

    pub(super) fn add_time(&mut self, benchmark: &Value, estimates: &Value) {
        let text = |key| benchmark.get(key).and_then(Value::as_str);
        let median = estimates.pointer("/median/point_estimate").and_then(Value::as_f64);
        if let (Some(row), Some(party), Some(median)) =
            (text("group_id"), text("function_id"), median)
        {
            let cell = self.cell(row, party);
            self.times.entry(cell).or_default().push(median);
        }
    }

    /// Splits `crate: what of it is called`.
    fn cell(&mut self, row: &str, party: &str) -> Cell {
        let (name, interface) = party.split_once(": ").unwrap_or((party, ""));
        self.interfaces.entry(name.to_owned()).or_default().insert(interface.to_owned());
        (row.to_owned(), name.to_owned())
    }

    /// That of the fastest round: whatever else the machine does can only add to it.
    pub(super) fn time(&self, row: &str, party: &str) -> Option<f64> {
        self.sorted_times(row, party).first().copied()
    }

    /// That of the slowest round, if there was more than one.
    pub(super) fn slowest(&self, row: &str, party: &str) -> Option<f64> {
        self.sorted_times(row, party).get(1..)?.last().copied()
    }

    fn sorted_times(&self, row: &str, party: &str) -> Vec<f64> {
        let rounds = self.times.get(&(row.to_owned(), party.to_owned()));
        let mut rounds = rounds.cloned().unwrap_or_default();
        rounds.sort_by(f64::total_cmp);
        rounds
    }

    pub(super) fn allocations(&self, row: &str, party: &str) -> Option<f64> {
        self.allocations.get(&(row.to_owned(), party.to_owned())).copied()
    }

    /// The best time of anybody else.
    pub(super) fn fastest_peer(&self, row: &str) -> Option<f64> {
        let peers = self.times.keys().filter(|(name, party)| name == row && party != OURS);
        peers.filter_map(|(_, party)| self.time(row, party)).reduce(f64::min)
    }

    /// Everybody with a time in one of these rows, us first.
    pub(super) fn parties(&self, rows: &[&str]) -> Vec<&str> {
        let here = self.times.keys().filter(|(row, _)| rows.contains(&row.as_str()));
        let peers: BTreeSet<&str> =
            here.map(|(_, party)| party.as_str()).filter(|party| *party != OURS).collect();
        [OURS].into_iter().chain(peers).collect()
    }

    /// Parties and what of them was called.
    pub(super) fn interfaces(&self) -> impl Iterator<Item = (&str, String)> {
        self.interfaces.iter().map(|(party, calls)| {
            let calls: Vec<_> = calls.iter().map(|call| format!("`{call}`")).collect();
            (party.as_str(), calls.join(", "))
        })
    }
}

fn folders(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        }
    }
    Ok(folders)
}

fn read_json(path: &Path) -> Outcome<Value> {
    Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
}
