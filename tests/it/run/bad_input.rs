//! What a user can get wrong: told at once, in one line, with what to do next.

use super::home::Home;

const HEAD: &str = "format = 1\nid = \"b\"\ntitle = \"B\"\n";

/// A runbook with one step that has this.
fn with_step(step: &str) -> String {
    format!("{HEAD}[[phase]]\nid = \"p\"\ntitle = \"P\"\n[[phase.step]]\nid = \"s\"\ntitle = \"S\"\n{step}\n")
}

/// No run is made; this is said.
fn refused(home: &Home, args: &[&str], code: i32, says: &[&str]) {
    let ran = home.gonogo([]).args(args.iter().copied()).run().exits(code);
    let ran = says.iter().fold(ran, |ran, text| ran.says(text));
    assert!(ran.stdout.is_empty(), "{}", ran.stdout);
    assert_eq!(home.runs(), Vec::<String>::new());
}

#[test]
fn a_missing_file_or_runbook() {
    let home = Home::new();
    refused(&home, &["run", "nope.toml", "--headless"], 1, &["there is no file", "nope.toml"]);
    refused(&home, &["run", "holi-lab", "--headless"], 1, &["there is no runbook `holi-lab`", "`holi-labs`"]);
    home.gonogo(["check", "nope.toml"]).run().exits(1).says("there is no file").says_one_line();
}

#[test]
fn a_file_that_is_no_toml() {
    let home = Home::with("format = 1\nid = \"b\"\ntitle = B\n");
    refused(&home, &["run", "book.toml", "--headless"], 1, &["book.toml:3:"]);
    home.gonogo(["check", "book.toml"]).run().exits(1).prints("book.toml:3:");
    let json = home.gonogo(["check", "book.toml", "--json"]).run().exits(1).json();
    assert_eq!((&json[0]["line"], &json[0]["severity"]), (&3.into(), &"error".into()));
    home.book("bytes.toml", "");
    std::fs::write(home.work().join("bytes.toml"), [0xff, 0xfe, 0x00]).unwrap();
    refused(&home, &["run", "bytes.toml", "--headless"], 1, &["bytes.toml"]);
    refused(&home, &["run", ".", "--headless"], 1, &["gonogo: "]);
}

#[test]
fn an_unknown_key_and_its_nearest() {
    let home = Home::with(&with_step("runs = \"true\""));
    let told = "book.toml:10:1: unknown key `runs` in a step: did you mean `run`?";
    let known = home.gonogo(["check", "book.toml"]).run().exits(1);
    assert!(known.stdout.contains(told) || known.stdout.contains("unknown key `runs`"), "{}", known.stdout);
    refused(&home, &["run", "book.toml", "--headless"], 1, &["unknown key `runs`", "did you mean `run`?"]);
}

#[test]
fn an_undefined_name() {
    let home = Home::with(&with_step(
        "run = \"true\"\n[[phase.step.check]]\nname = \"C\"\nprobe.file = { path = \"${nowhere}/x\" }",
    ));
    refused(&home, &["run", "book.toml", "--headless"], 1, &["book.toml:", "nowhere"]);
}

#[test]
fn a_missing_input() {
    let home = Home::with(&format!(
        "{}[input.version]\nask = \"Version\"\n[input.token]\nask = \"Token\"\nenv = \"TEST_TOKEN\"\nsecret = true\n",
        with_step("run = 'echo \"$version\" \"${#token}\" >>marks'")
    ));
    let says = ["version", "--set NAME=VALUE", "TEST_TOKEN for token"];
    refused(&home, &["run", "book.toml", "--headless"], 2, &says);
    refused(&home, &["run", "book.toml", "--headless", "--set", "version=1"], 2, &["token", "TEST_TOKEN"]);
    home.headless(["--set", "version=1"]).env("TEST_TOKEN", "four").run().ended("go", 0);
    assert_eq!(home.text("marks"), "1 4\n");
}

