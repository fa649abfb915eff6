//! Functions on sets.

use super::call::{Answer, Call, MAX_ITEMS, Stop, fault, unknown};
use super::collections::merged;
use super::compare::{reason, same_element};
use super::convert::{self, Type, type_of, unify_types};
use crate::value::{Flavor, Kind, List, Shared, Value};
use model::known::{Truth, Why};

/// All arguments as sets of the type they have in common; unknown ones as sets of which nothing is
/// known but why.
fn sets(call: &Call<'_>) -> Result<Vec<List>, Stop> {
    let Some(common) = unify_types(call.args.iter().map(type_of).collect()) else {
        return fault("the sets have no type in common");
    };
    let set = |arg: &Value| {
        let converted = convert::convert(arg, &common).or_else(|wrong| fault(wrong.text))?;
        Ok(match &converted.kind {
            Kind::List(list) => List::clone(list),
            _ => List { flavor: Flavor::Set, items: Vec::new(), open: Some(reason(arg)), loose: false },
        })
    };
    call.args.iter().map(set).collect()
}

fn contains(list: &List, item: &Value) -> Truth {
    let found = Truth::any(list.items.iter().map(|other| same_element(item, other)));
    match &list.open {
        Some(why) => found.or(Truth::Unknown(why.clone())),
        None => found,
    }
}

/// Steps of comparing every element of one set with every one of another.
fn affordable(sets: &[List]) -> Result<(), Stop> {
    let steps = sets.windows(2).map(|pair| pair.iter().map(|set| set.items.len()).product::<usize>());
    if steps.sum::<usize>() > 4_000_000 {
        return unknown("the sets are too large to be compared");
    }
    Ok(())
}

pub(super) fn setunion(call: &mut Call<'_>) -> Answer {
    let (mut items, mut open) = (Vec::new(), None);
    for set in sets(call)? {
        items.extend(set.items);
        open = merged(open, set.open);
    }
    Ok(convert::set(items, open))
}

pub(super) fn setintersection(call: &mut Call<'_>) -> Answer {
    let sets = sets(call)?;
    affordable(&sets)?;
    selected(&sets, |item, others| Truth::all(others.iter().map(|other| contains(other, item))))
}

pub(super) fn setsubtract(call: &mut Call<'_>) -> Answer {
    let sets = sets(call)?;
    affordable(&sets)?;
    selected(&sets, |item, others| Truth::any(others.iter().map(|other| contains(other, item))).not())
}

/// The elements of the first set that a comparison with the others keeps. One that may be kept
/// leaves the result open.
fn selected(sets: &[List], keep: impl Fn(&Value, &[List]) -> Truth) -> Answer {
    let Some((first, others)) = sets.split_first() else { return Err(Stop::Derived) };
    let mut open: Option<Why> = first.open.clone();
    let mut items = Vec::new();
    for item in &first.items {
        match keep(item, others) {
            Truth::Yes => items.push(item.clone()),
            Truth::No => {}
            Truth::Unknown(why) => open = merged(open, Some(why)),
        }
    }
    Ok(convert::set(items, open))
}

/// Every combination of one element from each argument.
pub(super) fn setproduct(call: &mut Call<'_>) -> Answer {
    if call.args.len() < 2 {
        return fault("it takes at least two sets");
    }
    let mut lists: Vec<Vec<Value>> = Vec::new();
    let mut is_set = false;
    let mut size = 1_usize;
    for at in 0..call.args.len() {
        let list = call.whole_list(at)?;
        is_set |= list.flavor == Flavor::Set;
        size = size.saturating_mul(list.items.len());
        let element = match &list.flavor {
            Flavor::Tuple => unify_types(list.items.iter().map(type_of).collect()),
            _ => Some(Type::Any),
        };
        let Some(element) = element else {
            return fault("the elements of an argument have no type in common");
        };
        let items = list.items.iter().map(|item| convert::convert(item, &element));
        lists.push(items.collect::<Result<_, _>>().or_else(|wrong| fault(wrong.text))?);
    }
    if size.saturating_mul(lists.len()) > MAX_ITEMS {
        return unknown(format!("the product has more than {MAX_ITEMS} items"));
    }
    let mut product: Vec<Vec<Value>> = vec![Vec::new()];
    for list in &lists {
        let extended = product
            .iter()
            .flat_map(|head| list.iter().map(|item| head.iter().cloned().chain([item.clone()]).collect()));
        product = extended.collect();
    }
    let items: Vec<Value> = product.into_iter().map(Value::tuple).collect();
    if is_set {
        return Ok(convert::set(items, None));
    }
    Ok(Kind::List(Shared::new(List { flavor: Flavor::List, items, open: None, loose: false })).into())
}

#[cfg(test)]
mod tests {
    use super::super::given::{check, open, set, text, tuple, unknown};
    use crate::value::Value;

    fn a() -> Value {
        text(&["a"])
    }

    #[test]
    fn elements_that_cannot_be_told_apart() {
        let partly = text(&["b", "$var.x"]);
        check(
            "setunion",
            &[tuple(&[a(), partly.clone()]), tuple(std::slice::from_ref(&partly))],
            r#"set["a", "b${var.x}"]"#,
        );
        check("setunion", &[tuple(&[a()]), unknown("var.s")], r#"set["a", …]"#);
        check(
            "setintersection",
            &[tuple(&[a(), partly.clone()]), tuple(std::slice::from_ref(&partly))],
            r#"set["b${var.x}"]"#,
        );
        check("setintersection", &[tuple(&[a()]), tuple(&[text(&["$var.x"])])], "set[…]");
        check("setsubtract", &[tuple(&[a(), partly.clone()]), tuple(&[a()])], r#"set["b${var.x}"]"#);
        check("setsubtract", &[tuple(&[a()]), unknown("var.s")], "set[…]");
        check("toset", &[tuple(&[partly, a()])], r#"set["a", "b${var.x}"]"#);
    }

    #[test]
    fn products_are_bounded() {
        let pair = tuple(&[unknown("var.x"), a()]);
        check("setproduct", &[pair.clone(), set(&[a()])], r#"set[["a", "a"], [<var.x>, "a"]]"#);
        check("setproduct", &[open(&pair), pair], "<?>");
        let many = tuple(&vec![a(); 400]);
        check("setproduct", &[many.clone(), many], "<?>");
    }
}
