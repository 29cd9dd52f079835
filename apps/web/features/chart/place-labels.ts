/** Words for a point of a chart; x and y in pixels. */
export interface PlacedLabel {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Of 11-pixel text, on average. */
const LETTER_WIDTH = 5.6;
const LINE_HEIGHT = 14;
/** From a point to the baseline of words above and beneath it. */
const OFFSETS = [-12, 20] as const;

/** Words centred above their points, else beneath; those that would cover other words are left out, the first points go first. */
export function placeLabels(points: readonly PlacedLabel[]): readonly PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  for (const point of points) {
    const free = OFFSETS.map((offset) => ({ ...point, y: point.y + offset })).find(
      (label) => !placed.some((other) => isOver(label, other)),
    );
    if (free) placed.push(free);
  }
  return placed;
}

function isOver(label: PlacedLabel, other: PlacedLabel): boolean {
  const width = ((label.text.length + other.text.length) / 2) * LETTER_WIDTH;
  return Math.abs(label.x - other.x) < width && Math.abs(label.y - other.y) < LINE_HEIGHT;
}
