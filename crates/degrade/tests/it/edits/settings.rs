//! Edits that could not work.

use osier_core::Level;
use osier_degrade::{Degrade, Edits, Ladder};

fn refused(edits: Edits) -> Option<(&'static str, String)> {
    let ladder = Ladder::presets().edits(Level::Reduced, edits);
    let error = Degrade::try_new("chat", ladder).err()?;
    Some((error.field(), error.value().to_owned()))
}

#[test]
fn edits_out_of_their_range_are_refused_by_name() {
    let none = Edits::none;
    let table = [
        (none().model(""), "model", ""),
        (none().max_tokens(0), "max_tokens", "0"),
        (none().temperature(-0.1), "temperature", "-0.1"),
        (none().temperature(2.1), "temperature", "2.1"),
        (none().temperature(f64::NAN), "temperature", "NaN"),
    ];
    for (edits, field, value) in table {
        assert_eq!(refused(edits), Some((field, value.to_owned())));
    }
    for fine in [none(), none().max_tokens(1), none().temperature(0.0), none().temperature(2.0)] {
        assert_eq!(refused(fine), None);
    }
}
