import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { changeOf } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { scoreModel } from '../../score/score-model.ts';
import { finish, withoutBlocks } from '../../session/golden.fixture.ts';
import { pruneModel } from './prune-model.ts';

const FIXTURE = join(import.meta.dirname, '../../../fixtures/tiny-gguf-layouts');
/** Losses of transformers for the models that the files were converted from (fixtures/make_gguf_layouts.py). */
const GOLDEN = JSON.parse(readFileSync(join(FIXTURE, 'golden.json'), 'utf8')) as {
  readonly ids: readonly (readonly number[])[];
  readonly nllPerWindow: Readonly<Record<string, readonly number[]>>;
  readonly withoutFirstBlock: Readonly<Record<string, readonly number[]>>;
};

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

async function expectLosses(model: string, expected: readonly number[]): Promise<void> {
  const job = scoreModel(model, { input: { inputIds: GOLDEN.ids }, window: 12, batch: 2, threads: 1, selfCheck: false });
  const { nllPerWindow } = await finish(job);
  expect(nllPerWindow).toHaveLength(expected.length);
  nllPerWindow?.forEach((nll, window) => void expect(nll).toBeCloseTo(expected[window] ?? 0, 3));
}

describe('a GGUF model whose weights are stored otherwise than transformers stores them', () => {
  it.each(Object.entries(GOLDEN.nllPerWindow))('scores as PyTorch does: %s', async (name, expected) => {
    await expectLosses(join(FIXTURE, name), expected);
  });

  it.each(Object.entries(GOLDEN.withoutFirstBlock))('is written without its first block: %s', async (name, expected) => {
    const out = join(temporary.path, name);
    await pruneModel({ model: join(FIXTURE, name), change: changeOf(withoutBlocks(0)), out });
    await expectLosses(out, expected);
  });
});
