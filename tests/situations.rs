//! Situations of real configurations, each with the verdicts, rules and words that are right for it:
//! no false alarm, and no false calm.

#[path = "situations/blocks.rs"]
mod blocks;
#[path = "situations/bucket_policies.rs"]
mod bucket_policies;
#[path = "situations/inputs.rs"]
mod inputs;
#[path = "situations/joins.rs"]
mod joins;
#[path = "situations/keys.rs"]
mod keys;
#[path = "situations/modules.rs"]
mod modules;
#[path = "situations/names.rs"]
mod names;
#[path = "situations/others.rs"]
mod others;
#[path = "situations/policy_forms.rs"]
mod policy_forms;
#[path = "situations/scenarios.rs"]
mod scenarios;
#[path = "situations/trails.rs"]
mod trails;
