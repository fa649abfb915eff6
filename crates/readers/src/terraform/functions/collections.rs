//! Functions on lists, tuples and sequences of arguments.

use super::call::{Answer, Call, Stop, bounded, fault, number, truth};
use super::compare::{equals, reason, same_element};
use super::convert::{self, Type, type_of, unify_types};
use super::strings;
use crate::number::Number;
use crate::value::{Flavor, Kind, List, Shared, Value};
use model::known::{Truth, Why, order};

/// A list that is not known as a whole has no certain positions.
fn list(flavor: Flavor, items: Vec<Value>, open: Option<Why>) -> Value {
    let loose = open.is_some();
    Kind::List(Shared::new(List { flavor, items, open, loose })).into()
}

/// The first of several reasons, with the questions of the others.
pub(super) fn merged(a: Option<Why>, b: Option<Why>) -> Option<Why> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.and(&b)),
        (a, b) => a.or(b),
    }
}

/// Lengths of strings, lists, maps and objects.
pub(super) fn length(call: &mut Call<'_>) -> Answer {
    let arg = call.arg(0)?.clone();
    let count = match &arg.kind {
        Kind::Text(_) | Kind::Json(_) => strings::length(&call.text(0)?)?,
        Kind::List(list) if list.open.is_some() || doubtful(list) => return Err(Stop::Derived),
        Kind::List(list) => list.items.len(),
        Kind::Object(object) if object.open.is_some() => return Err(Stop::Derived),
        Kind::Object(object) => object.members.len(),
        Kind::Unknown(_) | Kind::Resource(_) => return Err(Stop::Derived),
        _ => return fault(format!("it counts strings and collections, this is {}", convert::article(&arg))),
    };
    number(Some(Number::count(count)))
}

/// A set in which two elements may be the same one.
fn doubtful(list: &List) -> bool {
    list.flavor == Flavor::Set
        && list.items.iter().any(|item| !item.is_known())
        && list
            .items
            .iter()
            .enumerate()
            .any(|(i, item)| list.items.iter().take(i).any(|other| !same_element(item, other).is_no()))
}

pub(super) fn alltrue(call: &mut Call<'_>) -> Answer {
    let list = call.list(0)?;
    truth(with_rest(Truth::all(list.items.iter().map(bool_of)), &list, false))
}

pub(super) fn anytrue(call: &mut Call<'_>) -> Answer {
    let list = call.list(0)?;
    truth(with_rest(Truth::any(list.items.iter().map(bool_of)), &list, true))
}

/// Null counts as false.
fn bool_of(value: &Value) -> Truth {
    match &value.kind {
        Kind::Bool(value) => Truth::from(*value),
        Kind::Null => Truth::No,
        _ => Truth::Unknown(reason(value)),
    }
}

fn with_rest(truth: Truth, list: &List, any: bool) -> Truth {
    match &list.open {
        Some(why) if any => truth.or(Truth::Unknown(why.clone())),
        Some(why) => truth.and(Truth::Unknown(why.clone())),
        None => truth,
    }
}

pub(super) fn chunklist(call: &mut Call<'_>) -> Answer {
    let (list, size) = (call.whole_list(0)?, call.integer(1)?);
    let Ok(size) = usize::try_from(size) else { return fault("the size is negative") };
    let chunk = |items: &[Value]| Value::list(Flavor::List, items.to_vec());
    let size = if size == 0 { list.items.len().max(1) } else { size };
    Ok(Value::list(Flavor::List, list.items.chunks(size).map(chunk).collect()))
}

/// The first argument that is neither null nor the empty string.
pub(super) fn coalesce(call: &mut Call<'_>) -> Answer {
    let Some(common) = unify_types(call.args.iter().map(type_of).collect()) else {
        return fault("the arguments have no type in common");
    };
    for arg in &call.args {
        let given = match &arg.kind {
            Kind::Null => Truth::No,
            Kind::Text(text) => text.is_empty().not(),
            Kind::Unknown(symbol) if symbol.is_nonempty() => Truth::Yes,
            Kind::Unknown(symbol) => Truth::Unknown(symbol.why().clone()),
            _ => Truth::Yes,
        };
        match given {
            Truth::No => {}
            Truth::Yes => return convert::convert(arg, &common).or_else(|wrong| fault(wrong.text)),
            Truth::Unknown(_) => return Err(Stop::Derived),
        }
    }
    fault("every argument is null or empty")
}

