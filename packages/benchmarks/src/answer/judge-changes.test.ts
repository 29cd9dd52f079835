import { describe, expect, it } from '@jest/globals';
import { createRandom, sampleMean, standardErrorOfMean } from '@lamina/metrics';
import fc from 'fast-check';
import { describeAnswer } from './describe-answer.ts';
import { documentsToDecide } from './documents-to-decide.ts';
import { findSafest, judgeChanges, type MeasuredChange, type MeasuredText } from './judge-changes.ts';
import { measureRemovable } from './removable.ts';

const LIMIT = 0.05;
const DRAWS = 2_000;
/** Of a change without benchmarks that was measured on all its texts. */
const ALL_READ = { tasks: [], unmeasuredTexts: [] };

const textOf = (logLoss: number, standardError: number, more: Partial<MeasuredText> = {}): MeasuredText => ({
  text: 'emma',
  source: 'austen',
  judges: true,
  documents: 40,
  logLoss,
  standardError,
  ...more,
});

const named = (label: string, saves: number, texts: readonly MeasuredText[]): MeasuredChange & { label: string; saving: string } => ({
  label,
  saving: 'the file shrinks from 98.4 MB to 96.7 MB',
  saves,
  texts,
  ...ALL_READ,
});

/** Normal values by Box and Muller (1958). */
function createGauss(seed: number): () => number {
  const { random } = createRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A measurement of documents whose true mean loss is given; a share of the noise is common to all changes of a draw. */
function drawTexts(
  gauss: () => number,
  {
    common,
    loss,
    documents,
    shared,
  }: { readonly common: readonly number[]; readonly loss: number; readonly documents: number; readonly shared: number },
): MeasuredText {
  const values = Array.from({ length: documents }, (_, place) => {
    const noise = Math.sqrt(shared) * (common[place] ?? 0) + Math.sqrt(1 - shared) * gauss();
    return loss + 0.05 * noise;
  });
  return textOf(sampleMean(values), standardErrorOfMean(values) ?? 0, { documents });
}

/** The share of draws in which any change is called SAFE whose true loss is just above the limit. */
function errorRate(options: {
  readonly seed: number;
  readonly changes: number;
  readonly documents: number;
  readonly shared: number;
  readonly good: number;
}): number {
  const gauss = createGauss(options.seed);
  const above = Math.log1p(LIMIT) + 1e-9;
  let wrong = 0;
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const common = Array.from({ length: options.documents }, () => gauss());
    const changes = Array.from({ length: options.changes + options.good }, (_, place) => {
      const isGood = place >= options.changes;
      return {
        isGood,
        saves: 1,
        ...ALL_READ,
        texts: [drawTexts(gauss, { common, loss: isGood ? 0 : above, documents: options.documents, shared: options.shared })],
      };
    });
    if (judgeChanges(changes, LIMIT).judged.some(({ change, verdict }) => verdict === 'SAFE' && !change.isGood)) wrong += 1;
  }
  return wrong / DRAWS;
}

/** 5 % and three standard errors of a share over the draws. */
const ALLOWED = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / DRAWS);

