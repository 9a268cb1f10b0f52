//! The five documents that the product exists for, where they are at hand.

use super::found::{walk, whole};

/// By number: task items, blocks of code, plans, steps at least.
const SEEDS: [(&str, usize, usize, usize, usize); 5] = [
    ("000", 44, 56, 3, 50),
    ("001", 15, 27, 6, 25),
    ("002", 34, 15, 1, 45),
    ("003", 7, 31, 4, 20),
    ("004", 10, 33, 3, 30),
];

#[test]
fn every_seed_is_kept_whole() {
    let Some(folder) = std::env::var_os("GONOGO_CORPUS") else {
        eprintln!("not run: every_seed_is_kept_whole needs GONOGO_CORPUS");
        return;
    };
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for (number, tasks, codes, plans, steps) in SEEDS {
        let file = files
            .iter()
            .find(|file| file.file_name().unwrap().to_str().unwrap().starts_with(number))
            .unwrap();
        let bytes = std::fs::read(file).unwrap();
        let found = walk(&String::from_utf8_lossy(&bytes));
        assert_eq!(
            (found.tasks.len(), found.codes.len()),
            (tasks, codes),
            "{number}: what the second reader finds"
        );
        let imported = whole(&file.display().to_string(), &bytes, true);
        let (report, made) = (&imported.report, &imported.report.made);
        assert_eq!((report.task_items.found, report.code_blocks.found), (tasks, codes), "{number}");
        assert_eq!(report.task_items.not_understood, [], "{number}");
        assert_eq!(made.plans, plans, "{number}");
        assert!(made.steps >= steps, "{number}: {made:?}");
        assert!(imported.book.rollback.is_some() && made.contacts > 0, "{number}");
        assert!(
            !imported.text.contains("â€") && !imported.text.contains("ðŸ"),
            "{number}: mis-read text is mended"
        );
    }
}
