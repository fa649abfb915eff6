// The report for a ticket or a review: verdicts, links and findings in Markdown.
import type { Report, Severity } from "msklint";
import { shown } from "../editor/marks.ts";
import { DESTINATIONS, ending, headline, LINKS, LOGS, place, VERDICTS } from "../words.ts";

const MARKS = { ok: "✓", broken: "✗", missing: "!", unknown: "?", "not-applicable": "–" } as const;

export function markdown(report: Report, least: Severity): string {
  const lines = ["# Log delivery of Amazon MSK", "", `${headline(report.paths)}.`, ""];
  if (report.status === "incomplete") lines.push("Something that may matter could not be read; it stands at the end.", "");
  for (const path of report.paths) {
    lines.push(`## ${code(path.source.address)}: ${LOGS[path.log]} to ${DESTINATIONS[path.destination]}: ${ending(path)}`, "");
    if (path.verdict === "off") continue;
    lines.push("| | link | verdict | rests on | reason |", "|---|---|---|---|---|");
    for (const link of path.links) {
      const on = [link.address ? code(link.address) : "", place(link.at)].filter(Boolean).join(", ");
      lines.push(`| ${MARKS[link.verdict]} | ${LINKS[link.link]} | ${VERDICTS[link.verdict]} | ${cell(on)} | ${cell(link.why)} |`);
    }
    lines.push("");
    for (const scenario of path.scenarios ?? []) {
      const when = scenario.when.map((answer) => `${code(answer.condition)} is ${answer.is}`).join(" and ");
      lines.push(`- If ${when}: ${ending(scenario)}`);
    }
    if (path.scenarios?.length) lines.push("");
  }
  const findings = shown(report, least);
  lines.push(`## Findings`, "");
  if (findings.length === 0) lines.push("None.");
  for (const finding of findings) {
    const sure = finding.confidence === "possible" ? ", possible" : "";
    lines.push(`- **${finding.severity}${sure}** \`${finding.rule}\` ${place(finding.at)}: ${escaped(finding.message)}`);
    if (finding.help !== "") lines.push(`  ${escaped(finding.help)}`);
  }
  if (report.problems.length > 0) {
    lines.push("", "## Not read", "");
    for (const problem of report.problems) lines.push(`- ${problem.at ? place(problem.at) : problem.path}: ${escaped(problem.message)}`);
  }
  return `${lines.join("\n")}\n\nmsklint ${report.tool.version}\n`;
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

function cell(text: string): string {
  return escaped(text).replaceAll("|", "\\|");
}

/** Outside of quotes nothing of a stranger's may be markup. */
function escaped(text: string): string {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\*_[\]<>#]/g, "\\$&")))
    .join("`")
    .replaceAll("\n", " ");
}
