//! Paths as texts: relative to the working directory, `/` between the parts, no `.` inside, `..`
//! only at the beginning. The working directory itself is `.`.

/// `path` as seen from `base`; an absolute `path` stays as it is.
pub fn join(base: &str, path: &str) -> String {
    let absolute = path.starts_with('/') || base.starts_with('/');
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{base}/{path}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    match (absolute, parts.join("/")) {
        (true, path) => format!("/{path}"),
        (false, path) if path.is_empty() => ".".to_owned(),
        (false, path) => path,
    }
}

/// The folder that a file or folder lies in.
pub fn parent(path: &str) -> String {
    join(path, "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins() {
        for (base, path, expected) in [
            (".", "main.tf", "main.tf"),
            ("a/b", "../../c", "c"),
            ("a", "../..", ".."),
            ("..", "../x", "../../x"),
            ("a", "./b/./c", "a/b/c"),
            (".", ".", "."),
            ("a", "/etc/passwd", "/etc/passwd"),
            ("/a", "../../b", "/b"),
        ] {
            assert_eq!(join(base, path), expected, "{base} {path}");
        }
    }
}
