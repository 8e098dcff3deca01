//! Stored answers, kept by sled.
