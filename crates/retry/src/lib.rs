//! Retry for any future: a pure policy with jitter, deadline and patience, and a budget.
