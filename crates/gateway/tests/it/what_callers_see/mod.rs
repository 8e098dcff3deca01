//! What the caller and the provider see when a provider fails: one scenario for each way of failing, in
//! every dialect, whole and streamed, over real sockets. Both views are asserted: what the caller gets to
//! the last byte and how soon, and what each provider was sent, how often, and how far apart.
//!
//! | the provider… | scenarios |
//! |---|---|
//! | asks to be left alone: for a little, for long, without a time | [`throttled`] |
//! | fails once, is down, comes back | [`down`] |
//! | never answers, or is slow to its first token | [`silent`], [`hedged`] |
//! | breaks off, stalls, sends nonsense, ends too soon | [`broken_off`], [`resumed`] |
//! | says that the request is too long, refuses its content or a parameter | [`refused`], [`repaired`] |
//! | rejects the key, or is out of money | [`credential`] |
//! | says 200 and means something else | [`disguised`] |
//! | — and all of them fail | [`all_fail`] |
//! | is the only one | [`alone`] |
//!
//! And the caller who goes away: [`gone`].

mod all_fail;
mod alone;
mod broken_off;
mod credential;
mod disguised;
mod down;
mod gone;
mod hedged;
mod refused;
mod repaired;
mod resumed;
mod scene;
mod silent;
mod throttled;
