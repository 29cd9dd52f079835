import { describe, expect, it } from '@jest/globals';
import type { Task } from '@lamina/benchmarks';
import { changeOf } from '@lamina/plans';
import { finish, fixtureFolder, withoutBlocks } from '../session/golden.fixture.ts';
import { evaluateModel } from './evaluate-model.ts';

const model = fixtureFolder('tiny-llama');
const documents = ['his hat is on the mat and the cat is not', 'the dog and the cat sat'].map((text, id) => ({ id: `${id}`, text }));
const facts = { name: 'p', version: '1', category: 'test', description: 'text', chance: null, digest: '' };
const task: Task = { ...facts, kind: 'perplexity', documents };

describe('divergence', () => {
  it('is the mean over documents, positive for a removal, and not measured for the whole model', async () => {
    const changes = [changeOf(withoutBlocks()), changeOf(withoutBlocks(1))];
    const [dense, pruned] = await finish(evaluateModel({ model, changes, tasks: [task], threads: 1, divergenceFromDense: true }));
    expect(dense?.tasks[0]?.metrics.map(({ metric }) => metric)).not.toContain('divergence');
    const found = pruned?.tasks[0]?.metrics.find(({ metric }) => metric === 'divergence');
    const metricOf = (name: string): number => pruned?.tasks[0]?.metrics.find(({ metric }) => metric === name)?.value ?? Number.NaN;
    // Pinsker's inequality.
    expect(metricOf('acceptance')).toBeGreaterThanOrEqual(1 - Math.sqrt((found?.value ?? Number.NaN) / 2));
    expect(metricOf('top1_agreement')).toBeLessThan(1);
    const each = pruned?.tasks[0]?.samples.map(({ metrics }) => metrics.divergence ?? Number.NaN) ?? [];
    expect(each).toHaveLength(2);
    expect(Math.min(...each)).toBeGreaterThan(0);
    expect(found?.value).toBeCloseTo((Number(each[0]) + Number(each[1])) / 2, 12);
    expect(found?.standardError).toBeCloseTo(Math.abs(Number(each[0]) - Number(each[1])) / 2, 12);
  });

  it('gives the same likelihoods as without it', async () => {
    const changes = [changeOf(withoutBlocks()), changeOf(withoutBlocks(1))];
    const evaluate = (divergenceFromDense: boolean) =>
      finish(evaluateModel({ model, changes, tasks: [task], threads: 1, divergenceFromDense }));
    const [alone, beside] = [await evaluate(false), await evaluate(true)];
    for (const [place, { tasks }] of alone.entries())
      for (const [document, { metrics }] of (tasks[0]?.samples ?? []).entries())
        for (const [name, value] of Object.entries(metrics))
          expect(beside[place]?.tasks[0]?.samples[document]?.metrics[name]).toBeCloseTo(value, 4);
  });

  it('continues from the answers of an earlier run', async () => {
    const options = {
      model,
      changes: [changeOf(withoutBlocks()), changeOf(withoutBlocks(1))],
      tasks: [task],
      threads: 1,
      divergenceFromDense: true,
    };
    const checkpoint: Record<string, unknown> = {};
    const first = evaluateModel(options);
    let step = await first.next();
    for (; !step.done; step = await first.next()) Object.assign(checkpoint, step.value.checkpoint);
    expect(Object.keys(checkpoint)).toHaveLength(2);
    const changed = Object.fromEntries(
      Object.entries(checkpoint).map(([key, values]) => [key, (values as number[]).map((value) => 2 * value)]),
    );
    const [, pruned] = await finish(evaluateModel({ ...options, checkpoint: changed }));
    const nats = (result: typeof pruned) => result?.tasks[0]?.samples[0]?.logLikelihoods[0] ?? Number.NaN;
    expect(nats(pruned)).toBeCloseTo(2 * nats(step.value[1]), 12);
  });
});
