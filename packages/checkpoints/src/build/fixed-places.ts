import type { Rotary, RotaryFrequencies } from '../architectures/decoder.ts';
import type { GraphWriter } from './graph-writer.ts';
import { MASKED, type RotaryTables, type TokenPlaces } from './token-places.ts';

/** Tables of graphs that read windows of at most `length` tokens from their beginning: constants. */
export class FixedPlaces implements TokenPlaces {
  readonly #graph: GraphWriter;
  /** S */
  readonly length: number;

  constructor(graph: GraphWriter, length: number) {
    this.#graph = graph;
    this.length = length;
  }

  positions(): string {
    return this.#graph.ints([...Array(this.length).keys()], [1, this.length]);
  }

  rotary({ frequencies, magnitude }: Rotary): RotaryTables {
    const inverse = inverseAt(frequencies, this.length);
    // PyTorch multiplies in float32.
    const angles = Array.from({ length: this.length }, (_, position) =>
      inverse.map((frequency) => Math.fround(position * Math.fround(frequency))),
    );
    const table = (of: (angle: number) => number): string =>
      this.#graph.floats(
        angles.flatMap((row) => row.map((angle) => of(angle) * magnitude)),
        [this.length, inverse.length],
      );
    return { cos: table(Math.cos), sin: table(Math.sin), rows: this.#graph.ints([0]) };
  }

  /** float[rows, keys]: 0 where the query at `firstRow + r` may read the key at `firstKey + k`, else the lowest float32. */
  mask(rows: Range, keys: Range, window: number | null): string {
    const values = listRange(rows).flatMap((row) =>
      listRange(keys).map((key) => (key <= row && (window === null || key > row - window) ? 0 : MASKED)),
    );
    return this.#graph.floats(values, [rows.end - rows.start, keys.end - keys.start]);
  }
}

/** Places start … end − 1. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

function listRange({ start, end }: Range): readonly number[] {
  return Array.from({ length: end - start }, (_, offset) => start + offset);
}

/** float64[size / 2] radians per position, for a run of `length` tokens. */
function inverseAt(frequencies: RotaryFrequencies, length: number): readonly number[] {
  if (frequencies.kind === 'fixed') return frequencies.inverse;
  if (frequencies.kind === 'by-length') return length > frequencies.length ? frequencies.long : frequencies.short;
  const { base, factor, size } = frequencies;
  const longest = Math.max(length, frequencies.length);
  const stretched = base * ((factor * longest) / frequencies.length - (factor - 1)) ** (size / (size - 2));
  return Array.from({ length: size / 2 }, (_, pair) => stretched ** ((-2 * pair) / size));
}
