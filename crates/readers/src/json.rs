//! JSON with spans, over text that may be partly known.

use crate::value::Value;
use model::known::Text;

/// Terraform's `jsonencode`: sorted keys, no white space, `<`, `>` and `&` escaped.
pub fn encode(value: &Value) -> Text {
    let _ = value;
    Text::new()
}
