/**
 * msklint: proves whether the logs of Amazon MSK will arrive, link by link, from Terraform configurations and
 * CloudFormation templates. Nothing leaves the page or the process.
 */

/** Loads the WebAssembly module once; later calls give the same linter. In Node it lies on the disk, in a browser it is fetched from beside this script unless `source` says otherwise. */
export function load(source?: Source | Promise<Source>): Promise<Linter>;

/** The pages that `msklint explain` prints, in Markdown, by the name of the rule. A script of their own, loaded when this is called first. */
export function pages(): Promise<Record<string, string>>;

/** Where the module comes from: an address, a response, its bytes, or the compiled module. */
export type Source = string | URL | Request | Response | BufferSource | WebAssembly.Module;

export interface Linter {
  /** The version of msklint, as in `report.tool.version`. */
  readonly version: string;
  /** What `msklint check --format json` says of a folder that holds these files. */
  lint(input: Input): Linted;
  /** What `msklint trace` draws. */
  trace(input: Input): Traced;
  /** Every rule, by name. */
  rules(): Rule[];
}

/** Files and settings that are checked together. */
export interface Input {
  /** Text by path. Paths are relative to the working directory, with `/` between the parts. */
  files: Record<string, string>;
  settings?: Settings;
}

/** The options of the command line. */
export interface Settings {
  /** `--var`: a string is what stands after `NAME=`, anything else is taken as JSON. */
  variables?: Record<string, unknown>;
  /** `--var-file`, in order: text by path. */
  variableFiles?: Record<string, string>;
  /** `--parameter`: values of the parameters of CloudFormation templates. */
  parameters?: Record<string, string>;
  /** `--account`: twelve digits. */
  account?: string;
  /** `--region`: `eu-central-1`. */
  region?: string;
  /** `--partition`: `aws`, `aws-cn`, `aws-us-gov`. */
  partition?: string;
  /** The day on which exceptions may have expired, `2027-01-31`; if left out, the clock says it. */
  today?: string;
  /** `--no-allow`: exceptions in the configuration do not count. */
  noAllow?: boolean;
  /** `--select`: run these rules only. */
  select?: string[];
  /** `--ignore`: do not run these rules. */
  ignore?: string[];
}

export interface Linted {
  report: Report;
  /** The report as the native command prints it, byte for byte: without `utf16` and `endUtf16`. */
  json: string;
}

export interface Traced extends Linted {
  /** The delivery paths as a Mermaid flowchart. */
  mermaid: string;
}

export interface Rule {
  name: string;
  severity: Severity;
  summary: string;
}

/** Something in the settings is wrong: `message` says what. Nothing was checked. */
export class SettingsError extends Error {}

/** A bug in msklint, or no memory left. The linter can be used further: it starts again with the next call. */
export class CrashError extends Error {}

/** The report, version 1. */
export interface Report {
  version: 1;
  tool: { name: "msklint"; version: string };
  /** `incomplete`: something that may matter could not be read; `problems` says what. */
  status: "complete" | "incomplete";
  inputs: { files: number; read: number; passed_over: number };
  /** One entry for each log source and destination. */
  paths: Path[];
  findings: Finding[];
  /** Findings that exceptions in the configuration allow; left out where there are none. */
  allowed?: Allowed[];
  problems: Problem[];
}

export type Severity = "error" | "warning" | "info";
export type Confidence = "certain" | "possible";
export type State = "on" | "off" | "absent" | "unknown";
export type Verdict = "delivers" | "broken" | "unknown" | "off";
export type LinkVerdict = "ok" | "broken" | "missing" | "unknown" | "not-applicable";
export type Log = "broker" | "authorizer" | "worker" | "replicator";
export type Destination = "cloudwatch" | "s3" | "firehose";
export type SourceKind = "cluster" | "serverless-cluster" | "connector" | "replicator" | "module" | "policy";
export type LinkKind =
  | "log-group"
  | "log-group-key"
  | "stream"
  | "stream-tag"
  | "stream-role"
  | "bucket"
  | "bucket-policy"
  | "bucket-key"
  | "key-policy"
  | "deployer";

/** A stretch of a file. Lines and columns count from 1, columns in characters; `end_column` is behind the last one. */
export interface At {
  path: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  /** In bytes of UTF-8, from 0. */
  offset: number;
  end_offset: number;
  /** In UTF-16 code units from 0, as strings of JavaScript and most editors count. Not part of `json`. */
  utf16: number;
  endUtf16: number;
}

export interface Path {
  source: {
    kind: SourceKind;
    /** The address in Terraform, the logical id in CloudFormation. */
    address: string;
    /** The folder of the root module, or the path of the template. */
    root: string;
    at: At | null;
  };
  log: Log;
  destination: Destination;
  state: State;
  verdict: Verdict;
  links: Link[];
  /** Only where conditions that the configuration leaves open change the outcome. */
  scenarios?: Scenario[];
}

export interface Link {
  link: LinkKind;
  verdict: LinkVerdict;
  /** What the link rests on; null where there is nothing. */
  address: string | null;
  at: At | null;
  why: string;
}

export interface Scenario {
  when: Condition[];
  state: State;
  verdict: Verdict;
  links: Link[];
}

/** The answer to a condition that the configuration leaves open. */
export interface Condition {
  condition: string;
  is: boolean;
}

export interface Finding {
  rule: string;
  severity: Severity;
  confidence: Confidence;
  message: string;
  at: At | null;
  labels: Label[];
  help: string;
  /** The page of the rule, relative to the repository. */
  url: string;
  /** Does not change when lines move. */
  fingerprint: string;
  /** Empty for a finding that holds whatever the answers are. */
  when: Condition[];
  fixes: never[];
}

/** A finding that may stay, and the exception that says so. */
export interface Allowed {
  finding: Finding;
  reason: string | null;
  by: At;
}

export interface Label {
  message: string;
  at: At;
}

/** Something that could not be read. */
export interface Problem {
  path: string;
  at: At | null;
  message: string;
}
