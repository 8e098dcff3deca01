//! One call for all who ask the same at the same time.
