//! Stored answers, kept by memory.
