//! The floor: walks a tree with the walker that msklint has, reads every file of code and scans
//! its bytes once.

use ignore::{WalkBuilder, WalkState};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Files that mention MSK.
pub fn visit(place: &Path) -> io::Result<usize> {
    let found = AtomicUsize::new(0);
    WalkBuilder::new(place).build_parallel().run(|| {
        Box::new(|entry| {
            let Ok(entry) = entry else { return WalkState::Continue };
            let ending = entry.path().extension().and_then(|extension| extension.to_str());
            let is_code = matches!(ending, Some("tf" | "yaml" | "json"));
            if is_code && std::fs::read(entry.path()).is_ok_and(|text| mentions_msk(&text)) {
                found.fetch_add(1, Ordering::Relaxed);
            }
            WalkState::Continue
        })
    });
    Ok(found.into_inner())
}

fn mentions_msk(text: &[u8]) -> bool {
    [&b"aws_msk"[..], b"AWS::MSK::"].iter().any(|needle| memchr::memmem::find(text, needle).is_some())
}
