use super::*;

fn broken(edge: &Edge, tree: &[&str]) -> usize {
    let tree = tree.iter().map(|name| (*name).to_owned()).collect();
    edge.broken_by(&tree).len()
}

#[test]
fn what_must_be_absent_is_found_however_deep() {
    let adapter = edge("osier-providers-openai", All, ADAPTER, PURE);
    assert_eq!(broken(&adapter, &["osier-core", "serde", "http"]), 0);
    assert_eq!(broken(&adapter, &["osier-core", "tokio", "hyper"]), 2);
}

#[test]
fn a_layer_in_the_tree_of_another_is_found() {
    let layer = edge("osier-timeout", All, LAYER, PURE);
    assert_eq!(broken(&layer, &["osier-core"]), 0);
    assert_eq!(broken(&layer, &["osier-core", "osier-failover"]), 1);
}

#[test]
fn a_crate_that_may_know_all_of_ours_is_still_kept_from_others() {
    let facade = edge("osier", All, Any, &["axum"]);
    assert_eq!(broken(&facade, &["osier-core", "osier-http"]), 0);
    assert_eq!(broken(&facade, &["osier-core", "axum"]), 1);
}
