import { createHash } from 'node:crypto';
import { PUBLISHED_RESULTS } from '@lamina/benchmarks';
import { encodeGlobalId } from '../../data/global-id.ts';
import type { PublishedResult } from './published-result.type.ts';

/** All published results. They are part of the program: a few hundred numbers that only a new version changes. */
export const PUBLISHED_ROWS: readonly PublishedResult[] = PUBLISHED_RESULTS.map((result) => {
  const key = toKey([result.paper, result.table, result.row, result.column]);
  return { ...result, key, id: encodeGlobalId('PublishedResult', key) };
});

/** A UUID (version 8) made from a cell's place: the same in every installation. */
function toKey(place: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(place)).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
