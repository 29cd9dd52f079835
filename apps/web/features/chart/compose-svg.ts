import type { LegendEntry } from './legend-key.tsx';
import { getSymbolPath } from './symbol-mark.tsx';

/** A self-contained drawing. */
export interface Picture {
  readonly text: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

const NAMESPACE = 'http://www.w3.org/2000/svg';
const MARGIN = 16;
const LINE = 20;
/** Mean width of a character of 12 px. */
const CHARACTER = 6.6;
/** Style properties that marks and text get from the page's style sheet. */
const PROPERTIES = ['fill', 'stroke', 'color', 'font-family', 'font-size', 'font-weight', 'opacity'] as const;

/** A copy of a chart with its title, its legend, its summary and the colours of the current theme, as one file without a style sheet. */
export function composeSvg(
  drawing: SVGSVGElement,
  { title, legend, summary }: { readonly title: string; readonly legend: readonly LegendEntry[]; readonly summary: string },
): Picture {
  const page = getComputedStyle(document.documentElement);
  const body = getComputedStyle(document.body);
  const box = drawing.getBoundingClientRect();
  const rows = layOut(legend, box.width);
  const top = MARGIN + LINE + rows.length * LINE;
  const foot = wrap(summary, box.width);
  const [width, height] = [box.width + 2 * MARGIN, box.height + top + MARGIN + foot.length * LINE];
  const root = element('svg', { viewBox: `0 0 ${width} ${height}`, width, height, 'font-family': body.fontFamily, 'font-size': 12 });
  root.append(
    element('rect', { width, height, fill: body.backgroundColor === 'rgba(0, 0, 0, 0)' ? page.backgroundColor : body.backgroundColor }),
  );
  root.append(text(title, { x: MARGIN, y: MARGIN + 10, fill: body.color, 'font-size': 14, 'font-weight': 600 }));
  for (const [index, row] of rows.entries()) {
    for (const { entry, x } of row) {
      const color = resolveColor(entry.color);
      const y = MARGIN + LINE + index * LINE + 8;
      if (entry.mark !== 'line' && entry.symbol) {
        const look = entry.mark === 'outline' ? { fill: 'none', stroke: color } : { fill: color, stroke: 'none' };
        const at = `translate(${x + 11} ${y - 4})`;
        root.append(element('path', { d: getSymbolPath(entry.symbol, 4), transform: at, ...look, 'stroke-width': 1.5 }));
      } else if (entry.mark === 'area' || entry.mark === 'point')
        root.append(element('rect', { x: x + 6, y: y - 9, width: 11, height: 11, rx: 2, fill: color }));
      else
        root.append(
          element('line', {
            x1: x,
            x2: x + 22,
            y1: y - 4,
            y2: y - 4,
            stroke: color,
            'stroke-width': 2,
            'stroke-dasharray': entry.dash ?? 'none',
          }),
        );
      root.append(text(entry.label, { x: x + 28, y, fill: body.color }));
    }
  }
  const copy = copyWithStyles(drawing);
  copy.setAttribute('x', String(MARGIN));
  copy.setAttribute('y', String(top));
  copy.setAttribute('width', String(box.width));
  copy.setAttribute('height', String(box.height));
  root.append(copy);
  for (const [index, line] of foot.entries())
    root.append(text(line, { x: MARGIN, y: top + box.height + (index + 1) * LINE - 6, fill: body.color }));
  return { text: new XMLSerializer().serializeToString(root), width, height };
}

function layOut(legend: readonly LegendEntry[], width: number): { readonly entry: LegendEntry; readonly x: number }[][] {
  const rows: { readonly entry: LegendEntry; readonly x: number }[][] = [];
  let x = Number.POSITIVE_INFINITY;
  for (const entry of legend) {
    const needed = 28 + entry.label.length * CHARACTER + 20;
    if (x + needed > width + MARGIN) {
      rows.push([]);
      x = MARGIN;
    }
    rows.at(-1)?.push({ entry, x });
    x += needed;
  }
  return rows;
}

/** Lines that fit; no word is cut. */
function wrap(words: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || (line.length + 1 + word.length) * CHARACTER > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

function copyWithStyles(drawing: SVGSVGElement): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = [drawing, ...drawing.querySelectorAll('*')];
  for (const [index, target] of [copy, ...copy.querySelectorAll('*')].entries()) {
    const original = originals[index];
    if (!original) continue;
    const computed = getComputedStyle(original);
    const above = original === drawing || original.parentElement === null ? null : getComputedStyle(original.parentElement);
    target.removeAttribute('style');
    target.removeAttribute('class');
    for (const property of PROPERTIES) {
      const value = computed.getPropertyValue(property);
      // Inherited properties are not repeated: with them, a picture would be three times as large.
      if (value === (property === 'opacity' ? '1' : above?.getPropertyValue(property))) target.removeAttribute(property);
      else target.setAttribute(property, value);
    }
  }
  return copy;
}

/** The colour of a custom property in the current theme. */
function resolveColor(color: string): string {
  const probe = document.createElement('span');
  probe.style.color = color;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function text(content: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = element('text', attributes);
  made.textContent = content;
  return made;
}
