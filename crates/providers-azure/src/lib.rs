//! Osier adapter for Azure OpenAI.
