//! What of a ladder can be meant, but most often is not.

use osier::degrade::{Edits, Ladder, Level};
use toml::Spanned;

use super::{Tier, largest, longest};
use crate::config::{Config, LadderConfig, RouteConfig, TargetConfig};

pub(super) fn of(config: &Config, route: &RouteConfig) -> Vec<String> {
    let Some(section) = route.ladder() else { return Vec::new() };
    let ladder = section.ladder();
    let no_better = no_better_in_an_outage(config, route, &ladder);
    let small = below(&ladder).filter_map(|level| small_level(config, route, level));
    let warnings = no_better.into_iter().chain(small).chain(longer_below(&ladder));
    warnings.chain(nameless(section)).collect()
}

/// The levels below full at which a model answers.
fn below(ladder: &Ladder) -> impl Iterator<Item = Level> {
    ladder.levels().filter(|level| level.is_live() && *level != Level::Full)
}

/// A target, and the model it is asked for; `None` for that of the caller.
type Asked<'a> = (&'a str, Option<&'a str>);

fn asked<'a>(config: &'a Config, route: &'a RouteConfig, level: Level) -> Vec<Asked<'a>> {
    let section = route.ladder();
    let model = section.and_then(|section| section.model(level)).map(Spanned::get_ref);
    let asked = |target: &'a TargetConfig| {
        let model = target.model_name().or(model.map(String::as_str));
        (target.name.get_ref().as_str(), model)
    };
    config.targets_of(config.route_at(level, route)).map(asked).collect()
}

/// Levels at which nobody is asked who is not asked at full already.
fn no_better_in_an_outage(config: &Config, route: &RouteConfig, ladder: &Ladder) -> Option<String> {
    let full = asked(config, route, Level::Full);
    let is_same =
        |level: &Level| asked(config, route, *level).iter().all(|asked| full.contains(asked));
    let same: Vec<&str> = below(ladder).filter(is_same).map(Level::name).collect();
    let told = match same.as_slice() {
        [] => return None,
        [one] => format!("{one} asks the same targets as full: it helps"),
        _ => format!("{} ask the same targets as full: they help", same.join(" and ")),
    };
    Some(format!("{told} against load, not against an outage"))
}

/// The longest requests of full cannot be answered at this level.
fn small_level(config: &Config, route: &RouteConfig, level: Level) -> Option<String> {
    let targets =
        |level| -> Tier<'_> { config.targets_of(config.route_at(level, route)).collect() };
    let most = longest(&targets(Level::Full))?;
    let largest = largest(&targets(level)).filter(|largest| *largest < most)?;
    Some(format!(
        "{level} takes up to {largest} tokens, and full up to {most}: longer requests cannot go there"
    ))
}

/// A worse level with longer answers than a better one.
fn longer_below(ladder: &Ladder) -> Option<String> {
    let longest = |level| ladder.edits_of(level).and_then(Edits::longest);
    let rank = |level: &Level| longest(*level).unwrap_or(u32::MAX);
    let levels: Vec<Level> = ladder.levels().filter(|level| level.is_live()).collect();
    let pairs = levels.iter().zip(levels.iter().skip(1));
    let (better, worse) = pairs.into_iter().find(|(better, worse)| rank(worse) > rank(better))?;
    Some(format!("answers may be longer at {worse} than at {better}, which is the better level"))
}

fn nameless(section: &LadderConfig) -> Option<String> {
    let is_nameless = section.offline().is_some_and(|text| !text.contains("{request_id}"));
    is_nameless.then(|| {
        "without `{request_id}` in its offline text, nobody finds the request a person asks about"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use crate::command::check::warnings;

    /// The warnings about a ladder with these lines, over targets a and b; c is another model, and d takes
    /// any.
    fn told(lines: &str) -> Vec<String> {
        let target = |name: &str, more: &str| {
            format!("[[target]]\nname = \"{name}\"\nprovider = \"ollama\"\n{more}\n")
        };
        let targets = [
            ("a", "model = \"m\"\ncontext = 9000"),
            ("b", "model = \"m\""),
            ("c", ""),
            ("d", "context = 8000"),
        ];
        let targets = targets.map(|(name, more)| target(name, more)).concat();
        let route = |model: &str, targets: &str| {
            format!("[[route]]\nmodel = \"{model}\"\ntargets = {targets}\n")
        };
        let routes = [
            route("alike", "[\"b\"]"),
            route("other", "[\"c\"]"),
            route("small", "[\"d\"]"),
            route("x", "[\"a\", \"b\"]"),
        ];
        let text = format!("{targets}{}{lines}", routes.concat());
        warnings::of(&toml::from_str(&text).expect("valid"))
    }

    const OTHERS: &str = "reduced.model = \"other\"\nminimal.model = \"other\"";

    #[test]
    fn what_can_hardly_be_meant_of_a_ladder_is_told() {
        let table = [
            (
                String::new(),
                "reduced and minimal ask the same targets as full: they help against load, not against an \
                 outage",
            ),
            (
                "reduced.model = \"other\"\nminimal.model = \"alike\"".to_owned(),
                "minimal asks the same targets as full: it helps against load, not against an outage",
            ),
            (
                "reduced.model = \"other\"\nminimal.model = \"small\"".to_owned(),
                "minimal takes up to 8000 tokens, and full up to 9000: longer requests cannot go there",
            ),
            (
                format!("{OTHERS}\nreduced.max_tokens = 300"),
                "answers may be longer at minimal than at reduced, which is the better level",
            ),
            (
                format!("{OTHERS}\nreduced.max_tokens = \"off\""),
                "answers may be longer at reduced than at full, which is the better level",
            ),
            (
                format!("{OTHERS}\noffline = \"Back soon.\""),
                "without `{request_id}` in its offline text, nobody finds the request a person asks about",
            ),
        ];
        for (lines, expected) in table {
            let expected = format!("route x: {expected}");
            assert_eq!(told(&format!("[route.degrade]\n{lines}")), [expected], "{lines}");
        }
    }

    #[test]
    fn nothing_is_told_of_a_ladder_that_can_well_be_meant() {
        let table = [
            String::new(),
            "degrade = \"off\"".to_owned(),
            format!("[route.degrade]\n{OTHERS}"),
            format!("[route.degrade]\n{OTHERS}\noffline = \"Name {{request_id}}.\""),
            format!("[route.degrade]\n{OTHERS}\nfull.max_tokens = \"off\""),
            "[route.degrade]\nreduced = \"off\"\nminimal.model = \"other\"".to_owned(),
            "[route.degrade]\nreduced = \"off\"\nminimal = \"off\"\noffline = \"off\"".to_owned(),
        ];
        for lines in table {
            assert_eq!(told(&lines), [""; 0], "{lines}");
        }
    }

    #[test]
    fn another_model_of_the_same_target_is_somebody_else() {
        let text = "[[target]]\nname = \"a\"\nprovider = \"ollama\"\n\
                    [[route]]\nmodel = \"*\"\ntargets = [\"a\"]\n\
                    degrade = { minimal = \"off\", reduced = { model = \"small\" } }";
        assert_eq!(warnings::of(&toml::from_str(text).expect("valid")), [""; 0]);
    }
}
