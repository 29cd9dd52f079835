import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type CsvRow, parseCsv } from '@lamina/uploads';

const FOLDER = join(import.meta.dirname, '../../../../models/published/layers');
const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const readRows = (file: string): readonly CsvRow[] => parseCsv(read(file));
const keyOf = (row: CsvRow, ...columns: readonly string[]): string => columns.map((column) => row[column] ?? '').join('/');

interface Dataset {
  readonly id: string;
  readonly licence_file?: string;
  readonly counts: Readonly<Record<string, number>>;
}
interface RemovalSet {
  readonly id: string;
  readonly source: string;
  readonly block_count: number;
  readonly removed: Readonly<Record<string, readonly number[]>>;
}
interface Cell {
  readonly source: string;
  readonly metric: string;
  readonly value: number;
}

const DATASETS = (JSON.parse(read('datasets.json')) as { readonly datasets: readonly Dataset[] }).datasets;
const SOURCES = new Set(DATASETS.map(({ id }) => id));
const MODELS = readRows('models.csv');
const BY_MODEL = new Map(MODELS.map((row) => [keyOf(row, 'source', 'model'), row]));
const SCORES = globSync('scores/**/*.csv', { cwd: FOLDER }).flatMap(readRows);
const REMOVALS = JSON.parse(read('removals.json')) as readonly RemovalSet[];
const CELLS = JSON.parse(read('tables.json')) as readonly Cell[];
const UNITS = /^(mtp-)?(block|attention|mlp|experts|shared-experts)$|^(embedding|output|model)$/;
const OPERATIONS = /^(remove|cosine|block-influence|block-influence-sum|taylor-score|magnitude-score|round:.+)$/;
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  'cosine of normed inputs': [-1, 1],
  '1 - cosine, mean over tokens': [0, 2],
  'arccos(cosine)/pi': [0, 1],
};

function blocksOf(row: CsvRow): number {
  return Number(BY_MODEL.get(keyOf(row, 'source', 'model'))?.blocks);
}

/** The values of each profile by its unit and block. */
function readProfiles(): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const profiles = new Map<string, Map<string, number>>();
  for (const row of SCORES) {
    if (row.value === undefined || row.block_index === undefined) continue;
    const key = keyOf(row, 'source', 'model', 'operation', 'unit_of_value', 'text');
    const profile = profiles.get(key) ?? new Map<string, number>();
    profiles.set(key, profile.set(`${row.unit} ${row.block_index}`, Number(row.value)));
  }
  return profiles;
}

describe('the files of published layers', () => {
  it('have every key once', () => {
    expect(BY_MODEL.size).toBe(MODELS.length);
    const scores = SCORES.map((row) => keyOf(row, 'source', 'model', 'unit', 'block_index', 'operation', 'unit_of_value', 'text'));
    expect(new Set(scores).size).toBe(scores.length);
    const spans = readRows('spans.csv').map((row) => keyOf(row, 'source', 'model', 'first_block', 'block_count', 'text'));
    expect(new Set(spans).size).toBe(spans.length);
    expect(new Set(REMOVALS.map(({ id }) => id)).size).toBe(REMOVALS.length);
  });

  it('name sources that say title, address, revision, licence and credit, and whose licence text is there', () => {
    for (const dataset of DATASETS) {
      for (const field of ['title', 'url', 'revision', 'licence', 'credit'])
        expect(dataset).toHaveProperty(field, expect.stringMatching(/./));
      if (dataset.licence_file !== undefined) expect(read(dataset.licence_file)).not.toBe('');
    }
    const named = [...SCORES, ...MODELS, ...readRows('spans.csv')].map(({ source }) => source ?? '');
    expect([...new Set(named)].filter((source) => !SOURCES.has(source))).toEqual([]);
  });

  it('have as many rows of each source as its description counts', () => {
    for (const { id, counts } of DATASETS) {
      expect([id, SCORES.filter(({ source }) => source === id).length]).toEqual([id, counts.score_rows]);
      expect([id, CELLS.filter(({ source }) => source === id).length]).toEqual([id, counts.table_cells]);
    }
  });

  it('score parts that exist by known operations, with values in the range of their unit', () => {
    const problems = SCORES.filter((row) => {
      const model = BY_MODEL.get(keyOf(row, 'source', 'model'));
      const [low, high] = RANGES[row.unit_of_value ?? ''] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
      const isWhole = ['embedding', 'output', 'model'].includes(row.unit ?? '');
      return !(
        UNITS.test(row.unit ?? '') &&
        OPERATIONS.test(row.operation ?? '') &&
        isWhole === (row.block_index === undefined) &&
        (isWhole || Number(row.block_index) < Number(model?.blocks) + Number(model?.mtp_blocks ?? 0)) &&
        (row.value === undefined || (Number(row.value) >= low && Number(row.value) <= high && Number.isFinite(Number(row.value))))
      );
    });
    expect(problems).toEqual([]);
    expect(
      readRows('spans.csv').filter(
        (row) => Number(row.first_block) + Number(row.block_count) > blocksOf(row) || !(Number(row.value) >= 0 && Number(row.value) <= 1),
      ),
    ).toEqual([]);
  });

  it('sum the rounding of a block from its attention and its MLP, and lack few blocks', () => {
    for (const [key, profile] of readProfiles()) {
      const [source, model, operation = ''] = key.split('/');
      const size = Number(BY_MODEL.get(`${source}/${model}`)?.blocks);
      for (const unit of ['block', 'attention', 'mlp']) {
        const found = Array.from({ length: size }, (_, block) => block).filter((block) => profile.has(`${unit} ${block}`)).length;
        // At most half of a profile, or two blocks of a short one, may be missing.
        if (found > 0) expect(size - found).toBeLessThanOrEqual(Math.max(2, Math.floor(size / 2)));
      }
      if (!operation.startsWith('round:')) continue;
      for (const [unit, value] of profile) {
        const [, block] = /^block (\d+)$/.exec(unit) ?? [];
        const [attention, mlp] = [profile.get(`attention ${block}`), profile.get(`mlp ${block}`)];
        if (attention === undefined || mlp === undefined) continue;
        expect(Math.abs(attention + mlp - value)).toBeLessThan(1e-6 + 1e-9 * Math.abs(value));
      }
    }
  });

  it('remove blocks that exist, and tabulate accuracies as fractions', () => {
    for (const { id, source, removed, block_count: count } of REMOVALS) {
      expect(SOURCES).toContain(source);
      expect([
        id,
        Object.values(removed)
          .flat()
          .filter((block) => block < 0 || block >= count),
      ]).toEqual([id, []]);
    }
    expect(CELLS.filter(({ metric, value }) => metric === 'accuracy-fraction' && !(value >= 0 && value <= 1))).toEqual([]);
  });

  it('name models by aliases that exist, and doubt profiles that exist', () => {
    const ids = new Set(MODELS.map((row) => row.hf_model_id));
    const aliases = readRows('aliases.csv');
    expect(aliases.filter(({ hf_model_id: id, same_as: name, reason }) => !(ids.has(id) && ids.has(name) && reason))).toEqual([]);
    const doubts = readRows('not-counted.csv');
    const isKnown = (doubt: CsvRow): boolean =>
      SCORES.some((row) => row.unit_of_value === doubt.unit_of_value && (doubt.hf_model_id ?? row.hf_model_id) === row.hf_model_id);
    expect(doubts.filter((doubt) => !isKnown(doubt) || !doubt.reason)).toEqual([]);
  });
});
