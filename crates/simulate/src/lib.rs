//! LLM providers that fail on script: in process under virtual time, and over real HTTP.
