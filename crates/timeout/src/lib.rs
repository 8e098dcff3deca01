//! Time limits for LLM calls, each named by what it bounds.
