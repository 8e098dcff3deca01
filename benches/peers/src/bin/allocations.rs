//! Prints how often each party asks for memory in one operation: row, party and number, with tabs
//! between them.

use std::hint::black_box;

use osier_peers::{Meter, measure};

/// Operations that are counted.
const OPERATIONS: u32 = 1000;

fn main() {
    measure(&mut Counted);
}

struct Counted;

impl Meter for Counted {
    fn alone<O>(&mut self, row: &str, party: &str, mut work: impl FnMut() -> O) {
        let mut repeat = || (0..OPERATIONS).for_each(|_| drop(black_box(work())));
        repeat(); // what is set up at first use is not the price of a use
        let counted = allocation_counter::measure(repeat);
        println!("{row}\t{party}\t{}", counted.count_total as f64 / f64::from(OPERATIONS));
    }

    fn shared<O, W: FnMut() -> O>(&mut self, _: &str, _: &str, _: impl Fn() -> W + Sync) {}
}
