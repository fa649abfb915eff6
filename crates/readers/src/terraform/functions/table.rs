//! The list of all functions, by name.

use super::Gives::{Any as Anything, FilledText, Some as Something, Text as SomeText};
use super::Want::{Any, Bools, List, Nullable, Number, Set, Text, TextLists, Texts};
use super::call::{Answer, Call};
use super::convert;
use super::{Function, Gives, Want};
use super::{
    arn, collections, crypto, encoding, files, format, maps, network, numeric, regex, sets, strings, time,
    yaml,
};

type Run = fn(&mut Call<'_>) -> Answer;

const fn of(name: &'static str, wants: &'static [Want], gives: Gives, run: Run) -> Function {
    Function { name, wants, rest: None, gives, run }
}

const fn more(name: &'static str, wants: &'static [Want], rest: Want, gives: Gives, run: Run) -> Function {
    Function { name, wants, rest: Some(rest), gives, run }
}

/// Sorted by name.
pub(super) static FUNCTIONS: &[Function] = &[
    of("abs", &[Number], Something, numeric::abs),
    of("abspath", &[Text], FilledText, files::abspath),
    of("alltrue", &[Bools], Something, collections::alltrue),
    of("anytrue", &[Bools], Something, collections::anytrue),
    of("base64decode", &[Text], SomeText, encoding::base64decode),
    of("base64encode", &[Text], SomeText, encoding::base64encode),
    of("base64gzip", &[Text], FilledText, encoding::base64gzip),
    of("base64sha256", &[Text], FilledText, crypto::base64sha256),
    of("base64sha512", &[Text], FilledText, crypto::base64sha512),
    of("basename", &[Text], FilledText, files::basename),
    more("bcrypt", &[Text], Number, FilledText, crypto::bcrypt),
    of("ceil", &[Number], Something, numeric::ceil),
    of("chomp", &[Text], SomeText, strings::chomp),
    of("chunklist", &[List, Number], Something, collections::chunklist),
    of("cidrhost", &[Text, Number], FilledText, network::cidrhost),
    of("cidrnetmask", &[Text], FilledText, network::cidrnetmask),
    of("cidrsubnet", &[Text, Number, Number], FilledText, network::cidrsubnet),
    more("cidrsubnets", &[Text], Number, Something, network::cidrsubnets),
    more("coalesce", &[], Nullable, Something, collections::coalesce),
    more("coalescelist", &[], Nullable, Something, collections::coalescelist),
    of("compact", &[Texts], Something, collections::compact),
    more("concat", &[], Any, Something, collections::concat),
    of("contains", &[Any, Any], Something, collections::contains),
    of("csvdecode", &[Text], Something, encoding::csvdecode),
    of("dirname", &[Text], FilledText, files::dirname),
    of("distinct", &[List], Something, collections::distinct),
    of("element", &[Any, Number], Anything, collections::element),
    of("endswith", &[Text, Text], Something, strings::endswith),
    of("ephemeralasnull", &[Nullable], Anything, same),
    of("file", &[Text], SomeText, files::file),
    of("filebase64", &[Text], SomeText, files::filebase64),
    of("filebase64sha256", &[Text], FilledText, crypto::filebase64sha256),
    of("filebase64sha512", &[Text], FilledText, crypto::filebase64sha512),
    of("fileexists", &[Text], Something, files::fileexists),
    of("filemd5", &[Text], FilledText, crypto::filemd5),
    of("fileset", &[Text, Text], Something, files::fileset),
    of("filesha1", &[Text], FilledText, crypto::filesha1),
    of("filesha256", &[Text], FilledText, crypto::filesha256),
    of("filesha512", &[Text], FilledText, crypto::filesha512),
    of("flatten", &[Any], Something, collections::flatten),
    of("floor", &[Number], Something, numeric::floor),
    more("format", &[Text], Nullable, SomeText, format::format),
    of("formatdate", &[Text, Text], SomeText, time::formatdate),
    more("formatlist", &[Text], Nullable, Something, format::formatlist),
    of("indent", &[Number, Text], SomeText, strings::indent),
    of("index", &[Any, Any], Something, collections::index),
    of("issensitive", &[Nullable], Something, issensitive),
    more("join", &[Text], Texts, SomeText, strings::join),
    of("jsondecode", &[Text], Anything, encoding::jsondecode),
    of("jsonencode", &[Nullable], FilledText, encoding::jsonencode),
    of("keys", &[Any], Something, maps::keys),
    of("length", &[Any], Something, collections::length),
    more("list", &[], Any, Something, collections::legacy_list),
    of("log", &[Number, Number], Something, numeric::log),
    more("lookup", &[Any, Text], Nullable, Anything, maps::lookup),
    of("lower", &[Text], SomeText, strings::lower),
    more("map", &[], Any, Something, maps::legacy_map),
    of("matchkeys", &[List, List, List], Something, collections::matchkeys),
    more("max", &[], Number, Something, numeric::max),
    of("md5", &[Text], FilledText, crypto::md5),
    more("merge", &[], Nullable, Something, maps::merge),
    more("min", &[], Number, Something, numeric::min),
    of("nonsensitive", &[Nullable], Anything, same),
    of("one", &[Any], Anything, collections::one),
    of("parseint", &[Any, Number], Something, numeric::parseint),
    of("pathexpand", &[Text], SomeText, files::pathexpand),
    of("plantimestamp", &[], FilledText, crypto::timestamp),
    of("pow", &[Number, Number], Something, numeric::pow),
    of("provider::aws::arn_build", &[Text, Text, Text, Text, Text], FilledText, arn::build),
    of("provider::aws::arn_parse", &[Text], Something, arn::parse),
    of("provider::aws::trim_iam_role_path", &[Text], FilledText, arn::trim_iam_role_path),
    more("range", &[], Number, Something, numeric::range),
    of("regex", &[Text, Text], Anything, regex::regex),
    of("regexall", &[Text, Text], Something, regex::regexall),
    of("replace", &[Text, Text, Text], SomeText, strings::replace),
    of("reverse", &[Any], Something, collections::reverse),
    of("rsadecrypt", &[Text, Text], SomeText, crypto::rsadecrypt),
    of("sensitive", &[Nullable], Anything, same),
    more("setintersection", &[Set], Set, Something, sets::setintersection),
    more("setproduct", &[], Any, Something, sets::setproduct),
    of("setsubtract", &[Set, Set], Something, sets::setsubtract),
    more("setunion", &[Set], Set, Something, sets::setunion),
    of("sha1", &[Text], FilledText, crypto::sha1),
    of("sha256", &[Text], FilledText, crypto::sha256),
    of("sha512", &[Text], FilledText, crypto::sha512),
    of("signum", &[Number], Something, numeric::signum),
    of("slice", &[Any, Number, Number], Something, collections::slice),
    of("sort", &[Texts], Something, collections::sort),
    of("split", &[Text, Text], Something, strings::split),
    of("startswith", &[Text, Text], Something, strings::startswith),
    of("strcontains", &[Text, Text], Something, strings::strcontains),
    of("strrev", &[Text], SomeText, strings::strrev),
    of("substr", &[Text, Number, Number], SomeText, strings::substr),
    of("sum", &[Any], Something, numeric::sum),
    of("templatefile", &[Text, Any], Anything, files::templatefile),
    of("templatestring", &[Text, Any], SomeText, files::templatestring),
    of("textdecodebase64", &[Text, Text], SomeText, encoding::textdecodebase64),
    of("textencodebase64", &[Text, Text], SomeText, encoding::textencodebase64),
    of("timeadd", &[Text, Text], FilledText, time::timeadd),
    of("timecmp", &[Text, Text], Something, time::timecmp),
    of("timestamp", &[], FilledText, crypto::timestamp),
    of("title", &[Text], SomeText, strings::title),
    of("tobool", &[Nullable], Anything, |call| converted(call, convert::to_bool)),
    of("tolist", &[Nullable], Anything, |call| converted(call, convert::to_list)),
    of("tomap", &[Nullable], Anything, |call| converted(call, convert::to_map)),
    of("tonumber", &[Nullable], Anything, |call| converted(call, convert::to_number)),
    of("toset", &[Nullable], Anything, |call| converted(call, convert::to_set)),
    of("tostring", &[Nullable], Anything, |call| converted(call, convert::to_string)),
    of("transpose", &[TextLists], Something, maps::transpose),
    of("trim", &[Text, Text], SomeText, strings::trim),
    of("trimprefix", &[Text, Text], SomeText, strings::trimprefix),
    of("trimspace", &[Text], SomeText, strings::trimspace),
    of("trimsuffix", &[Text, Text], SomeText, strings::trimsuffix),
    of("upper", &[Text], SomeText, strings::upper),
    of("urlencode", &[Text], SomeText, encoding::urlencode),
    of("uuid", &[], FilledText, crypto::uuid),
    of("uuidv5", &[Text, Text], FilledText, crypto::uuidv5),
    of("values", &[Any], Something, maps::values),
    of("yamldecode", &[Text], Anything, yaml::decode),
    of("yamlencode", &[Nullable], FilledText, yaml::encode),
    of("zipmap", &[Texts, Any], Something, maps::zipmap),
];

/// Marks like `sensitive` change nothing about a value.
fn same(call: &mut Call<'_>) -> Answer {
    call.arg(0).cloned()
}

/// Whether a value is marked is not kept.
fn issensitive(_: &mut Call<'_>) -> Answer {
    super::call::unknown("whether a value is sensitive is not followed")
}

type Conversion = fn(&crate::value::Value) -> Result<crate::value::Value, model::known::Fault>;

fn converted(call: &Call<'_>, to: Conversion) -> Answer {
    to(call.arg(0)?).or_else(|wrong| super::call::fault(wrong.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order() {
        let names: Vec<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
        assert!(names.is_sorted() && names.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