/// The first list that has items.
pub(super) fn coalescelist(call: &mut Call<'_>) -> Answer {
    for arg in &call.args {
        match &arg.kind {
            Kind::Unknown(_) | Kind::Resource(_) => break,
            Kind::List(list) if list.flavor != Flavor::Set => {}
            Kind::Null => {}
            _ => return fault(format!("a list is wanted, this is {}", convert::article(arg))),
        }
    }
    for at in 0..call.args.len() {
        let arg = call.arg(at)?;
        if arg.is_null() {
            continue;
        }
        let list = call.list(at)?;
        if !list.items.is_empty() {
            return Ok(arg.clone());
        }
        if list.open.is_some() {
            return Err(Stop::Derived);
        }
    }
    fault("every list is empty")
}

/// The strings that are neither null nor empty.
pub(super) fn compact(call: &mut Call<'_>) -> Answer {
    let given = call.list(0)?;
    let mut open = given.open.clone();
    let mut items = Vec::new();
    for item in &given.items {
        let empty = match &item.kind {
            Kind::Null => Truth::Yes,
            Kind::Text(text) => text.is_empty(),
            Kind::Unknown(symbol) if symbol.is_nonempty() => Truth::No,
            Kind::Unknown(symbol) => Truth::Unknown(symbol.why().clone()),
            _ => Truth::No,
        };
        match empty {
            Truth::Yes => {}
            Truth::No => items.push(item.clone()),
            Truth::Unknown(why) => open = merged(open, Some(why)),
        }
    }
    Ok(list(Flavor::List, items, open))
}

pub(super) fn concat(call: &mut Call<'_>) -> Answer {
    if call.args.is_empty() {
        return fault("it takes at least one list");
    }
    let (mut items, mut open, mut loose) = (Vec::new(), None, false);
    let (mut tuple, mut types) = (false, Vec::new());
    for arg in &call.args {
        match &arg.kind {
            Kind::List(list) if list.flavor == Flavor::Set => {
                return fault("a set has no order to be joined in");
            }
            Kind::List(list) => {
                tuple |= list.flavor == Flavor::Tuple;
                types.push(type_of(arg));
                bounded(items.len() + list.items.len())?;
                loose |= list.loose || open.is_some() && !list.items.is_empty();
                items.extend(list.items.iter().cloned());
                open = merged(open, list.open.clone());
            }
            Kind::Unknown(symbol) => open = merged(open, Some(symbol.why().clone())),
            Kind::Resource(_) => open = merged(open, Some(reason(arg))),
            _ => return fault(format!("a list is wanted, this is {}", convert::article(arg))),
        }
    }
    match unify_types(types).filter(|_| !tuple) {
        Some(Type::List(element)) => {
            let convert = |item: &Value| convert::convert(item, &element);
            let items: Result<Vec<Value>, _> = items.iter().map(convert).collect();
            let items = items.or_else(|wrong| fault(wrong.text))?;
            Ok(Kind::List(Shared::new(List { flavor: Flavor::List, items, open, loose })).into())
        }
        _ => Ok(Kind::List(Shared::new(List { flavor: Flavor::Tuple, items, open, loose })).into()),
    }
}

pub(super) fn contains(call: &mut Call<'_>) -> Answer {
    let (list, wanted) = (call.list(0)?, call.arg(1)?);
    let found = Truth::any(list.items.iter().map(|item| equals(item, wanted)));
    truth(with_rest(found, &list, true))
}