#[test]
fn an_input_that_does_not_fit() {
    let home = Home::with(&format!(
        "{}[input.version]\nask = \"Version\"\npattern = '^[0-9]+$'\n",
        with_step("run = 'echo \"$version\"'")
    ));
    refused(&home, &["run", "book.toml", "--headless", "--set", "version=x"], 2, &["version"]);
    refused(&home, &["run", "book.toml", "--headless", "--set", "versoin=1"], 2, &["versoin", "version"]);
    refused(&home, &["run", "book.toml", "--headless", "--set", "version"], 2, &["NAME=VALUE"]);
}

#[test]
fn a_command_that_bash_cannot_read() {
    let home = Home::with(&with_step("run = '''\ntouch ran\nif true; then\n'''"));
    refused(&home, &["run", "book.toml", "--headless"], 1, &["book.toml:", "bash can't read this command"]);
    assert!(!home.work().join("ran").exists(), "nothing of the block has run");
}

#[test]
fn a_placeholder_left_in_a_command() {
    for (run, told) in
        [("curl -u 'admin:<password>' x", "`<password>`"), ("cp x backup-YYYYMMDD", "`YYYYMMDD`")]
    {
        let home = Home::with(&with_step(&format!("run = \"touch ran; {run}\"")));
        refused(
            &home,
            &["run", "book.toml", "--headless"],
            1,
            &["book.toml:10:", told, "still to be filled in"],
        );
        assert!(!home.work().join("ran").exists());
    }
}

#[test]
fn unknown_names_on_the_command_line() {
    let home = Home::with(&format!("{}[environment.staging]\nzone = \"z\"\n", with_step("run = \"true\"")));
    let run = |more: &[&'static str]| [&["run", "book.toml", "--headless"], more].concat();
    refused(&home, &run(&["--env", "stagign"]), 2, &["stagign", "staging"]);
    refused(&home, &run(&["--env", "staging", "--choose", "s=x"]), 2, &["--choose s=x"]);
    refused(&home, &run(&["--env", "staging", "--on-failure", "pray"]), 2, &["pray"]);
    refused(&home, &["run", "book.toml", "--json"], 2, &["--headless"]);
    refused(&home, &["rehearse", "book.toml", "--headless"], 1, &["[rehearsal]"]);
    refused(
        &home,
        &["rehearse", "holi-labs", "--scenario", "helth-down", "--headless"],
        2,
        &["there is no scenario `helth-down`", "health-down"],
    );
    home.gonogo(["show", "../../etc"]).run().exits(1).says("there is no run");
    home.gonogo(["export", "ABCDEF"]).run().exits(1).says("`gonogo runs` lists them").says_one_line();
}

#[test]
fn not_a_terminal() {
    let home = Home::with(&with_step("run = \"touch ran\""));
    refused(&home, &["run", "book.toml"], 1, &["is not a terminal"]);
    refused(&home, &["rehearse", "holi-labs"], 1, &["is not a terminal"]);
    home.gonogo(["attach"]).run().exits(1).says("is not a terminal").says_one_line();
    assert!(!home.work().join("ran").exists());
}

#[test]
fn a_home_that_cannot_be_written() {
    let home = Home::with(&with_step("run = \"touch ran\""));
    home.book("file", "");
    let under = home.work().join("file/home");
    let path = under.to_str().unwrap().to_owned();
    let run = home.headless([]).env("GONOGO_HOME", &under).run().exits(1).says_one_line();
    assert!(run.stderr.contains(&path), "{}", run.stderr);
    home.headless([]).env("GONOGO_HOME", "/proc/gonogo").run().exits(1).says("/proc/gonogo").says_one_line();
    assert!(!home.work().join("ran").exists());
    home.gonogo(["runs"]).env("GONOGO_HOME", "").env("HOME", "/nonexistent").run();
}

#[test]
fn a_configuration_that_is_wrong() {
    let home = Home::with(&with_step("run = \"true\""));
    std::fs::create_dir_all(home.root().join("config")).unwrap();
    std::fs::write(home.root().join("config/config.toml"), "persn = \"x\"").unwrap();
    refused(&home, &["run", "book.toml", "--headless"], 1, &["config.toml", "persn", "mend it"]);
}
