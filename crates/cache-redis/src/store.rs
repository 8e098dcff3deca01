//! The store.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use osier_core::{CacheKey, CacheStore, Erase, InvalidSetting, StoreError};
use redis::{Value, cmd};

use crate::RedisSettings;
use crate::asking::{Asking, Question};
use crate::erasing::{erase, take_out};
use crate::keeper::Keeper;
use crate::link::Maker;
use crate::names::Names;
use crate::refusal::strange;

/// For ever, to a cache: what would be longer overflows a server's clock.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 86_400);

/// Entries in Redis or Valkey. See the [crate's documentation](crate).
pub struct RedisStore {
    asking: Asking,
    names: Names,
    settings: RedisSettings,
}

impl RedisStore {
    /// A store by these settings. It speaks to nobody yet: the link is made when it is first needed, and a
    /// server that is down does not keep a program from starting.
    ///
    /// # Errors
    ///
    /// The first setting that cannot work, as from [`RedisSettings::check`], or a
    /// [`ca_file`](RedisSettings::ca_file) that holds no certificates.
    pub fn new(settings: RedisSettings) -> Result<Self, InvalidSetting> {
        let keeper = Keeper::new(Maker::new(&settings)?);
        let asking = Asking::new(keeper, settings.in_flight, settings.response_timeout);
        Ok(Self { asking, names: Names::new(&settings.prefix), settings })
    }

    async fn ask(&self, command: redis::Cmd) -> Result<Value, StoreError> {
        self.asking.ask(Question { command, to: None }).await
    }
}

#[async_trait]
impl CacheStore for RedisStore {
    fn name(&self) -> &'static str {
        "redis"
    }

    async fn get(&self, key: &CacheKey) -> Result<Option<Bytes>, StoreError> {
        let command = cmd("GET").arg(self.names.of(key)).clone();
        match self.ask(command).await? {
            Value::Nil => Ok(None),
            Value::BulkString(entry) => Ok(Some(entry.into())),
            _ => Err(strange()),
        }
    }

    async fn put(&self, key: &CacheKey, entry: Bytes, keep: Duration) -> Result<(), StoreError> {
        if keep.is_zero() {
            return self.remove(&Erase::Key(*key)).await;
        }
        let keep = u64::try_from(keep.min(LONGEST).as_millis()).unwrap_or(u64::MAX).max(1);
        let mut command = cmd("SET");
        command.arg(self.names.of(key)).arg(entry.as_ref()).arg("PX").arg(keep);
        match self.ask(command).await? {
            Value::Okay => Ok(()),
            _ => Err(strange()),
        }
    }

    async fn remove(&self, what: &Erase) -> Result<(), StoreError> {
        match what {
            Erase::Key(key) => take_out(&self.asking, vec![self.names.of(key).into_bytes()]).await,
            Erase::Tenant(tenant) => erase(&self.asking, &self.names, Some(tenant)).await,
            Erase::Everything => erase(&self.asking, &self.names, None).await,
        }
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RedisStore").field(&self.settings).finish()
    }
}
