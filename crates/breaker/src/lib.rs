//! A circuit breaker for any future: one atomic word, permits that cannot leak, windows that slide.
