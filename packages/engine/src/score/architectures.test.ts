import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { getEntry } from '@lamina/errors';
import { openModel } from '@lamina/models';
import { NOTHING_REMOVED } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { createSplitModel } from '../resident/split-resident.ts';
import { floatsOf } from '../session/batches.ts';
import { finish } from '../session/golden.fixture.ts';
import { type HashedTensor, writeHashedCheckpoint } from './hashed-checkpoint.fixture.ts';
import { listArchitectures, listCoverage } from './list-architectures.fixture.ts';
import { scoreModel } from './score-model.ts';

/** Numbers of PyTorch, made by test/reference/make_architecture_goldens.py. */
interface Golden {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: Readonly<Record<string, HashedTensor>>;
  readonly inputIds: readonly (readonly number[])[];
  readonly blockInfluence: readonly number[];
  readonly nllPerSequence: readonly number[];
  readonly parameters: number;
  readonly blockParameters: readonly number[];
}

const GOLDENS = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/architectures.json'), 'utf8')) as Record<string, Golden>;

const root = mkdtempSync(join(tmpdir(), 'lamina-architectures-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function worstGap(found: readonly (number | null)[], wanted: readonly number[]): number {
  if (found.length !== wanted.length) throw new Error(`${found.length} values, ${wanted.length} expected`);
  return Math.max(
    ...found.map(
      (value, place) => Math.abs((value ?? Number.NaN) - (wanted[place] ?? Number.NaN)) / Math.max(1, Math.abs(wanted[place] ?? 1)),
    ),
  );
}

/** The loss of each row by the model in parts. */
async function readLossesInParts(path: string, ids: Golden['inputIds']): Promise<readonly number[]> {
  const model = await createSplitModel(openModel(path), { threads: 1 });
  const [{ length } = []] = ids;
  const batch = { ids, labels: ids.map((row) => [...row.slice(1), 0]), lengths: ids.map(() => length) };
  const sums: number[] = [];
  for await (const { outputs } of model.run(batch, [NOTHING_REMOVED])) {
    const losses = floatsOf(outputs, TOKEN_LOSS_PORTS.logProbability);
    for (const row of ids.keys()) sums.push(-losses.subarray(row * length, (row + 1) * length - 1).reduce((sum, one) => sum + one, 0));
  }
  await model.release();
  return sums;
}

/** The rows about architectures. */
function listRows(table: string): readonly string[] {
  return cellsOf(table).filter((line) => line.startsWith('|`'));
}

/** Cells of a table, whatever spaces align them. */
function cellsOf(table: string): readonly string[] {
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && !/^\|[\s|-]+$/.test(line));
  return rows.map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .join('|'),
  );
}

describe('a checkpoint of transformers', () => {
  it.each(Object.entries(GOLDENS))('gives the numbers of PyTorch: %s', async (name, golden) => {
    const model = writeHashedCheckpoint(join(root, name), golden);
    const [first = []] = golden.inputIds;
    const input = { inputIds: golden.inputIds };
    const score = await finish(
      scoreModel(model, { input, window: first.length, batch: golden.inputIds.length, threads: 1, selfCheck: false }),
    );
    expect(worstGap(score.blockInfluence.mean, golden.blockInfluence)).toBeLessThan(1e-5);
    expect(worstGap(score.nllPerWindow ?? [], golden.nllPerSequence)).toBeLessThan(1e-5);
    const { layers, parameters } = score.model;
    expect([parameters, ...layers.map((layer) => layer.parameters)]).toEqual([golden.parameters, ...golden.blockParameters]);
  });

  // A recurrence knows less about the states that enter it.
  it.each(['mamba', 'jamba', 'falcon_mamba', 'mamba2', 'nemotron_h', 'qwen3_5', 'kimi_linear', 'minimax', 'lfm2'])(
    'gives the losses of PyTorch in parts too, of which every changed model is made: %s',
    async (name) => {
      const golden = getEntry(new Map(Object.entries(GOLDENS)), name);
      const losses = await readLossesInParts(writeHashedCheckpoint(join(root, `${name} in parts`), golden), golden.inputIds);
      expect(worstGap(losses, golden.nllPerSequence)).toBeLessThan(1e-5);
    },
  );

  it('proves every architecture in the table of docs/architectures.md, which npm run docs:architectures writes', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/architectures.md'), 'utf8');
    const table = listArchitectures(GOLDENS);
    expect(table).not.toMatch(/\|\s*\|$/m);
    const [, shown = ''] = page.split(/<!-- \/?table -->/);
    expect(listRows(shown)).toEqual(listRows(table));
    const [, counted = ''] = page.split(/<!-- \/?coverage -->/);
    const csv = readFileSync(join(import.meta.dirname, '../../fixtures/downloads-2026.csv'), 'utf8');
    expect(cellsOf(counted)).toEqual(cellsOf(listCoverage(csv)));
  });
});
