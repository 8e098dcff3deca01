//! Any history, against a bucket that is filled by hand.

use proptest::prelude::*;

use super::*;

#[derive(Clone, Copy, Debug)]
enum Step {
    Wait(u64),
    /// A request of so many tokens that costs so many.
    Ask(u64, u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..20_000_u64).prop_map(Step::Wait),
        (1..=120_u64, 0..300_u64).prop_map(|(estimate, cost)| Step::Ask(estimate, cost)),
    ]
}

proptest! {
    #[test]
    fn any_history_lets_in_whom_a_bucket_does(steps in prop::collection::vec(step(), 1..200)) {
        // A token every hundred milliseconds; the level is in milliseconds of refilling.
        const FULL: i64 = 100 * 100;
        let (rates, start) = (rates(each(tokens(600, 100))), start());
        let (mut level, mut now) = (FULL, 0);
        for step in steps {
            match step {
                Step::Wait(wait) => {
                    now += wait;
                    level = (level + wait as i64).min(FULL);
                }
                Step::Ask(estimate, cost) => {
                    let at = start + millis(now);
                    let need = estimate as i64 * 100;
                    match rates.charge_at(at, Some("acme"), estimate) {
                        Ok(charge) => {
                            prop_assert!(need <= level);
                            charge.settle_at(at, cost);
                            level = (level - cost as i64 * 100).min(FULL);
                        }
                        Err(error) if need > FULL => {
                            prop_assert_eq!(error.kind(), ErrorKind::InvalidRequest);
                        }
                        Err(error) => {
                            let missing = millis((need - level) as u64);
                            prop_assert_eq!(error.retry_after(), Some(missing));
                        }
                    }
                }
            }
        }
    }
}
