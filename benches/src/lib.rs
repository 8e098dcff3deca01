//! Benchmarks of Osier.
