//! What a level may offer beyond plain text.

/// Something that a level may offer beyond a plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Feature {
    /// The answer comes as it is written. Without it, a caller that asked for a stream gets the answer as
    /// one, all at once.
    Streaming,
    /// The model may call tools. Without it, the conversation so far is told in words.
    Tools,
    /// The model looks at images. Without it, requests with images are not answered at the level.
    Vision,
}

impl Feature {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Streaming, Self::Tools, Self::Vision];

    /// Its name in a configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Streaming => "streaming",
            Self::Tools => "tools",
            Self::Vision => "vision",
        }
    }
}

/// Which of them a level offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Features([bool; 3]);

impl Features {
    pub(crate) fn of(features: impl IntoIterator<Item = Feature>) -> Self {
        let mut offered = Self::default();
        for feature in features {
            if let Some(place) = offered.0.get_mut(feature as usize) {
                *place = true;
            }
        }
        offered
    }

    pub(crate) fn has(self, feature: Feature) -> bool {
        self.0.get(feature as usize).copied().unwrap_or_default()
    }
}
