import { createHash } from 'node:crypto';
import { encodeGlobalId } from '../../data/global-id.ts';
import { amongValues, defineComputedList, type RowFilter, withinRange, withWords } from '../../paging/computed-list.ts';
import { ascending } from '../../paging/list-args.ts';
import { FloatRange } from '../../paging/range.input.ts';
import { PublishedMetric, type PublishedRemoval, type PublishedResult } from './published-result.type.ts';
import { PUBLISHED_REMOVALS, PUBLISHED_RESULTS } from './read-published.ts';
import { readRepositoryCells, readRepositoryRemovals } from './read-repositories.ts';

/** All published results. They are part of the program: a few hundred numbers that change only with a new version. */
export const PUBLISHED_ROWS: readonly PublishedResult[] = [...PUBLISHED_RESULTS, ...readRepositoryCells()].map((result) => {
  const key = toKey([result.paper, result.table, result.row, result.column]);
  return { ...result, key, id: encodeGlobalId('PublishedResult', key) };
});

/** All published lists of removed layers. */
export const REMOVAL_ROWS: readonly PublishedRemoval[] = [...PUBLISHED_REMOVALS, ...readRepositoryRemovals()];

type Row = PublishedResult;
const text = (read: (row: Row) => string, description: string) => ({ type: 'text', read, description }) as const;
const number = (read: (row: Row) => number | null, description: string) => ({ type: 'float8', read, description }) as const;

/** The list of published results. */
export const PUBLISHED = defineComputedList({
  name: 'PublishedResult',
  filterDescription: 'Filter of published results: all conditions must hold; a null condition is ignored.',
  filter: {
    paper: withWords(({ paper }: Row) => paper, 'Words that the title of the paper must contain; case is ignored.'),
    table: isText(({ table }) => table, 'Number of the table, or its subject; case is ignored.'),
    model: isText(({ model }) => model, 'The model, as named in the paper; case is ignored.'),
    method: isText(({ method }) => method, 'The method; case is ignored.'),
    benchmark: isText(({ benchmark }) => benchmark, 'The benchmark; case is ignored.'),
    metrics: amongValues(PublishedMetric, ({ metric }: Row) => metric, 'Any of these metrics.'),
    removedRatio: withinRange(FloatRange, ({ removedRatio }: Row) => removedRatio, 'Removed ratio as printed; excludes rows without one.'),
  },
  orderDescription: 'Columns that a PublishedResult list can be sorted by.',
  order: {
    PAPER: text(({ paper }) => paper, 'Title of the paper.'),
    TABLE: text(({ table }) => table, 'Number of the table, or its subject.'),
    MODEL: text(({ model }) => model, 'Model.'),
    METHOD: text(({ method }) => method, 'Method.'),
    BENCHMARK: text(({ benchmark }) => benchmark, 'Benchmark.'),
    VALUE: number(({ value }) => value, 'The number.'),
    REMOVED_RATIO: number(({ removedRatio }) => removedRatio, 'Removed ratio; rows without one come last.'),
  },
  defaultOrder: {
    words: 'by paper, table, model and method',
    columns: [ascending('PAPER'), ascending('TABLE'), ascending('MODEL'), ascending('METHOD')],
  },
  readKey: ({ key }: Row) => key,
});

/** Rows whose text equals the given one; case is ignored. */
function isText(read: (row: Row) => string, description: string): RowFilter<Row, string> {
  return { type: () => String, description, test: (wanted) => (row) => read(row).toLowerCase() === wanted.toLowerCase() };
}

/** A UUID (version 8) computed from a cell's position, so it is the same in every installation. */
function toKey(place: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(place)).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
