//! Where a headless run needs a person it parks, with exit code 4, its reason, and the way on.

use super::home::Home;

/// A runbook whose second step is this, after one that passes.
fn book(step: &str) -> String {
    format!(
        r#"
format = 1
id = "parks"
title = "Parks"
rollback = "back"
[[phase]]
id = "go"
title = "Go"
[[phase.step]]
id = "before"
title = "Before"
run = "echo before >>marks"
[[phase.step]]
id = "it"
title = "The step"
{step}
[[phase.step]]
id = "after"
title = "After"
run = "echo after >>marks"
[[plan]]
id = "back"
title = "Back"
[[plan.step]]
id = "undo"
title = "Undo"
run = "echo undone >>marks"
"#
    )
}

/// Parks there for this reason; the status of the step is this, and what comes after it has not run.
fn parks<const N: usize>(step: &str, args: [&str; N], why: &str, status: &str) -> Home {
    let home = Home::with(&book(step));
    let run = home.headless(args).run().parked(why);
    assert!(home.text("marks").starts_with("before\n") && !home.text("marks").contains("after"));
    let shown = home.show(&run);
    assert_eq!(shown["phases"][0]["steps"][1]["status"], status, "{shown}");
    assert_eq!(shown["outcome"], "parked");
    let text = home.print_copy(&run);
    assert!(text.contains("OPEN - NOT FINAL"), "{text}");
    home
}

#[test]
fn at_a_look() {
    parks("run = \"false; echo on\"", [], "a command inside failed: a person must look", "look");
}

#[test]
fn at_a_question() {
    let check = "[[phase.step.check]]\nname = \"Q\"\nprobe.person = { ask = \"Is it so?\" }";
    parks(check, [], "a question waits for a person's answer", "running");
}

#[test]
fn at_a_typed_confirmation() {
    let home = parks("risk = \"high\"\nrun = \"echo risky >>marks\"", [], "(or --yes)", "pending");
    assert_eq!(home.text("marks"), "before\n");
}

#[test]
fn not_at_a_typed_confirmation_that_was_given() {
    let home = Home::with(&book("risk = \"critical\"\nrun = \"echo risky >>marks\""));
    home.headless(["--yes"]).run().ended("go", 0);
    assert_eq!(home.text("marks"), "before\nrisky\nafter\n");
}

#[test]
fn at_a_failure() {
    let home = parks("run = \"echo tried >>marks; exit 7\"", [], "rollback plan `back` is offered", "failed");
    assert_eq!(home.text("marks"), "before\ntried\n");
    let shown = home.show(&home.run());
    let attempt = &shown["phases"][0]["steps"][1]["attempts"][0];
    assert_eq!((&attempt["exit"], &attempt["verdict"]), (&7.into(), &"failed".into()));
}

#[test]
fn not_at_a_failure_with_the_order_to_roll_back() {
    let home = Home::with(&book("run = \"exit 7\""));
    let run = home.headless(["--on-failure", "rollback"]).run().ended("rolled-back", 3);
    assert_eq!(home.text("marks"), "before\nundone\n");
    let shown = home.show(&run);
    let plan = &shown["plans"][0];
    assert_eq!((&plan["id"], &plan["complete"]), (&"back".into(), &true.into()));
    assert_eq!(plan["steps"][0]["status"], "passed");
    assert_eq!(shown["phases"][0]["steps"][2]["status"], "pending", "the deployment stands still");
}

#[test]
fn at_a_plan_that_needs_a_typed_confirmation() {
    let warned =
        |text: &str| text.replace("title = \"Back\"", "title = \"Back\"\nwarning = \"Data is lost\"");
    let home = Home::with(&warned(&book("run = \"exit 7\"")));
    home.headless(["--on-failure", "rollback"]).run().parked("needs a typed confirmation (or --yes)");
    assert_eq!(home.text("marks"), "before\n");
    let home = Home::with(&warned(&book("run = \"exit 7\"")));
    home.headless(["--on-failure", "rollback", "--yes"]).run().ended("rolled-back", 3);
    assert_eq!(home.text("marks"), "before\nundone\n");
}

#[test]
fn at_a_rollback_that_fails_too() {
    let home = Home::with(&book("run = \"exit 7\"").replace("echo undone >>marks", "exit 9"));
    home.headless(["--on-failure", "rollback"]).run().parked("rollback plan back failed");
}

#[test]
fn at_a_failed_check() {
    let check =
        "run = \"true\"\n[[phase.step.check]]\nname = \"There\"\nprobe.file = { path = \"/nowhere\" }";
    parks(check, [], "There", "failed");
}

#[test]
fn at_a_sign_off_without_a_signer() {
    parks("run = \"true\"\nsignoff = { roles = [\"deployer\"] }", [], "a sign-off is needed", "running");
}

#[test]
fn at_the_second_pair_of_eyes() {
    let step = "run = \"true\"\nsignoff = { roles = [\"deployer\"], four_eyes = true }";
    parks(step, ["--signer", "Ada"], "a sign-off is needed", "running");
}

#[test]
fn at_what_is_done_by_hand() {
    parks("text = \"Tell the team\"", [], "it is done by hand", "pending");
}

#[test]
fn at_a_choice() {
    let variants = "[[phase.step.variant]]\nid = \"a\"\ntitle = \"A\"\nrun = \"true\"\n\
                    [[phase.step.variant]]\nid = \"b\"\ntitle = \"B\"\nrun = \"true\"";
    parks(variants, [], "a variant must be chosen", "pending");
}

#[test]
fn a_command_past_its_time_out_has_failed() {
    parks("timeout = \"300ms\"\nrun = \"echo begun >>marks; sleep 60\"", [], "The step", "failed");
}
