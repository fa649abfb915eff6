//! Writes the estate: modules of three to six files, one in ten of them with a cluster.

use crate::clusters;
use crate::ordinary;
use crate::random::Random;
use crate::truth::Written;
use std::io;
use std::path::Path;

const SEED: u64 = 0x6d73_6b6c_696e_7431;

pub fn write(place: &Path, modules: usize) -> io::Result<Written> {
    let mut estate = Written::default();
    let mut random = Random::new(SEED);
    for number in 0..modules {
        let name = format!("m{number:05}");
        let folder = place.join(&name);
        std::fs::create_dir_all(&folder)?;
        let mut files = files(&mut random);
        if number % 10 == 3 {
            let cluster = clusters::cluster(&name, number / 10, &mut random);
            files.retain(|(name, _)| *name != "main.tf");
            files.push(("main.tf", cluster.provider));
            files.push(("kafka.tf", cluster.text));
            estate.truths.push(cluster.truth);
        }
        for (name, text) in files {
            estate.file(&folder, name, &text)?;
        }
    }
    Ok(estate)
}

const NAMES: [&str; 5] = ["network.tf", "service.tf", "storage.tf", "iam.tf", "observability.tf"];

/// A `main.tf` and two to four further files.
fn files(random: &mut Random) -> Vec<(&'static str, String)> {
    let mut files = vec![("main.tf", ordinary::main(random))];
    let more = random.between(2, 4);
    let first = random.between(0, NAMES.len() - 1);
    for at in 0..more {
        let name = NAMES[(first + at) % NAMES.len()];
        let lines = random.between(30, 110);
        let mut text = format!("# {} of this module\n\n", name.trim_end_matches(".tf"));
        let mut number = 0;
        while text.lines().count() < lines {
            text += &ordinary::block(&format!("{}_{number}", name.trim_end_matches(".tf")), random);
            text += "\n";
            number += 1;
        }
        files.push((name, text));
    }
    files
}
