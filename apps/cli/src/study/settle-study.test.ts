import { describe, expect, it } from '@jest/globals';
import { UNCHANGED } from '@lamina/plans';
import { type ReadStudy, settleStudies } from './settle-study.ts';

interface Draw {
  readonly id: string;
  readonly strategy: string;
  /** How many of the first 80 documents, which the dense model answers, the pruned one does not. */
  readonly lost: number;
}

const DOCUMENTS = 100;
const dense = Array.from({ length: DOCUMENTS }, (_, document) => (document < 80 ? 1 : 0));

/** A study of one removed block on one benchmark; the first draw's strategy is the best. */
function studyOf(
  draws: readonly Draw[],
  { isStored = true, key = draws[0]?.id ?? null }: { isStored?: boolean; key?: string | null } = {},
) {
  const answersOf = (lost: number) => dense.map((score, document) => (document < lost ? 0 : score));
  const evaluation = (id: string, pruningId: string | null, lost: number) => ({
    ...{ id: `of ${id}`, pruningId, denseId: pruningId && 'of dense', benchmark: { name: 'facts' }, metric: 'acc' },
    ...{ value: (80 - lost) / DOCUMENTS, sampleCount: DOCUMENTS },
  });
  const strategies = [...new Set(draws.map(({ strategy }) => strategy))];
  const results = strategies.map((strategy, place) => ({ strategy, key: place === 0 ? key : null }));
  return {
    result: { model: 'm', comparison: { metric: 'acc', benchmarks: ['facts'], steps: [{ removedCount: 1, results }] } },
    rows: {
      prunings: draws.map(({ id, strategy }) => ({ id, strategy, removedCount: 1, units: ['block'], change: UNCHANGED })),
      evaluations: [evaluation('dense', null, 0), ...draws.map(({ id, lost }) => evaluation(id, id, lost))],
      answers: isStored
        ? draws.map(({ id, lost }) => ({ key: `of ${id}`, documents: 'same', numerators: answersOf(lost), denominators: dense }))
        : [],
    },
  } as unknown as ReadStudy;
}

const good = { id: 'good', strategy: 'block-influence', lost: 4 };
const bad = { id: 'bad', strategy: 'reverse', lost: 60 };

describe('settleStudies', () => {
  const settle = (study: ReadStudy, bound: number) => settleStudies([study], { bound, confidence: 0.95 });

  it('judges the best strategy above and below the bound, and leaves the verdict open near it', () => {
    const study = studyOf([good, bad]);
    expect(settle(study, 0.5)).toMatchObject([
      { name: 'm without 1 blocks (block-influence), facts', verdict: 'better', documents: 100, available: 100 },
    ]);
    expect(settle(study, 1.2)).toMatchObject([{ verdict: 'worse' }]);
    // 76 of 80 answers are kept.
    expect(settle(study, 0.95)).toMatchObject([{ verdict: 'open', estimate: expect.closeTo(0, 12), quantity: 'surplus' }]);
  });

  it('divides the error among all strategies, because the best was chosen among them by the same answers', () => {
    const one = settle(studyOf([good]), 0.9)[0];
    const two = settle(studyOf([good, bad]), 0.9)[0];
    expect([one?.confidence, two?.confidence]).toEqual([0.95, 0.975]);
    expect((two?.interval?.high ?? Number.NaN) - (two?.interval?.low ?? Number.NaN)).toBeGreaterThan(
      (one?.interval?.high ?? Number.NaN) - (one?.interval?.low ?? Number.NaN),
    );
  });

  it('judges the mean of several draws, document by document', () => {
    const draws = [good, { ...good, id: 'second seed', lost: 12 }];
    const [settlement] = settle(studyOf(draws, { key: null }), 0.9);
    // 0.72 is the mean score of the draws, and 0.9 × 0.8 is asked for.
    expect(settlement?.estimate).toBeCloseTo(0, 12);
  });

  it('judges by the estimate where no answers are stored', () => {
    expect(settle(studyOf([good], { isStored: false }), 0.9)).toMatchObject([
      { verdict: 'open', interval: null, estimate: expect.closeTo(0.76 - 0.9 * 0.8, 12) },
    ]);
  });
});
