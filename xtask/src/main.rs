//! The checks and chores of Osier.

fn main() {}
