//! Osier adapter for local models behind Ollama.
