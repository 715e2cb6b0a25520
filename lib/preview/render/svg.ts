import { type Mark, type Topology } from "../value";
import { clean, escapeHtml, line } from "./clean";

/** Of a telephone held upright: nothing gets smaller there than it is written. */
const WIDTH = 380;
const GAP = 10;
const CARD = { width: (WIDTH - GAP) / 2, height: 44 };
const ROW = 22;
/** Characters that fit beside each other, at 13 and 12 pixels. */
const CARD_LETTERS = 24;
const ROW_LETTERS = 50;

/** The topology from top to bottom: clients, VIPs with their virtual servers, routers, pools. Colours come from the page's style, so that it is readable by day and by night. */
export function renderSvg(topology: Topology): string {
  const { method, vips, routers, pools, virtualServers } = topology;
  const drawing = new Drawing();
  drawing.label("clients");
  drawing.arrow();
  drawing.cards(vips.map(({ name, address, mark }) => ({ title: `VIP ${name}`, text: address, mark })));
  drawing.rows(virtualServers.map(({ label, pool, mark }) => ({ text: `${label} → pool ${pool}`, mark })));
  drawing.arrow();
  drawing.label(`LVS routers, ${method}`);
  drawing.cards(routers.map(({ name, role, mark }) => ({ title: name, text: role, mark })));
  drawing.arrow();
  for (const { name, mark, servers } of pools) {
    drawing.label(`${mark === "changed" ? "" : SIGNS[mark]}pool ${name}`);
    drawing.rows(servers.map((server) => ({ text: `${server.name} ${server.label}`, mark: server.mark })));
  }
  return drawing.svg(`${vips.length} VIPs, ${routers.length} LVS routers, ${pools.length} pools of real servers`);
}

const SIGNS: Readonly<Record<Mark, string>> = { same: "", added: "+ ", removed: "− ", changed: "~ " };

/** Things below one another. */
class Drawing {
  private readonly parts: string[] = [];
  private y = 4;

  label(text: string): void {
    this.parts.push(`<text x="${WIDTH / 2}" y="${this.y + 14}" text-anchor="middle" class="label">${written(text, ROW_LETTERS)}</text>`);
    this.y += ROW;
  }

  arrow(): void {
    const [x, end] = [WIDTH / 2, this.y + 18];
    this.parts.push(`<path d="M${x} ${this.y + 2}V${end}M${x - 5} ${end - 6}L${x} ${end}L${x + 5} ${end - 6}" class="arrow"/>`);
    this.y = end + 6;
  }

  /** Two beside each other. */
  cards(cards: readonly { readonly title: string; readonly text: string; readonly mark: Mark }[]): void {
    cards.forEach(({ title, text, mark }, index) => {
      const [x, y] = [(index % 2) * (CARD.width + GAP), this.y + Math.floor(index / 2) * (CARD.height + GAP)];
      this.parts.push(
        `<rect x="${x + 1}" y="${y}" width="${CARD.width - 2}" height="${CARD.height}" rx="6" class="box ${mark}"/>`,
        `<text x="${x + 10}" y="${y + 18}" class="name">${written(SIGNS[mark] + title, CARD_LETTERS)}</text>`,
        `<text x="${x + 10}" y="${y + 35}">${written(text, CARD_LETTERS + 2)}</text>`,
      );
    });
    this.y += Math.ceil(cards.length / 2) * (CARD.height + GAP);
  }

  /** One below the other. */
  rows(rows: readonly { readonly text: string; readonly mark: Mark }[]): void {
    for (const { text, mark } of rows) {
      this.parts.push(`<rect x="1" y="${this.y}" width="${WIDTH - 2}" height="${ROW - 2}" rx="3" class="box ${mark}"/>`, `<text x="10" y="${this.y + 14}">${written(SIGNS[mark] + text, ROW_LETTERS)}</text>`);
      this.y += ROW;
    }
    this.y += GAP / 2;
  }

  svg(description: string): string {
    return `<svg viewBox="0 0 ${WIDTH} ${this.y + 4}" role="img" aria-label="${escapeHtml(description)}">\n${this.parts.join("\n")}\n</svg>\n`;
  }
}

/** What doesn't fit is in the tables; the whole of it is shown where the pointer rests. */
function written(text: string, most: number): string {
  const whole = line(clean(text));
  const letters = [...whole];
  return letters.length <= most ? escapeHtml(whole) : `${escapeHtml(letters.slice(0, most - 1).join(""))}…<title>${escapeHtml(whole)}</title>`;
}
