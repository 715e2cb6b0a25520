import { IMPACT_CLASSES } from "../../model";
import { type NamePreview } from "../value";
import { type Block, type Content, type Words, code, list, paragraph, part, strong } from "./block";
import { rankOf } from "./rank";
import { ACTION_WORDS, CLASS_SIGN, counted } from "./wording";

/** Names by class, the worst first; each is kept as long as its own class says, of several of one class the first. */
export function nameParts(names: readonly NamePreview[]): Block[] {
  return [...IMPACT_CLASSES].reverse().flatMap((one) => {
    const members = names.filter((name) => name.class === one);
    const rank = rankOf("name", one);
    return part(`${counted(members.length, "DNS name")} of class ${one}`, rank, members.flatMap((name) => (members.length === 1 ? nameBlocks(name) : part(`${name.name} (${one})`, rank, nameBlocks(name)))));
  });
}

/** What a resolver is told before and after. */
function nameBlocks(name: NamePreview): Block[] {
  const { lastApplied, before, waitSeconds, reason } = name;
  return [
    { kind: "heading", level: 3, words: [reason === null ? "DNS name " : `${CLASS_SIGN[name.class]} DNS name `, code(name.name), `: ${name.action === "forget" ? "forgotten by Terraform, while its records stay" : ACTION_WORDS[name.action]}`] },
    paragraph(code(name.address), ` of stack ${name.stack}, told to name server ${name.server}.`),
    ...(reason === null ? [] : [paragraph(strong(name.class), `: ${reason}.`)]),
    ...formerBlocks(name),
    ...answers(name),
    ...(lastApplied === null || before === null ? [] : [paragraph("Drift: the last apply had written other records, and somebody has changed them since."), { kind: "text" as const, language: "diff" as const, text: difference(lastApplied, before) }]),
    ...(waitSeconds === null ? [] : [paragraph(`The apply waits ${waitSeconds} s after that, until no resolver knows any more what was taken out; until then clients come there.`)]),
    ...(name.findings.length === 0 ? [] : [list(name.findings.map(({ text }): Words => [text]))]),
  ];
}

function formerBlocks({ former, name, server }: NamePreview): Content[] {
  if (former === null) return [];
  return [
    ...(former.name === name ? [] : [paragraph("Name: ", code(former.name), " → ", code(name), ".")]),
    ...(former.server === server ? [] : [paragraph(`Name server: ${former.server} → ${server}. What the former one has stays there, unless both serve one zone.`)]),
  ];
}

/** Under another name all records are other ones. */
function answers({ before, after, former, name }: NamePreview): Content[] {
  if (before === null || after === null) return [paragraph("Before: ", ...answer(before)), paragraph("After: ", ...answer(after))];
  const isRenamed = former !== null && former.name !== name;
  const text = isRenamed ? [...before.map((record) => `-${record}\n`), ...after.map((record) => `+${record}\n`)].join("") : difference(before, after);
  return [{ kind: "text", language: "diff", text }];
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