/// Every element once. Where two may be the same, how many there are is not known.
pub(super) fn distinct(call: &mut Call<'_>) -> Answer {
    let given = call.list(0)?;
    let mut open = given.open.clone();
    let mut items: Vec<Value> = Vec::new();
    bounded(given.items.len().saturating_mul(given.items.len()) / 100)?;
    for item in &given.items {
        let mut same = Truth::No;
        for other in &items {
            same = same.or(same_element(item, other));
            if same.is_yes() {
                break;
            }
        }
        match same {
            Truth::Yes => {}
            Truth::No => items.push(item.clone()),
            Truth::Unknown(why) => {
                items.push(item.clone());
                open = merged(open, Some(why));
            }
        }
    }
    Ok(list(Flavor::List, items, open))
}

/// The element at an index that begins anew behind the end.
pub(super) fn element(call: &mut Call<'_>) -> Answer {
    let list = call.list(0)?;
    let index = call.integer(1)?;
    if list.flavor == Flavor::Set {
        return fault("a set has no order");
    }
    if list.open.is_some() {
        return Err(Stop::Derived);
    }
    let Some(length) = i64::try_from(list.items.len()).ok().filter(|length| *length > 0) else {
        return fault("the list is empty");
    };
    let at = index.rem_euclid(length);
    if index < 0 && at != 0 && list.flavor == Flavor::Tuple {
        return fault("the index is negative");
    }
    item_at(&list, at)
}

fn item_at(list: &List, at: i64) -> Answer {
    usize::try_from(at).ok().and_then(|at| list.items.get(at)).cloned().ok_or(Stop::Derived)
}

/// Lists within lists, opened up at every level.
pub(super) fn flatten(call: &mut Call<'_>) -> Answer {
    let given = call.list(0)?;
    let (mut items, mut open) = (Vec::new(), None);
    flatten_into(&given, &mut items, &mut open, 0)?;
    Ok(list(Flavor::Tuple, items, open))
}

fn flatten_into(
    list: &List,
    items: &mut Vec<Value>,
    open: &mut Option<Why>,
    depth: usize,
) -> Result<(), Stop> {
    if depth > super::types::DEPTH {
        return Err(Stop::Unknown(Why::new("a list is nested too deeply")));
    }
    *open = merged(open.take(), list.open.clone());
    if list.flavor == Flavor::Set && list.items.len() > 1 {
        let unknown = list.items.iter().find(|item| !item.is_known()).map(reason);
        *open = merged(open.take(), unknown);
    }
    for item in &list.items {
        bounded(items.len())?;
        match &item.kind {
            Kind::List(inner) => flatten_into(inner, items, open, depth + 1)?,
            // May be a list itself.
            Kind::Unknown(symbol) if symbol.shape() == model::known::Shape::Any => {
                *open = merged(open.take(), Some(symbol.why().clone()));
            }
            _ => items.push(item.clone()),
        }
    }
    Ok(())
}

pub(super) fn index(call: &mut Call<'_>) -> Answer {
    let (list, wanted) = (call.list(0)?, call.arg(1)?);
    if list.flavor == Flavor::Set {
        return fault("a set has no order");
    }
    let mut certain = list.open.is_none();
    for (i, item) in list.items.iter().enumerate() {
        match equals(item, wanted) {
            Truth::Yes if certain => return number(Some(Number::count(i))),
            Truth::No => {}
            _ => certain = false,
        }
    }
    if certain { fault("the item is not in the list") } else { Err(Stop::Derived) }
}

pub(super) fn matchkeys(call: &mut Call<'_>) -> Answer {
    let Some(common) = unify_types(vec![type_of(call.arg(1)?), type_of(call.arg(2)?)]) else {
        return fault("the keys and what is searched for have no type in common");
    };
    for at in [1, 2] {
        let converted = convert::convert(call.arg(at)?, &common).or_else(|wrong| fault(wrong.text))?;
        if let Some(slot) = call.args.get_mut(at) {
            *slot = converted;
        }
    }
    let (values, keys, wanted) = (call.whole_list(0)?, call.whole_list(1)?, call.list(2)?);
    if values.items.len() != keys.items.len() {
        return fault("there are not as many keys as values");
    }
    bounded(keys.items.len().saturating_mul(wanted.items.len()) / 100)?;
    let mut open = None;
    let mut items = Vec::new();
    for (value, key) in values.items.iter().zip(&keys.items) {
        let found = Truth::any(wanted.items.iter().map(|other| same_element(key, other)));
        let found = with_rest(found, &wanted, true);
        match found {
            Truth::Yes if !key.is_null() => items.push(value.clone()),
            Truth::Unknown(why) => open = merged(open, Some(why)),
            _ => {}
        }
    }
    Ok(list(Flavor::List, items, open))
}

