/** A label for a point of a chart; x and y in pixels. */
export interface PlacedLabel {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Average letter width of 11-pixel text. */
const LETTER_WIDTH = 5.6;
const LINE_HEIGHT = 14;
/** Distances from a point to the baseline of a label above and below it. */
const OFFSETS = [-12, 20] as const;

/** Places labels centred above their points, otherwise below. Labels that would overlap others are left out; earlier points have priority. */
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
