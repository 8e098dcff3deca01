//! `[route.degrade]`.

use std::num::NonZeroU32;

use osier::degrade::{Edits, Feature, Ladder, Level};
use serde::Deserialize;
use toml::Spanned;

use super::{OffOr, OrOff, Section, set};

/// The ladder of a route, the section `[route.degrade]`. What is left out is as the field has settled on it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LadderConfig {
    /// The answer where there is no other; none.
    pub offline: Option<Spanned<String>>,
    /// What is edited as long as all is well.
    pub full: Section<FullConfig>,
    /// The first level below.
    pub reduced: Option<OffOr<LevelConfig>>,
    /// The last level at which a model answers.
    pub minimal: Option<OffOr<LevelConfig>>,
}

/// What is edited as long as all is well, the section `[route.degrade.full]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FullConfig {
    /// The longest answer; 4096 tokens, or "off".
    pub max_tokens: Option<OrOff<NonZeroU32>>,
    /// The temperature in place of the caller's; the caller's.
    pub temperature: Option<f64>,
    /// What it offers, and nothing beyond; everything.
    pub features: Option<Vec<OfferConfig>>,
}

/// A level below full, a section `[route.degrade.reduced]` or `[route.degrade.minimal]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LevelConfig {
    /// The name of a model in place of the caller's: the targets of the route that answers to it are asked;
    /// without it, those of the level above.
    pub model: Option<Spanned<String>>,
    /// The longest answer; 2048 tokens at reduced, 512 at minimal, or "off".
    pub max_tokens: Option<OrOff<NonZeroU32>>,
    /// The temperature in place of the caller's; the caller's.
    pub temperature: Option<f64>,
    /// What it offers, and nothing beyond; streaming at reduced, nothing at minimal.
    pub features: Option<Vec<OfferConfig>>,
}

/// Something that a level may offer beyond a plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferConfig {
    /// The answer comes as it is written.
    Streaming,
    /// The model may call tools.
    Tools,
    /// The model looks at images.
    Vision,
}

impl LadderConfig {
    /// The ladder it means, on which the same targets answer at every level.
    pub fn ladder(&self) -> Ladder {
        let ladder = Ladder::presets().edits(Level::Full, self.full.edits(Level::Full));
        let ladder =
            self.below().into_iter().fold(ladder, |ladder, (level, config)| match config {
                None => ladder.edits(level, self.named(level, Edits::preset(level))),
                Some(OffOr::Off) => ladder.without(level),
                Some(OffOr::Section(section)) => {
                    ladder.edits(level, self.named(level, section.edits(level)))
                }
            });
        set(ladder, self.offline(), Ladder::offline)
    }

    /// The edits of a level, which asks by the name that counts there.
    fn named(&self, level: Level, edits: Edits) -> Edits {
        set(edits, self.model(level).map(Spanned::get_ref), Edits::model)
    }

    /// The answer where there is no other. Nobody can want to be told "off".
    #[must_use]
    pub fn offline(&self) -> Option<&str> {
        self.offline.as_ref().map(|text| text.get_ref().as_str()).filter(|text| *text != "off")
    }

    /// The name by which this level asks in place of the caller's: its own, else that of the level above.
    #[must_use]
    pub fn model(&self, level: Level) -> Option<&Spanned<String>> {
        let is_off = |(it, config): &(Level, Option<&OffOr<LevelConfig>>)| {
            *it == level && matches!(config, Some(OffOr::Off))
        };
        if !level.is_live() || self.below().iter().any(is_off) {
            return None;
        }
        let down_to = self.sections().filter(|(it, _)| *it <= level);
        down_to.filter_map(|(_, section)| section.model.as_ref()).last()
    }

    /// The levels below full for which something is set.
    pub fn sections(&self) -> impl Iterator<Item = (Level, &Section<LevelConfig>)> {
        let below = self.below().into_iter();
        below.filter_map(|(level, config)| Some((level, config?.get()?)))
    }

    fn below(&self) -> [(Level, Option<&OffOr<LevelConfig>>); 2] {
        [(Level::Reduced, self.reduced.as_ref()), (Level::Minimal, self.minimal.as_ref())]
    }
}

impl FullConfig {
    /// The edits of this level, with what is set here in place of its preset.
    #[must_use]
    pub fn edits(&self, level: Level) -> Edits {
        let edits = match self.max_tokens {
            None => Edits::preset(level),
            Some(OrOff(None)) => Edits::preset(level).without_max_tokens(),
            Some(OrOff(Some(tokens))) => Edits::preset(level).max_tokens(tokens.get()),
        };
        let edits = set(edits, self.temperature, Edits::temperature);
        let features = self.features.as_ref().map(|all| all.iter().map(|it| it.feature()));
        set(edits, features, Edits::features)
    }
}

impl LevelConfig {
    /// The edits of this level, with what is set here in place of its preset; whom it asks is for the
    /// [ladder](LadderConfig::ladder) to say.
    #[must_use]
    pub fn edits(&self, level: Level) -> Edits {
        let Self { max_tokens, temperature, features, .. } = self.clone();
        FullConfig { max_tokens, temperature, features }.edits(level)
    }
}

impl OfferConfig {
    fn feature(self) -> Feature {
        match self {
            Self::Streaming => Feature::Streaming,
            Self::Tools => Feature::Tools,
            Self::Vision => Feature::Vision,
        }
    }
}
