use super::*;

#[test]
fn the_table_has_every_field_of_the_dialect() {
    assert_eq!(FIELDS.missing().collect::<Vec<_>>(), Vec::<&str>::new());
}