describe('judgeChanges', () => {
  it.each([
    ['independent changes', { seed: 1, changes: 8, documents: 20, shared: 0, good: 0 }],
    ['correlated changes', { seed: 2, changes: 8, documents: 20, shared: 0.9, good: 0 }],
    ['few documents', { seed: 3, changes: 5, documents: 4, shared: 0.5, good: 0 }],
    ['good changes among them', { seed: 4, changes: 4, documents: 12, shared: 0.5, good: 6 }],
    ['one change', { seed: 5, changes: 1, documents: 30, shared: 0, good: 0 }],
  ])('calls no change safe that loses just above the limit in more than 5 %% of 2,000 draws: %s', (_, options) => {
    expect(errorRate(options)).toBeLessThanOrEqual(ALLOWED);
  });

  it('finds a change safe that loses little', () => {
    const gauss = createGauss(6);
    const safe = Array.from({ length: 200 }, () => {
      const texts = [drawTexts(gauss, { common: [], loss: 0, documents: 40, shared: 0 })];
      return judgeChanges([{ ...ALL_READ, saves: 1, texts }], LIMIT).judged[0]?.verdict === 'SAFE';
    });
    expect(safe.filter(Boolean).length).toBeGreaterThan(190);
  });

  const anyChange = fc.record({
    saves: fc.integer({ min: 1, max: 9 }),
    tasks: fc.constant([]),
    unmeasuredTexts: fc.constant([]),
    texts: fc.array(
      fc
        .record({
          logLoss: fc.double({ min: -0.1, max: 0.3, noNaN: true }),
          standardError: fc.double({ min: 0.001, max: 0.1, noNaN: true }),
        })
        .map(({ logLoss, standardError }) => textOf(logLoss, standardError)),
      { minLength: 1, maxLength: 3 },
    ),
  });

  it('never names a change that saves nothing, whose presence changes no verdict', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 6 }), fc.array(anyChange, { maxLength: 6 }), (changes, others) => {
        const useless = others.map((change) => ({ ...change, saves: 0 }));
        const [alone, together] = [judgeChanges(changes, LIMIT), judgeChanges([...useless, ...changes], LIMIT)];
        expect(together.judged).toEqual(alone.judged);
        expect(findSafest(together)).toEqual(findSafest(alone));
        expect(together.leftOut).toHaveLength(useless.length);
      }),
    );
  });

  it('calls no further change safe because a candidate is added', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { minLength: 1, maxLength: 6 }), anyChange, (changes, added) => {
        const before = new Map(judgeChanges(changes, LIMIT).judged.map(({ change, verdict }) => [change, verdict]));
        for (const { change, verdict } of judgeChanges([...changes, added], LIMIT).judged)
          if (change !== added && verdict === 'SAFE') expect(before.get(change)).toBe('SAFE');
      }),
    );
  });

  it('tells apart what is possible, too costly and unknown', () => {
    const verdictOf = (...texts: MeasuredText[]) => judgeChanges([{ ...ALL_READ, saves: 1, texts }], LIMIT).judged[0]?.verdict;
    expect(verdictOf(textOf(0.01, 0.005))).toBe('SAFE');
    expect(verdictOf(textOf(0.04, 0.02))).toBe('POSSIBLE');
    expect(verdictOf(textOf(0.06, 0.02))).toBe('UNKNOWN');
    expect(verdictOf(textOf(0.2, 0.02))).toBe('TOO_COSTLY');
    expect(verdictOf(textOf(0.01, 0.005), textOf(0.2, 0.02))).toBe('TOO_COSTLY');
    expect(verdictOf(textOf(0.01, 0.005), textOf(0.2, 0.02, { judges: false }))).toBe('SAFE');
    expect(verdictOf(textOf(0.01, 0.005, { judges: false }))).toBeUndefined();
  });

  it('calls no change safe that was not measured on a text that would have to judge it', () => {
    const verdictOf = (texts: MeasuredText[]) =>
      judgeChanges([{ ...ALL_READ, saves: 1, texts, unmeasuredTexts: ['technical_text'] }], LIMIT).judged[0]?.verdict;
    expect(verdictOf([textOf(0.01, 0.005)])).toBe('POSSIBLE');
    expect(verdictOf([textOf(0.2, 0.02)])).toBe('TOO_COSTLY');
  });

  it('calls a change not safe where a benchmark shows more than the limit', () => {
    const task = { task: 'quiz', loss: 0.3, standardError: 0.05, detectableLoss: 0.14, documents: 300 };
    const change = { ...ALL_READ, saves: 1, texts: [textOf(0.01, 0.005)], tasks: [task] };
    expect(judgeChanges([change], LIMIT).judged[0]?.verdict).toBe('UNKNOWN');
    expect(judgeChanges([{ ...change, tasks: [{ ...task, loss: 0.1 }] }], LIMIT).judged[0]?.verdict).toBe('SAFE');
  });
});

describe('an answer', () => {
  it('names the safe change that saves most', () => {
    const changes = [
      named('Without block 14', 3, [textOf(0.2, 0.02)]),
      named('Without the attention of 26, 28', 2, [textOf(0.01, 0.005)]),
      named('Without the attention of 26', 1, [textOf(0.001, 0.001)]),
    ];
    expect(describeAnswer(judgeChanges(changes, LIMIT), LIMIT)).toBe(
      'Without the attention of 26, 28: 1 % more perplexity (0.0 to 2.0 %), within 5 %, judged on one source; the file shrinks from 98.4 MB to 96.7 MB.',
    );
    const both = [named('Without block 2', 1, [textOf(0.01, 0.005), textOf(0, 0.005, { text: 'passages', source: 'wikipedia' })])];
    expect(describeAnswer(judgeChanges(both, LIMIT), LIMIT)).toContain('(0.0 to 2.0 %), within 5 %; the file');
  });

  it('says plainly that nothing is safe, and what the cheapest change costs', () => {
    const changes = [named('Without block 14', 1, [textOf(0.094, 0.01)]), named('Without blocks 14, 17', 2, [textOf(0.3, 0.01)])];
    expect(describeAnswer(judgeChanges(changes, LIMIT), LIMIT)).toBe(
      'Nothing measured stays within 5 %, judged on one source. The cheapest: without block 14, 9.9 % more perplexity (7.7 to 12.1 %).',
    );
  });

  it('ranks models by what can go: the largest safe removal, and the largest that is not too costly', () => {
    const removals = [
      { share: 0.03, ...ALL_READ, texts: [textOf(0.01, 0.005)] },
      { share: 0.1, ...ALL_READ, texts: [textOf(0.06, 0.02)] },
      { share: 0.3, ...ALL_READ, texts: [textOf(0.9, 0.02)] },
    ];
    expect(measureRemovable(removals, LIMIT)).toEqual({ at: 0.03, upTo: 0.1 });
    expect(measureRemovable([], LIMIT)).toBeNull();
  });

  it('says how many documents would decide, or that no realistic number would', () => {
    expect(documentsToDecide({ logLoss: 0.03, standardError: 0.02, documents: 40 }, LIMIT, 1)).toBe(129);
    expect(documentsToDecide({ logLoss: 0.0487, standardError: 0.02, documents: 40 }, LIMIT, 1)).toBeNull();
  });
});
