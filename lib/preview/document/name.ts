import { type NamePreview } from "../value";
import { type Block, type Content, type Words, code, list, paragraph } from "./block";
import { ACTION_WORDS } from "./wording";

/** What a resolver is told before and after. */
export function nameBlocks(name: NamePreview): Block[] {
  const { before, after, lastApplied, waitSeconds } = name;
  const answers: Content[] =
    before === null || after === null
      ? [paragraph("Before: ", ...answer(before)), paragraph("After: ", ...answer(after))]
      : [{ kind: "text", language: "diff", text: difference(before, after) }];
  return [
    { kind: "heading", level: 3, words: ["DNS name ", code(name.name), `: ${ACTION_WORDS[name.action]}`] },
    paragraph(code(name.address), ` of stack ${name.stack}, told to name server ${name.server}.`),
    ...answers,
    ...(lastApplied === null || before === null ? [] : [paragraph("Drift: the last apply had written other records, and somebody has changed them since."), { kind: "text" as const, language: "diff" as const, text: difference(lastApplied, before) }]),
    ...(waitSeconds === null ? [] : [paragraph(`The apply waits ${waitSeconds} s after that, until no resolver knows any more what was taken out; until then clients come there.`)]),
    ...(name.findings.length === 0 ? [] : [list(name.findings.map(({ text }): Words => [text]))]),
  ];
}

function answer(records: readonly string[] | null): Words {
  if (records === null) return ["not known yet, or not shown"];
  return records.length === 0 ? ["none"] : records.flatMap((record, index) => [...(index === 0 ? [] : [", "]), code(record)]);
}

/** Records are no lines of a text: those that go, those that stay, those that come. */
function difference(before: readonly string[], after: readonly string[]): string {
  const lines = [...before.map((record) => `${after.includes(record) ? " " : "-"}${record}`), ...after.filter((record) => !before.includes(record)).map((record) => `+${record}`)];
  return lines.map((line) => `${line}\n`).join("");
}
