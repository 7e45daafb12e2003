//! What rustc says about models: each mistake of a person has its file, and the message is pinned, as it is without
//! `keras::applications`: rustc would name those models where it does not find a layer.
#![cfg(not(feature = "applications"))]

#[test]
fn a_mistake_has_one_clear_message_on_the_token_at_fault() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}
