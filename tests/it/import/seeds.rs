//! The five documents that the product exists for, where they are at hand.

use std::panic::catch_unwind;

use gonogo::runbook::import::{ImportError, import};

use super::found::{sound, walk, whole};

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

/// Any other documents, which a folder may hold: each is kept whole, or told to hold no work.
#[test]
fn documents_at_hand_are_kept_whole() {
    let Some(folder) = std::env::var_os("GONOGO_DOCUMENTS") else {
        eprintln!("not run: documents_at_hand_are_kept_whole needs GONOGO_DOCUMENTS");
        return;
    };
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut tasks, mut codes, mut idle, mut lost) = (0, 0, 0, Vec::new());
    for file in &files {
        let bytes = std::fs::read(file).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        let begun = std::time::Instant::now();
        match catch_unwind(|| match import(name, &bytes, &sound) {
            Err(ImportError::NothingToDo { .. } | ImportError::Empty { .. }) => None,
            _ => Some(whole(name, &bytes, false)),
        }) {
            Ok(None) => idle += 1,
            Ok(Some(imported)) => {
                tasks += imported.report.task_items.found;
                codes += imported.report.code_blocks.found;
            }
            Err(_) => lost.push(name.to_owned()),
        }
        if begun.elapsed().as_secs() > 10 {
            eprintln!("{name}: {:?}", begun.elapsed());
        }
    }
    eprintln!("{} documents ({idle} without work): {tasks} task items, {codes} blocks of code", files.len());
    assert_eq!(lost, Vec::<String>::new(), "of {} documents", files.len());
}