/// The only element, or null for none.
pub(super) fn one(call: &mut Call<'_>) -> Answer {
    let list = call.list(0)?;
    if list.open.is_some() || list.items.len() > 1 && doubtful(&list) {
        return Err(Stop::Derived);
    }
    match list.items.as_slice() {
        [] => Ok(Value::null()),
        [item] => Ok(item.clone()),
        items => fault(format!("the list has {} elements", items.len())),
    }
}

pub(super) fn reverse(call: &mut Call<'_>) -> Answer {
    let given = call.list(0)?;
    let flavor = if given.flavor == Flavor::Set { Flavor::List } else { given.flavor };
    let mut open = given.open.clone();
    if given.flavor == Flavor::Set && given.items.len() > 1 {
        let unknown = given.items.iter().find(|item| !item.is_known()).map(reason);
        open = merged(open, unknown);
    }
    Ok(list(flavor, given.items.iter().rev().cloned().collect(), open))
}

pub(super) fn slice(call: &mut Call<'_>) -> Answer {
    let list_given = call.list(0)?;
    let (start, end) = (call.integer(1)?, call.integer(2)?);
    if list_given.flavor == Flavor::Set {
        return fault("a set has no order");
    }
    if list_given.open.is_some() {
        return Err(Stop::Derived);
    }
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    match range.and_then(|(start, end)| list_given.items.get(start..end)) {
        Some(items) => Ok(list(list_given.flavor, items.to_vec(), None)),
        None => fault(format!("there are no items {start} to {end} in a list of {}", list_given.items.len())),
    }
}

pub(super) fn sort(call: &mut Call<'_>) -> Answer {
    let given = call.list(0)?;
    if given.items.iter().any(Value::is_null) {
        return fault("an element is null");
    }
    let unknown = given.items.iter().find(|item| !item.is_known()).filter(|_| given.items.len() > 1);
    let open = merged(given.open.clone(), unknown.map(reason));
    let mut items = given.items.clone();
    order::sort_by(&mut items, super::compare::set_order);
    Ok(list(Flavor::List, items, open))
}

/// Removed from Terraform long ago: the arguments as a list.
pub(super) fn legacy_list(call: &mut Call<'_>) -> Answer {
    let all = Value::tuple(call.args.clone());
    convert::to_list(&all).or_else(|wrong| fault(wrong.text))
}

#[cfg(test)]
mod tests {
    use super::super::given::{check, error, list, number, open, set, text, tuple, unknown};
    use crate::value::{Kind, Value};

    fn a() -> Value {
        text(&["a"])
    }

