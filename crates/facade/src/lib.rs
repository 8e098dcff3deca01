//! Resilience for LLM applications: failover, time limits and more, over many providers.
