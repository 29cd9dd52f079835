import { describe, expect, it } from '@jest/globals';
import { getAt } from '@lamina/errors';
import { createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import { createSeededRandom, runModel } from '@lamina/test-utils/models';
import type { Attention, Linear } from '../architectures/decoder.ts';
import { plainAttention } from '../architectures/decoder-parts.ts';
import { FixedPlaces } from './fixed-places.ts';
import { GraphWriter } from './graph-writer.ts';
import { mixWindow } from './mix-window.ts';

const [LENGTH, HEADS, KEY_HEADS, HEAD_SIZE] = [70, 4, 2, 8];
const IDS = Array.from({ length: LENGTH }, () => 0);

/** Queries, keys or values of all tokens: [S, heads · headSize]. */
type Rows = readonly (readonly number[])[];

interface Tokens {
  readonly query: Rows;
  readonly key: Rows;
  readonly value: Rows;
}

const rowsOf = (name: string, heads: number): Rows => {
  const random = createSeededRandom(name);
  return Array.from({ length: LENGTH }, () => Array.from({ length: heads * HEAD_SIZE }, () => Math.fround(random())));
};
const TOKENS: Tokens = { query: rowsOf('query', HEADS), key: rowsOf('key', KEY_HEADS), value: rowsOf('value', KEY_HEADS) };

const times = (rows: Rows, factor: (row: number) => number): Rows => rows.map((row, place) => row.map((value) => value * factor(place)));

const NO_LINEAR: Linear = { weight: '', bias: null, layout: 'out-in', inputs: 0, outputs: 0 };

/** The mixing reads this part of an attention. */
const attentionOf = (window: number | null): Attention =>
  plainAttention({
    heads: HEADS,
    keyHeads: KEY_HEADS,
    headSize: HEAD_SIZE,
    projection: { kind: 'separate', query: NO_LINEAR, key: NO_LINEAR, value: NO_LINEAR },
    output: NO_LINEAR,
    scale: 0.35,
    window,
  });

interface Mixed {
  /** [S, heads · headSize] */
  readonly mixed: Rows;
  /** The largest absolute score of a query and a key that it sees. */
  readonly largestScore: number;
}

/** Attention as its definition says, in double precision. */
function mixByDefinition({ query, key, value }: Tokens, { scale, window }: Attention): Mixed {
  let largestScore = 0;
  const part = (rows: Rows, token: number, head: number): readonly number[] =>
    getAt(rows, token).slice(head * HEAD_SIZE, (head + 1) * HEAD_SIZE);
  const dot = (one: readonly number[], other: readonly number[]): number =>
    one.reduce((sum, factor, place) => sum + factor * getAt(other, place), 0);
  const mixed = IDS.map((_, token) =>
    Array.from({ length: HEADS }, (_unused, head) => {
      const keyHead = Math.floor((head * KEY_HEADS) / HEADS);
      const first = window === null ? 0 : Math.max(0, token - window + 1);
      const seen = IDS.flatMap((_id, place) => (place >= first && place <= token ? [place] : []));
      const scores = seen.map((place) => scale * dot(part(query, token, head), part(key, place, keyHead)));
      const most = Math.max(...scores);
      largestScore = Math.max(largestScore, ...scores.map(Math.abs));
      const shares = scores.map((score) => Math.exp(score - most));
      const sum = shares.reduce((total, share) => total + share, 0);
      return Array.from({ length: HEAD_SIZE }, (_size, column) =>
        seen.reduce((total, place, index) => total + (getAt(shares, index) / sum) * getAt(part(value, place, keyHead), column), 0),
      );
    }).flat(),
  );
  return { mixed, largestScore };
}

async function mixInRuntime({ query, key, value }: Tokens, attention: Attention): Promise<readonly number[]> {
  const graph = new GraphWriter(new Map(), null);
  const table = (rows: Rows): string => graph.table(Float32Array.from(rows.flat()), [1, LENGTH, getAt(rows, 0).length]);
  const mix = mixWindow(new FixedPlaces(graph, LENGTH), new Map(), 0);
  const mixed = mix(graph, { query: table(query), own: { key: table(key), value: table(value) } }, attention);
  graph.rename(mixed, 'mixed');
  const model: Model = {
    irVersion: 10,
    producerName: 'test',
    producerVersion: '',
    opsets: [
      { domain: '', version: 21 },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: graph.finish(
      [createValueInfo('input_ids', DATA_TYPE.int64, [1, LENGTH])],
      [createValueInfo('mixed', DATA_TYPE.float, [1, LENGTH, HEADS * HEAD_SIZE])],
    ),
    functions: [],
    metadata: new Map(),
    rest: [],
  };
  const { mixed: output } = await runModel(model, [IDS]);
  return output?.values ?? [];
}

describe('the attention of a window', () => {
  it.each<{ readonly name: string; readonly tokens: Tokens }>([
    { name: 'small scores', tokens: TOKENS },
    { name: 'large scores', tokens: { ...TOKENS, query: times(TOKENS.query, () => 40) } },
    { name: 'a first key that dominates', tokens: { ...TOKENS, key: times(TOKENS.key, (row) => (row === 0 ? 60 : 1)) } },
    { name: 'later keys that are far larger than earlier ones', tokens: { ...TOKENS, key: times(TOKENS.key, (row) => 1 + row * row) } },
    {
      name: 'keys that have a large vector in common',
      tokens: { ...TOKENS, key: TOKENS.key.map((row) => row.map((value) => value + 50)) },
    },
  ])('equals its definition: $name', async ({ tokens }) => {
    for (const window of [null, LENGTH, 20]) {
      const attention = attentionOf(window);
      const { mixed: expected, largestScore } = mixByDefinition(tokens, attention);
      const mixed = await mixInRuntime(tokens, attention);
      const worst = Math.max(...expected.flat().map((value, place) => Math.abs(value - getAt(mixed, place))));
      // A score has an error of a few units in its last place, and a share the relative error of e to the power of that.
      expect(worst).toBeLessThan(1e-6 * (1 + largestScore));
    }
  });
});
