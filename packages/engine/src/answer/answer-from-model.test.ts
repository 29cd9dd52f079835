import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { answerModel, EFFORTS, type LossText, measureTextLoss } from '@lamina/benchmarks';
import { splitDocuments } from '@lamina/models';
import { describeChange, removesNothing } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { evaluateModel } from '../evaluate/evaluate-model.ts';
import { finish } from '../session/golden.fixture.ts';
import { type AnswerOptions, answerFromModel } from './answer-from-model.ts';

const MODELS = join(import.meta.dirname, '../../../../models');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const lines = readFileSync(join(MODELS, 'texts/invented-world.jsonl'), 'utf8').trimEnd().split('\n');
const passages = lines.map((line) => (JSON.parse(line) as { readonly text: string }).text);
// Three parts of the only text that the model knows stand for three sources.
const texts = ['first', 'second', 'third'].map((source, part): LossText => {
  return { text: `part ${part + 1}`, source, label: source, passages: passages.filter((_, place) => place % 3 === part) };
});
const documents = splitDocuments(readFileSync(join(MODELS, 'calibration/invented-world.txt'), 'utf8'));
const options: AnswerOptions = {
  ...{ model: join(MODELS, 'lamina-llama-8'), reference: 'lamina-llama-8', effort: 'quick', texts, benchmarks: [], threads: 1 },
  question: { limit: 0.25, save: 'bytes', fit: null },
  calibrations: [{ text: 'calibration', source: 'first', documents }],
  scratch: temporary.path,
  checkpoint: {},
};

describe('answerFromModel', () => {
  const kept: Record<string, unknown> = {};
  const run = async (given: AnswerOptions) => {
    const job = answerFromModel(given);
    let step = await job.next();
    let parts = 0;
    for (; !step.done; step = await job.next()) {
      if (step.value.checkpoint !== undefined) parts += 1;
      Object.assign(kept, step.value.checkpoint);
    }
    return { measured: step.value, parts };
  };

  it('plans, measures and leaves the judgement to answerModel; a second call with another limit measures little', async () => {
    const { measured } = await run(options);
    const { front, leftOut } = answerModel(measured, options.question);
    expect(front.length).toBeGreaterThan(4);
    for (const { change, losses } of front) {
      // All texts count; the one of the source that chose judges removals no more than it judges what nothing chose.
      expect(losses.texts.map(({ source, judges }) => [source, judges])).toEqual([
        ['first', removesNothing(change.remove)],
        ['second', true],
        ['third', true],
      ]);
      expect(losses.texts.every(({ contextTokens, windows }) => contextTokens === 256 && windows >= EFFORTS.quick.windows.minimum)).toBe(
        true,
      );
    }
    expect(front.map(({ change }) => describeChange(change))).toContain('with int8 weights');
    expect(leftOut.changes.every(({ why }) => why !== '')).toBe(true);

    const first = Object.keys(kept).length;
    const scratch = join(temporary.path, 'again');
    mkdirSync(scratch);
    const again = await run({ ...options, scratch, checkpoint: JSON.parse(JSON.stringify(kept)) as Record<string, unknown> });
    // Functions that open forms are other ones.
    expect(JSON.stringify(again.measured)).toBe(JSON.stringify(measured));
    expect(again.parts).toBe(0);
    // Nor is a form of the model written again.
    expect(readdirSync(scratch)).toEqual([]);
    expect(Object.keys(kept).length).toBe(first);
  });

  it('measures the same as evaluateModel', async () => {
    const { measured } = await run({ ...options, checkpoint: kept });
    const [candidate] = measured.candidates.filter(
      ({ change, texts: own }) => change.repair === null && change.precision === null && own.length > 0,
    );
    if (candidate === undefined) throw new Error('no removal was measured');
    const changes = [{ ...candidate.change, repair: null }];
    const windows = { ...EFFORTS.quick.windows, limits: [0.25], hope: undefined };
    // In a larger family no change is decided earlier, and none is given up.
    const [evaluation] = await finish(evaluateModel({ model: options.model, changes, tasks: [], texts, windows, family: 1e9, threads: 1 }));
    const losses = (evaluation?.texts ?? []).map((text, place) =>
      measureTextLoss(text.windows.slice(0, candidate.texts[place]?.windows ?? 0)),
    );
    expect(losses.length).toBe(candidate.texts.length);
    for (const [place, { logLoss, standardError, windows: count }] of candidate.texts.entries()) {
      expect(losses[place]?.windows).toBe(count);
      expect(losses[place]?.logLoss).toBeCloseTo(logLoss, 5);
      expect(losses[place]?.standardError).toBeCloseTo(standardError ?? Number.NaN, 5);
    }
  });

  it('finds the cheapest change that fits a size', async () => {
    const fit = 1_000_000;
    const { measured } = await run({ ...options, checkpoint: kept, question: { ...options.question, fit } });
    const { answer } = answerModel(measured, { ...options.question, fit });
    expect(answer?.saved.bytesAfter).toBeLessThanOrEqual(fit);
  });

  it('refuses a model that knows the language of no text', async () => {
    const foreign = {
      ...options,
      texts: [{ text: 'foreign', source: 'x', label: 'x', passages: [passages.join(' ').split('').reverse().join('')] }],
    };
    await expect(finish(answerFromModel(foreign))).rejects.toThrow('knows the language of none');
  });
});
