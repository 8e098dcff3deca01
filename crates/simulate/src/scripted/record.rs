//! Who called, and how the calls ended.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use osier_core::Request;

use super::locked;

/// Requests that are kept.
const KEPT: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Record {
    requests: VecDeque<Request>,
    pub(super) count: u64,
    pub(super) in_flight: u64,
    pub(super) abandoned: u64,
    pub(super) cancelled: u64,
}

impl Record {
    /// Takes note of a request and gives its number, from 1.
    pub(super) fn begin(&mut self, request: &Request) -> u64 {
        if self.requests.len() == KEPT {
            self.requests.pop_front();
        }
        self.requests.push_back(request.clone());
        self.count += 1;
        self.count
    }

    pub(super) fn calls(&self) -> Vec<Request> {
        self.requests.iter().cloned().collect()
    }
}

/// One call under way. Unless it has returned, its end is a cancellation.
pub(super) struct Call<'a> {
    record: &'a Arc<Mutex<Record>>,
    returned: bool,
}

impl<'a> Call<'a> {
    pub(super) fn new(record: &'a Arc<Mutex<Record>>) -> Self {
        locked(record).in_flight += 1;
        let returned = false;
        Self { record, returned }
    }

    pub(super) fn returned(mut self) {
        self.returned = true;
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        let mut record = locked(self.record);
        record.in_flight -= 1;
        record.cancelled += u64::from(!self.returned);
    }
}
