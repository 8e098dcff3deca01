//! The gateway `osier`: an OpenAI-compatible endpoint that bends and does not break.

fn main() {}
