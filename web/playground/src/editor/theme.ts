// How the editor looks. All colours are those of the page, so that light and dark need no second theme.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--sheet)", fontSize: "var(--code-size)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.62", overflow: "auto" },
  ".cm-content": { padding: "10px 0 40vh", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 16px 0 6px" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--selection) !important" },
  ".cm-gutters": { backgroundColor: "var(--sheet)", color: "var(--quiet)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 10px 0 6px", minWidth: "30px", fontVariantNumeric: "tabular-nums" },
  ".cm-activeLine": { backgroundColor: "var(--active-line)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--active-line)", color: "var(--ink)" },
  ".cm-matchingBracket": { backgroundColor: "var(--selection) !important", outline: "1px solid var(--line-strong)" },
  ".cm-evidence": { backgroundColor: "var(--evidence)" },
  // Squiggles by shape as well: wavy, dashed, dotted.
  ".cm-lintRange": { backgroundImage: "none !important", textUnderlineOffset: "4px", textDecorationSkipInk: "none" },
  ".cm-lintRange-error": { textDecoration: "underline wavy var(--broken) 1.5px" },
  ".cm-lintRange-warning": { textDecoration: "underline dashed var(--missing) 1.5px" },
  ".cm-lintRange-info": { textDecoration: "underline dotted var(--unknown) 2px" },
  ".cm-gutter-lint": { width: "20px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0", display: "flex", alignItems: "center", justifyContent: "center" },
  ".cm-lint-marker": { width: "10px", height: "10px" },
  ".cm-lint-marker-error": { content: "none", background: "var(--broken)", transform: "rotate(45deg) scale(.86)", borderRadius: "1px" },
  ".cm-lint-marker-warning": { content: "none", border: "2px solid var(--missing)", borderRadius: "1px", boxSizing: "border-box" },
  ".cm-lint-marker-info": { content: "none", border: "2px solid var(--unknown)", borderRadius: "50%", boxSizing: "border-box" },
  ".cm-lintPoint::after": { borderBottomColor: "var(--broken)" },
  ".cm-tooltip": { background: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "8px", boxShadow: "var(--shadow)", maxWidth: "min(34rem, 92vw)", overflow: "hidden" },
  ".cm-tooltip-lint": { fontFamily: "var(--sans)", fontSize: "14px", margin: "0", padding: "0" },
  ".cm-diagnostic": { padding: "12px 14px", borderLeft: "none", marginLeft: "0", whiteSpace: "normal" },
  ".cm-diagnostic + .cm-diagnostic": { borderTop: "1px solid var(--line)" },
  ".cm-diagnosticText": { display: "block" },
  ".cm-panels": { background: "var(--raised)", color: "var(--ink)", fontFamily: "var(--sans)", borderColor: "var(--line)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "8px 12px", fontSize: "14px" },
  ".cm-panel.cm-search label": { fontSize: "13px" },
  ".cm-textfield": { background: "var(--sheet)", border: "1px solid var(--line-strong)", borderRadius: "5px", fontSize: "14px", padding: "3px 8px" },
  ".cm-button": { background: "var(--sheet)", backgroundImage: "none", border: "1px solid var(--line-strong)", borderRadius: "5px", fontSize: "13px", padding: "3px 9px" },
  ".cm-searchMatch": { backgroundColor: "var(--evidence)", outline: "1px solid var(--line-strong)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--selection)" },
  // What is rendered inside of a hover card; the styles of the page do not reach it.
  ".hover-rule": { display: "flex", alignItems: "baseline", gap: "8px", marginBottom: "6px", fontSize: "13px", color: "var(--muted)" },
  ".hover-rule strong": { fontWeight: "650" },
  ".hover-rule button": { font: "inherit", color: "var(--accent)", background: "none", border: "none", padding: "0", cursor: "pointer", textDecoration: "underline", textUnderlineOffset: "3px" },
  ".hover-rule button:focus-visible": { outline: "2px solid var(--accent)", outlineOffset: "2px", borderRadius: "2px" },
  ".hover-message": { lineHeight: "1.5", overflowWrap: "anywhere" },
  ".hover-help": { marginTop: "8px", paddingTop: "8px", borderTop: "1px solid var(--line)", lineHeight: "1.5", color: "var(--muted)", overflowWrap: "anywhere" },
  "& code, .cm-tooltip code": { fontFamily: "var(--mono)", fontSize: ".93em", background: "var(--code)", borderRadius: "3px", padding: "1px 4px" },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--syntax-comment)", fontStyle: "italic" },
  { tag: [tags.keyword, tags.tagName], color: "var(--syntax-keyword)", fontWeight: "600" },
  { tag: [tags.propertyName, tags.attributeName, tags.definition(tags.propertyName)], color: "var(--syntax-name)" },
  { tag: tags.string, color: "var(--syntax-string)" },
  { tag: [tags.number, tags.atom, tags.bool], color: "var(--syntax-atom)" },
  { tag: tags.processingInstruction, color: "var(--syntax-keyword)" },
  { tag: tags.function(tags.variableName), color: "var(--syntax-function)" },
  { tag: [tags.meta, tags.typeName], color: "var(--syntax-atom)" },
]);

export const theme: Extension = [look, syntaxHighlighting(colours)];
