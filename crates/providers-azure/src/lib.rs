//! Osier adapter for Azure OpenAI.
//!
//! The dialect is OpenAI's; addresses, credentials, content-filter annotations and some errors are
//! Azure's own. [`Azure::classic`] is for deployment addresses with an `api-version`, [`Azure::v1`]
//! for the newer ones without.
//!
//! ```
//! use osier_core::{Adapter, Request};
//! use osier_providers_azure::Azure;
//!
//! let azure = Azure::classic("https://example.openai.azure.com", "2024-10-21", "key")?;
//! let request = Request::parse(r#"{"model":"my deployment","messages":[]}"#)?;
//! assert_eq!(
//!     azure.encode(&request)?.url,
//!     "https://example.openai.azure.com/openai/deployments/my%20deployment/chat/completions\
//!      ?api-version=2024-10-21",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adapter;
mod address;
mod failure;
mod stream;

pub use adapter::Azure;
pub use stream::Decoder;
