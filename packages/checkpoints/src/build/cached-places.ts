import { DATA_TYPE } from '@lamina/onnx';
import type { Rotary, RotaryFrequencies } from '../architectures/decoder.ts';
import type { GraphWriter } from './graph-writer.ts';
import { MASKED, type RotaryTables, type TokenPlaces } from './token-places.ts';

/** Names of the graph's inputs, as in other exporters' decoders. */
export const INPUTS = { tokens: 'input_ids', mask: 'attention_mask', positions: 'position_ids' } as const;

/**
 * Tables of graphs with caches, where token positions and the number of keys are known only at run time. Each table is computed once and used by all
 * blocks.
 */
export class CachedPlaces implements TokenPlaces {
  readonly length = null;
  readonly #graph: GraphWriter;
  #readsPositions = false;

  constructor(graph: GraphWriter) {
    this.#graph = graph;
  }

  /** True if position_ids is used. */
  get readsPositions(): boolean {
    return this.#readsPositions;
  }

  /** int64[B, S] */
  positions(): string {
    this.#readsPositions = true;
    return INPUTS.positions;
  }

  real(): string {
    return this.#graph.once('real', (graph) => {
      const own = graph.add('Slice', [
        INPUTS.mask,
        graph.add('Neg', [this.runLength()]),
        graph.ints([Number.MAX_SAFE_INTEGER]),
        graph.ints([1]),
      ]);
      return graph.add('Unsqueeze', [graph.add('Cast', [own], { attributes: { to: DATA_TYPE.float } }), graph.ints([2])]);
    });
  }

  /** int64[1]: S */
  runLength(): string {
    return this.#graph.once('length', (graph) =>
      graph.add('Slice', [graph.add('Shape', [INPUTS.tokens]), graph.ints([1]), graph.ints([2])]),
    );
  }

  /** int64[1]: T, the total number of tokens in the cache and in the run. */
  totalLength(): string {
    return this.#graph.once('total', (graph) => graph.add('Slice', [graph.add('Shape', [INPUTS.mask]), graph.ints([1]), graph.ints([2])]));
  }

  /**
   * float[B, 1, 1, S, T]: 0 if a query may see a key, otherwise the lowest float32. @param window number of visible keys, including the own; null:
   * all previous
   */
  mask(window: number | null): string {
    return this.#graph.once(`mask ${window}`, (graph) => {
      const columns = this.#columns();
      const rows = graph.add('Unsqueeze', [this.#rows(), graph.ints([1])]);
      const past = graph.add('LessOrEqual', [columns, rows]);
      const seen =
        window === null
          ? past
          : graph.add('And', [past, graph.add('Greater', [columns, graph.add('Sub', [rows, graph.ints([window], [])])])]);
      const real = graph.add('Cast', [INPUTS.mask], { attributes: { to: DATA_TYPE.bool } });
      const both = graph.add('And', [graph.add('Unsqueeze', [real, graph.ints([1, 2, 3])]), seen]);
      return graph.add('Where', [both, graph.float(0), graph.float(MASKED)]);
    });
  }

  /** float[T]: position of each key, for position biases. */
  keyPositions(): string {
    return this.#graph.once('keys', (graph) => graph.add('Cast', [this.#columns()], { attributes: { to: DATA_TYPE.float } }));
  }

  /** Cosines and sines for the tokens of this run, float[B·S, size / 2] each, and the row of each token, int64[B, S]. */
  rotary({ frequencies, magnitude }: Rotary): RotaryTables {
    const key = JSON.stringify([frequencies, magnitude]);
    const table = (kind: 'Cos' | 'Sin'): string =>
      this.#graph.once(`${kind} ${key}`, (graph) => {
        const values = graph.add(kind, [this.#angles(frequencies)]);
        if (frequencies.kind === 'by-length' && frequencies.growth !== 1)
          return graph.add('Mul', [
            values,
            this.#byLength(frequencies.length, graph.float(magnitude * frequencies.growth), graph.float(magnitude)),
          ]);
        return magnitude === 1 ? values : graph.add('Mul', [values, graph.float(magnitude)]);
      });
    const rows = this.#graph.once('rows', (graph) => {
      const positions = this.positions();
      const range = graph.add('Range', [graph.ints([0], []), graph.add('Size', [positions]), graph.ints([1], [])]);
      return graph.add('Reshape', [range, graph.add('Shape', [positions])]);
    });
    return { cos: table('Cos'), sin: table('Sin'), rows };
  }

  #columns(): string {
    return this.#graph.once('columns', (graph) => this.#range(graph.ints([0], []), this.totalLength()));
  }

  /** int64[S]: positions of the queries, after those in the cache. */
  #rows(): string {
    return this.#graph.once('queries', (graph) => {
      const past = graph.add('Squeeze', [graph.add('Sub', [this.totalLength(), this.runLength()]), graph.ints([0])]);
      return this.#range(past, this.totalLength());
    });
  }

  #range(first: string, end: string): string {
    const graph = this.#graph;
    return graph.add('Range', [first, graph.add('Squeeze', [end, graph.ints([0])]), graph.ints([1], [])]);
  }

  /** float[B·S, size / 2] radians */
  #angles(frequencies: RotaryFrequencies): string {
    return this.#graph.once(`angles ${JSON.stringify(frequencies)}`, (graph) => {
      const positions = graph.add('Cast', [this.positions()], { attributes: { to: DATA_TYPE.float } });
      return graph.add('Mul', [graph.add('Reshape', [positions, graph.ints([-1, 1])]), this.#inverse(frequencies)]);
    });
  }

  /** float[1, size / 2] radians per position */
  #inverse(frequencies: RotaryFrequencies): string {
    const graph = this.#graph;
    const row = (values: readonly number[]): string => graph.floats(values, [1, values.length]);
    if (frequencies.kind === 'fixed') return row(frequencies.inverse);
    if (frequencies.kind === 'by-length') return this.#byLength(frequencies.length, row(frequencies.long), row(frequencies.short));
    const { base, factor, length, size } = frequencies;
    const longest = graph.add('Cast', [this.#longest()], { attributes: { to: DATA_TYPE.float } });
    const stretched = graph.add('Mul', [graph.add('Max', [longest, graph.float(length)]), graph.float(factor / length)]);
    const growth = graph.add('Pow', [graph.add('Sub', [stretched, graph.float(factor - 1)]), graph.float(size / (size - 2))]);
    const exponents = Array.from({ length: size / 2 }, (_, pair) => (-2 * pair) / size);
    return graph.add('Pow', [graph.add('Mul', [growth, graph.float(base)]), row(exponents)]);
  }

  #byLength(length: number, long: string, short: string): string {
    const isLong = this.#graph.add('Greater', [this.#longest(), this.#graph.ints([length], [])]);
    return this.#graph.add('Where', [isLong, long, short]);
  }

  /** int64 scalar: the last position of any row, plus one. */
  #longest(): string {
    return this.#graph.once('longest', (graph) =>
      graph.add('Add', [graph.add('ReduceMax', [this.positions()], { attributes: { keepdims: 0 } }), graph.ints([1], [])]),
    );
  }
}
