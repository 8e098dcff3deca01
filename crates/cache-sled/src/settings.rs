//! How much is kept on disk, for how long, and what is waited for.

use std::time::Duration;

use osier_core::InvalidSetting;

const MIB: u64 = 1024 * 1024;

/// How much is kept on disk, for how long, and what is waited for.
///
/// ```
/// use osier_cache_sled::SledSettings;
/// use std::time::Duration;
///
/// let settings = SledSettings::default().cap(256 * 1024 * 1024);
/// assert!(settings.check().is_ok());
/// assert!(settings.cap(1000).check().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SledSettings {
    pub(crate) cap: u64,
    pub(crate) keep: Duration,
    pub(crate) flush_every: Duration,
    pub(crate) patience: Duration,
    pub(crate) open_within: Duration,
    pub(crate) renew_after: Duration,
}

impl Default for SledSettings {
    fn default() -> Self {
        Self {
            cap: 1024 * MIB,
            keep: Duration::from_secs(86_400),
            flush_every: Duration::from_millis(500),
            patience: Duration::from_secs(5),
            open_within: Duration::from_secs(10),
            renew_after: Duration::from_secs(30),
        }
    }
}

impl SledSettings {
    /// How many bytes the directory may take up, 8 MiB to 64 GiB. Default **1 GiB**: some 100,000 answers, and
    /// little beside what disks have. See [Sizing](crate#sizing).
    #[must_use]
    pub fn cap(self, bytes: u64) -> Self {
        Self { cap: bytes, ..self }
    }

    /// For how long the oldest entries are of use, a minute to 30 days. Every entry is on disk for at least that
    /// long, if there is room, and for twice as long at most, while anything is asked of the store. Default **24 h**,
    /// for which answers are kept for an outage.
    #[must_use]
    pub fn keep(self, span: Duration) -> Self {
        Self { keep: span, ..self }
    }

    /// How often what was put is written out, 10 ms to a minute: what a crash loses at most. Default **500 ms**: a
    /// cache can do without its last half second, and the disk without more.
    #[must_use]
    pub fn flush_every(self, span: Duration) -> Self {
        Self { flush_every: span, ..self }
    }

    /// How long one operation may take, 10 ms to a minute; then it is a
    /// [`Timeout`](osier_core::StoreErrorKind::Timeout), and what is stuck keeps a thread for itself. After three in a
    /// row, or when all places are taken by such, the store begins anew with nothing in it. Erasing may take twelve times
    /// that. Default **5 s**: no disk that works takes so long.
    #[must_use]
    pub fn patience(self, span: Duration) -> Self {
        Self { patience: span, ..self }
    }

    /// How long opening one part of what is there may take, 100 ms to 5 minutes; then that part is dropped. Default
    /// **10 s**: a program that starts with an empty cache is better than one that does not start.
    #[must_use]
    pub fn open_within(self, span: Duration) -> Self {
        Self { open_within: span, ..self }
    }

    /// How long after one attempt to begin anew the next one comes, 10 ms to an hour, where the disk is full or files are
    /// damaged. Default **30 s**.
    #[must_use]
    pub fn renew_after(self, span: Duration) -> Self {
        Self { renew_after: span, ..self }
    }

    /// Whether these can work.
    ///
    /// # Errors
    ///
    /// The first that cannot, with its value and what is allowed.
    pub fn check(&self) -> Result<(), InvalidSetting> {
        if !(8 * MIB..=65_536 * MIB).contains(&self.cap) {
            let value = self.cap.to_string();
            return Err(InvalidSetting::new("cap", value, "8 MiB (8388608) to 64 GiB"));
        }
        let spans = [
            ("keep", self.keep, 60_000, 30 * 86_400_000, "a minute to 30 days"),
            ("flush_every", self.flush_every, 10, 60_000, "10 ms to a minute"),
            ("patience", self.patience, 10, 60_000, "10 ms to a minute"),
            ("open_within", self.open_within, 100, 300_000, "100 ms to 5 minutes"),
            ("renew_after", self.renew_after, 10, 3_600_000, "10 ms to an hour"),
        ];
        for (field, span, least, most, allowed) in spans {
            let range = Duration::from_millis(least)..=Duration::from_millis(most);
            if !range.contains(&span) {
                return Err(InvalidSetting::new(field, format!("{span:?}"), allowed));
            }
        }
        Ok(())
    }

    /// What one step may take that looks at every entry.
    pub(crate) fn long_patience(&self) -> Duration {
        self.patience * 12
    }

    /// From so many bytes on, a new generation begins. Two of them, one that is still being closed, and what is written
    /// until it is noticed, are less than the cap.
    pub(crate) fn rotate_at(&self) -> u64 {
        self.cap / 32 * 9
    }

    /// So many bytes of all generations are too close to the cap: the largest entry needs a quarter of it for a moment.
    pub(crate) fn crowded_at(&self) -> u64 {
        self.cap / 8 * 5
    }

    /// So many bytes at most are there when anything is put: what is being closed, and what
    /// begins, write a little more, which in the smallest cap is not so little.
    pub(crate) fn fill_up_to(&self) -> u64 {
        self.cap / 16 * 13
    }

    /// A generation of more bytes leaves no room for the next one.
    pub(crate) fn keepable_up_to(&self) -> u64 {
        self.cap / 8 * 5
    }

    /// After so many bytes were put, the size on disk is looked at.
    pub(crate) fn look_after(&self) -> u64 {
        self.cap / 64
    }

    /// A larger entry would take the place of too many others.
    pub(crate) fn largest(&self) -> u64 {
        self.cap / 16
    }
}
