import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { scoreModel } from '../../score/score-model.ts';
import { finish } from '../../text/golden.fixture.ts';

const FIXTURE = join(import.meta.dirname, '../../../fixtures/tiny-gguf-layouts');
/** Losses of transformers for the models that the files were converted from (fixtures/make_gguf_layouts.py). */
const GOLDEN = JSON.parse(readFileSync(join(FIXTURE, 'golden.json'), 'utf8')) as {
  readonly ids: readonly (readonly number[])[];
  readonly nllPerWindow: Readonly<Record<string, readonly number[]>>;
};

describe('a GGUF model whose weights are stored otherwise than transformers stores them', () => {
  it.each(Object.entries(GOLDEN.nllPerWindow))('scores as PyTorch does: %s', async (name, expected) => {
    const job = scoreModel({
      model: join(FIXTURE, name),
      input: { inputIds: GOLDEN.ids },
      window: 12,
      batch: 2,
      threads: 1,
      selfCheck: false,
    });
    const { nllPerWindow } = await finish(job);
    expect(nllPerWindow).toHaveLength(expected.length);
    nllPerWindow?.forEach((nll, window) => void expect(nll).toBeCloseTo(expected[window] ?? 0, 3));
  });
});
