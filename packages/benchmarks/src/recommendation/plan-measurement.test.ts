import { describe, expect, it } from '@jest/globals';
import type { UnitKind } from '@lamina/plans';
import type { StrategyName } from '@lamina/strategies';
import { type MeasuredRemoval, type MeasurementFacts, planMeasurement } from './plan-measurement.ts';
import { recommendRemoval } from './recommend-removal.ts';

const removal = (removedCount: number, value: number, strategies: readonly StrategyName[] = ['block-influence']) => ({
  removedCount,
  units: ['block'] as readonly UnitKind[],
  strategies,
  removedParameters: removedCount * 10,
  repair: null as MeasuredRemoval['repair'],
  loss: { scale: 'share' as const, value, standardError: 0.01, documents: 100 },
});
type Removal = ReturnType<typeof removal>;

function plan(removals: readonly Removal[], facts: Partial<MeasurementFacts<Removal>> = {}) {
  return planMeasurement({
    recommendation: recommendRemoval(removals, 0.05),
    gaps: [],
    blockCount: 8,
    wantedUnits: null,
    isLimited: false,
    benchmarks: [{ name: 'facts', documentCount: 160 }],
    hasSpeed: true,
    ...facts,
  });
}

describe('what to measure next', () => {
  it('is a first study of at most half of the blocks if nothing was measured', () => {
    expect(plan([], { hasSpeed: false })).toEqual({
      reason: 'No pruning of the model was evaluated on it.',
      strategies: ['block-influence', 'angular-span', 'leave-one-out-loss'],
      counts: [1, 2, 4],
      units: [['block']],
      repairs: [],
      benchmarks: ['facts'],
      documents: null,
      efficiency: true,
    });
  });

  it('is the same again on all documents where there were too few', () => {
    const gaps: MeasurementFacts<Removal>['gaps'] = [
      { removedCount: 3, strategies: ['reverse', 'explicit'], units: ['block'], repair: null, gap: 'few-documents' },
      { removedCount: 1, strategies: ['block-influence'], units: ['block'], repair: null, gap: 'no-error' },
    ];
    expect(plan([], { gaps })).toMatchObject({
      reason: expect.stringContaining('too few documents'),
      strategies: ['block-influence', 'reverse'],
      counts: [1, 3],
      documents: null,
    });
  });

  it('is as many documents as decide, where the benchmark has them', () => {
    // Φ⁻¹(0.95)² · (0.01 / 0.01)² · 100 = 270.6 documents.
    const facts = { benchmarks: [{ name: 'facts', documentCount: 300 }] };
    expect(plan([removal(2, 0.04)], facts)).toMatchObject({ counts: [2], strategies: ['block-influence'], documents: 271 });
  });

  it('is another strategy where the benchmark has too few documents to decide', () => {
    expect(plan([removal(2, 0.04, ['block-influence', 'angular-span'])])).toMatchObject({
      reason: expect.stringContaining('271 documents'),
      counts: [2],
      strategies: ['relative-magnitude', 'leave-one-out-loss', 'greedy-loss'],
      documents: null,
    });
  });

  it('is fewer blocks where every removal loses more, or another block where one alone does', () => {
    expect(plan([removal(3, 0.5), removal(6, 0.9)])).toMatchObject({ counts: [1, 2], strategies: ['block-influence'] });
    expect(plan([removal(1, 0.5)])).toMatchObject({
      counts: [1],
      strategies: ['relative-magnitude', 'angular-span', 'leave-one-out-loss', 'greedy-loss'],
    });
  });

  it('is more blocks where the largest measured removal is within', () => {
    expect(plan([removal(1, 0), removal(2, 0.001)])).toMatchObject({ counts: [3, 4] });
  });

  it('is the speed where that alone is missing, and nothing where all is known', () => {
    const removals = [removal(1, 0), removal(3, 0.5)];
    expect(plan(removals, { hasSpeed: false })).toMatchObject({ counts: [1], efficiency: true, reason: 'Its speed was not measured.' });
    expect(plan(removals)).toBeNull();
  });

  it('is of the kinds that may be removed, each by itself, by strategies that choose such units', () => {
    expect(plan([], { wantedUnits: ['mlp', 'attention'] })).toMatchObject({
      reason: 'No pruning of these units was evaluated on it.',
      units: [['attention'], ['mlp']],
      strategies: ['block-influence', 'leave-one-out-loss'],
    });
    expect(plan([], { wantedUnits: ['block', 'attention'] })).toMatchObject({
      units: [['block'], ['attention']],
      strategies: ['block-influence', 'angular-span', 'leave-one-out-loss'],
    });
  });

  it('is of the kinds of the removal that it is about', () => {
    const attentions = { ...removal(2, 0), units: ['attention'] as const };
    // A block more was measured, and no attention more.
    expect(plan([{ ...attentions, removedParameters: 40 }, removal(3, 0.5)])).toMatchObject({
      reason: 'More attentions may be removable: no removal of more than 2 attentions was measured.',
      units: [['attention']],
      counts: [3, 4],
    });
    expect(plan([{ ...removal(1, 0.5), units: ['attention', 'mlp'] }])).toMatchObject({
      units: [['attention', 'mlp']],
      strategies: ['leave-one-out-loss', 'greedy-loss'],
    });
  });

  it('is more documents where every strategy was tried, and only the first documents were asked', () => {
    const all = ['block-influence', 'relative-magnitude', 'angular-span', 'leave-one-out-loss', 'greedy-loss'] as const;
    const tried = [removal(2, 0.04, ['evolutionary']), ...all.map((name) => removal(2, 0.5, [name]))];
    expect(plan(tried)).toBeNull();
    expect(plan(tried, { isLimited: true })).toMatchObject({
      // Holm over six removals: Φ⁻¹(1 − 0.05 / 6)² · 100 = 573.1 documents.
      reason:
        'It takes 574 documents of each benchmark to decide about this removal, and 160 were asked. More documents of the same benchmarks raise the certainty.',
      strategies: ['evolutionary'],
      counts: [2],
      documents: 574,
    });
    expect(plan(tried.slice(0, 2), { isLimited: true })).toMatchObject({ reason: expect.stringContaining('were not tried') });
  });

  it('is with the repair of the removal that it is about, and of all documents where far too few were asked', () => {
    const repaired = { ...removal(2, 0.04), repair: { kind: 'linear-fold' as const } };
    expect(plan([repaired], { benchmarks: [{ name: 'facts', documentCount: 300 }] })).toMatchObject({ repairs: ['linear-fold'] });
    const all = ['block-influence', 'relative-magnitude', 'angular-span', 'leave-one-out-loss', 'greedy-loss'] as const;
    const near = { ...removal(2, 0.0499, all), repair: { kind: 'linear-fold' as const } };
    expect(plan([near], { isLimited: true })).toMatchObject({ repairs: ['linear-fold'], documents: null });
  });
});
