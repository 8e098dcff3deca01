//! Going on with an answer that broke off when the caller had some of it.
//!
//! [`Said`] follows what is passed on. Where the stream breaks, it makes the request whose answer would
//! go on, and the [`Joint`] at which that answer must meet what the caller has. [`joined`] reads the
//! answer through the joint: nothing comes twice, nothing is left out, and where it is not the same
//! answer it ends in an error. All but the reading is pure.
//!
//! What was thought, said and refused is compared in the order in which it came, choice by choice, as
//! text: however either side cut it into events. A choice that began to call a tool, or to say anything
//! else that is not text, cannot be compared, and so is never resumed.

mod addition;
mod awaited;
mod finishes;
mod joining;
mod joint;
mod kept;
mod members;
mod prefill;
mod restart;
mod rewrite;
mod said;
mod spoken;
#[cfg(test)]
mod tests;
mod transcript;
mod usage;

pub(crate) use self::finishes::Finishes;
pub(crate) use self::joining::joined;
pub(crate) use self::joint::Joint;
pub(crate) use self::said::Said;

/// Choices that are told apart at most; the dialect has no more.
const MOST_CHOICES: usize = 128;
