import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { INTERIM_LEVEL, type LossText, measureTextLoss, type StoppingRule, testAbove } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { changeOf, UNCHANGED } from '@lamina/plans';
import { finish, withoutBlocks } from '../session/golden.fixture.ts';
import { evaluateModel } from './evaluate-model.ts';

const MODELS = join(import.meta.dirname, '../../../../models');
const readText = (text: string): LossText => {
  const lines = readFileSync(join(MODELS, `texts/${text}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  return { text, source: text, label: text, passages: lines.map((line) => (JSON.parse(line) as { readonly text: string }).text) };
};
const windows: StoppingRule = { minimum: 4, step: 4, maximum: 12, limits: [0.05], level: INTERIM_LEVEL };
const options = {
  model: join(MODELS, 'lamina-llama-8'),
  tasks: [],
  texts: [readText('austen'), readText('invented-world')],
  windows,
  threads: 1,
};
const [costly, cheap] = [changeOf(withoutBlocks(0)), changeOf(withoutBlocks(5))];

describe('the losses of changes on texts', () => {
  it('are measured on texts whose language the model knows, in windows of its whole context', async () => {
    const [evaluation] = await finish(evaluateModel({ ...options, changes: [cheap], contexts: [512, 2048] }));
    const [known, ...others] = evaluation?.texts ?? [];
    expect([known?.text, others]).toEqual(['invented-world', []]);
    // The context of this model is shorter than 512 tokens.
    expect(known?.contextTokens).toBe(256);
    expect(known?.windows.every(({ tokens, positions }) => tokens === 255 && positions === 256)).toBe(true);
  });

  it('stop for each change by itself as soon as it is decided, and are the same alone and together', async () => {
    const changes = [UNCHANGED, costly, cheap];
    const together = await finish(evaluateModel({ ...options, changes, family: 1 }));
    const alone = await Promise.all(
      changes.map(async (change) => getAt(await finish(evaluateModel({ ...options, changes: [change], family: 1 })), 0)),
    );
    const windowsOf = (evaluations: typeof together, place: number) => getAt(getAt(evaluations, place).texts, 0).windows;
    // Without its first block the model guesses: the first look shows that.
    expect(windowsOf(together, 1).length).toBe(4);
    expect(testAbove(measureTextLoss(windowsOf(together, 1)), 0.05)).toBeLessThan(INTERIM_LEVEL);
    for (const place of [1, 2]) {
      const [own, shared] = [windowsOf(alone, place), windowsOf(together, place)];
      expect(shared.length).toBe(own.length);
      for (const [window, loss] of shared.entries()) expect(loss.changed).toBeCloseTo(getAt(own, window).changed, 3);
    }
    // The whole model is measured as long as another one, and has lost nothing.
    expect(windowsOf(together, 0).length).toBe(windowsOf(together, 2).length);
    expect(windowsOf(together, 0).every(({ whole, changed, positions, agreeing }) => whole === changed && positions === agreeing)).toBe(
      true,
    );
  });

  it('count windows that need not be read as done, and continue after every stored part', async () => {
    const changes = [costly, cheap];
    const kept: Record<string, unknown> = {};
    const job = evaluateModel({ ...options, changes });
    let step = await job.next();
    let last = { done: 0, total: 1 };
    for (; !step.done; step = await job.next()) {
      Object.assign(kept, JSON.parse(JSON.stringify(step.value.checkpoint ?? {})));
      last = step.value;
    }
    expect(last.done).toBe(last.total);
    const parts = Object.entries(kept);
    for (const count of [1, Math.floor(parts.length / 2), parts.length]) {
      const continued = await finish(evaluateModel({ ...options, changes, checkpoint: Object.fromEntries(parts.slice(0, count)) }));
      expect(continued.map(({ texts }) => texts)).toEqual(step.value.map(({ texts }) => texts));
    }
  });
});
