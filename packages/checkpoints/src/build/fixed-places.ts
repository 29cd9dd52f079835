import type { Rotary, RotaryFrequencies } from '../architectures/decoder.ts';
import type { GraphWriter } from './graph-writer.ts';
import { MASKED, type RotaryTables, type TokenPlaces } from './token-places.ts';

/** Tables of graphs for windows of at most `length` tokens from position 0: constants. */
export class FixedPlaces implements TokenPlaces {
  readonly #graph: GraphWriter;
  /** S */
  readonly length: number;

  constructor(graph: GraphWriter, length: number) {
    this.#graph = graph;
    this.length = length;
  }

  runLength(): string {
    return this.#graph.ints([this.length]);
  }

  real(): null {
    return null;
  }

  positions(): string {
    return this.#graph.ints([...Array(this.length).keys()], [1, this.length]);
  }

  rotary(rotary: Rotary): RotaryTables {
    const key = JSON.stringify(rotary);
    const [cos, sin] = ([Math.cos, Math.sin] as const).map((of) =>
      this.#graph.once(`${of.name} ${key}`, (graph) => {
        const { inverse, growth } = inverseAt(rotary.frequencies, this.length);
        const magnitude = growth * rotary.magnitude;
        const values = new Float32Array(this.length * inverse.length);
        for (let position = 0; position < this.length; position += 1)
          // PyTorch multiplies in float32, so this code does too.
          for (const [pair, frequency] of inverse.entries())
            values[position * inverse.length + pair] = of(Math.fround(position * Math.fround(frequency))) * magnitude;
        return graph.table(values, [this.length, inverse.length]);
      }),
    ) as [string, string];
    return { cos, sin, rows: this.#graph.ints([0]) };
  }

  /**
   * float[rows · repeats, keys]: 0 if the query of a row may see the key, otherwise the lowest float32. Each row occurs `repeats` times.
   */
  mask(shape: MaskShape): string {
    return this.#table(shape, { seen: 0, hidden: MASKED });
  }

  /**
   * float[rows · repeats, keys]: upper bounds of scores: the largest float32 if the query of a row may see the key, otherwise −50. In a row whose
   * largest score is not below 0, a hidden key then has a share below e⁻⁵⁰, which no float32 sum notices. Unlike the share that a mask gives, it is no
   * denormal number, for which processors are slow.
   */
  ceiling(shape: MaskShape): string {
    return this.#table(shape, { seen: -MASKED, hidden: -50 });
  }

  #table({ rows, keys, window, repeats }: MaskShape, { seen, hidden }: { readonly seen: number; readonly hidden: number }): string {
    return this.#graph.once(`mask ${JSON.stringify([rows, keys, window, repeats])} ${hidden}`, (graph) => {
      const width = keys.end - keys.start;
      const height = rows.end - rows.start;
      const values = new Float32Array(height * repeats * width).fill(hidden);
      for (let place = 0; place < height * repeats; place += 1) {
        const row = rows.start + Math.floor(place / repeats);
        const first = window === null ? keys.start : Math.max(keys.start, row - window + 1);
        const from = place * width - keys.start;
        values.fill(seen, from + first, from + Math.min(keys.end, row + 1));
      }
      return graph.table(values, [height * repeats, width]);
    });
  }
}

/** The value that a mask has for visible and for hidden keys. */
export interface MaskShape {
  readonly rows: Range;
  readonly keys: Range;
  /** The number of keys that a query sees at most, itself included; null = all before it. */
  readonly window: number | null;
  /** How often each row occurs. */
  readonly repeats: number;
}

/** Positions start … end − 1. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** float64[size / 2] radians per position, for a run of `length` tokens, and the factor on the magnitude. */
function inverseAt(frequencies: RotaryFrequencies, length: number): { readonly inverse: readonly number[]; readonly growth: number } {
  if (frequencies.kind === 'fixed') return { inverse: frequencies.inverse, growth: 1 };
  if (frequencies.kind === 'by-length') {
    const { short, long, growth } = frequencies;
    return length > frequencies.length ? { inverse: long, growth } : { inverse: short, growth: 1 };
  }
  const { base, factor, size } = frequencies;
  const longest = Math.max(length, frequencies.length);
  const stretched = base * ((factor * longest) / frequencies.length - (factor - 1)) ** (size / (size - 2));
  return { inverse: Array.from({ length: size / 2 }, (_, pair) => stretched ** ((-2 * pair) / size)), growth: 1 };
}
