//! What all benchmarks of Osier send and receive.

pub mod sample;
