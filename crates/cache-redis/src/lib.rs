//! Stored answers, kept by redis.
