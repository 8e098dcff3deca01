//! Osier adapter for Anthropic Messages.