    #[test]
    fn lengths() {
        check("length", &[tuple(&[a(), unknown("var.x")])], "2");
        check("length", &[open(&tuple(&[a()]))], "<?>");
        check("length", &[set(&[text(&["x", "$var.a"]), text(&["y", "$var.b"])])], "2");
        check("length", &[set(&[text(&["$var.a"]), a()])], r#"<length(toset(["a", var.a]))!>"#);
        check("length", &[text(&["$account"])], "<length(account)!>");
    }

    #[test]
    fn the_first_that_is_there() {
        check("coalesce", &[Value::null(), unknown("bucket!"), a()], r#""${bucket}""#);
        check("coalesce", &[text(&["x", "$var.n"]), a()], r#""x${var.n}""#);
        check("coalesce", &[unknown("var.n"), a()], r#"<coalesce(var.n, "a")!>"#);
        check("coalesce", &[text(&["$var.n"]), a()], r#"<coalesce(var.n, "a")!>"#);
        check("coalescelist", &[tuple(&[]), open(&tuple(&[a()]))], r#"["a", …]"#);
        check("coalescelist", &[unknown("var.l"), tuple(&[a()])], r#"<coalescelist(var.l, ["a"])!>"#);
    }

    #[test]
    fn what_may_be_empty_leaves_a_compact_list_open() {
        let items = list(&[a(), unknown("var.n"), text(&["$bucket"]), text(&[])]);
        check("compact", &[items], r#"list["a", "${bucket}", …]"#);
    }

    #[test]
    fn joined_lists_keep_their_known_items() {
        check("concat", &[tuple(&[a()]), unknown("var.l"), tuple(&[a()])], r#"["a", "a", …]"#);
        check("concat", &[list(&[a()]), open(&list(&[]))], r#"list["a", …]"#);
        check(
            "flatten",
            &[tuple(&[tuple(&[a()]), unknown("var.l"), text(&["$var.s"])])],
            r#"["a", "${var.s}", …]"#,
        );
        check(
            "distinct",
            &[tuple(&[text(&["x", "$var.a"]), a(), text(&["x", "$var.a"])])],
            r#"list["x${var.a}", "a"]"#,
        );
        check("distinct", &[tuple(&[text(&["$var.a"]), a()])], r#"list["${var.a}", "a", …]"#);
    }

    #[test]
    fn membership() {
        check("contains", &[tuple(&[unknown("var.x"), a()]), a()], "true");
        check("contains", &[open(&tuple(&[a()])), a()], "true");
        check("contains", &[tuple(&[text(&["x", "$var.x"])]), a()], "false");
        check("contains", &[tuple(&[unknown("var.x")]), a()], r#"<contains([var.x], "a")!>"#);
        check("contains", &[open(&tuple(&[])), a()], "<?>");
        check("index", &[tuple(&[text(&["x", "$var.x"]), a()]), a()], "1");
        check("index", &[tuple(&[unknown("var.x"), a()]), a()], r#"<index([var.x, "a"], "a")!>"#);
    }

    #[test]
    fn elements() {
        check("element", &[tuple(&[unknown("var.x"), a()]), number("2")], "<var.x>");
        check("element", &[unknown("var.l"), number("0")], "<element(var.l, 0)>");
        check("element", &[open(&tuple(&[a()])), number("0")], "<?>");
        check("one", &[tuple(&[unknown("var.x")])], "<var.x>");
        check("one", &[set(&[text(&["$var.a"]), a()])], r#"<one(toset(["a", var.a]))>"#);
        error("one", &[tuple(&[unknown("var.x"), a()])], "`one`: the list has 2 elements");
        check("slice", &[tuple(&[a(), unknown("var.x")]), number("1"), number("2")], "[<var.x>]");
        check("reverse", &[tuple(&[a(), unknown("var.x")])], r#"[<var.x>, "a"]"#);
        check("sort", &[list(&[text(&["$var.x"]), a()])], r#"list["${var.x}", "a", …]"#);
        check(
            "chunklist",
            &[list(&[text(&["$var.x"]), a()]), number("1")],
            r#"list[list["${var.x}"], list["a"]]"#,
        );
    }

    #[test]
    fn truths() {
        let on = || -> Value { Kind::Bool(true).into() };
        check("alltrue", &[tuple(&[unknown("var.x"), Kind::Bool(false).into()])], "false");
        check("alltrue", &[tuple(&[unknown("var.x"), on()])], "<alltrue(tolist([var.x, true]))!>");
        check("anytrue", &[open(&tuple(&[on()]))], "true");
        check("anytrue", &[open(&tuple(&[]))], "<?>");
    }

    #[test]
    fn functions_that_terraform_has_given_up() {
        check("list", &[a(), number("1")], r#"list["a", "1"]"#);
        check("map", &[text(&["k"]), unknown("var.x")], "map{k = <var.x>}");
    }
}
