//! Speaks HTTP for any adapter.

mod clock;

pub use clock::TokioClock;
