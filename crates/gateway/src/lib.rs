//! The gateway: any program that speaks the OpenAI API points its base URL at it.
//!
//! The binary `osier` is a thin shell around this library, which exists so that tests and drills can
//! run a whole gateway inside their own process. Its API follows the binary's needs and makes no
//! promise of its own.

pub mod assemble;
mod by_name;
pub mod command;
pub mod config;
mod discover;
pub mod edge;
mod log;
pub mod routes;
pub mod server;
mod simulated;
