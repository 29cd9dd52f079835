import { describe, expect, it } from '@jest/globals';
import { createRandom } from '@lamina/metrics';
import fc from 'fast-check';
import { type MeasuredText, measureTextLoss } from '../text-loss/text-loss.ts';
import { describeAnswer, describeFit, describeTaskLoss, describeVerdict, type NamedChange } from './describe-answer.ts';
import { findLargestWithin, judgeChanges, VERDICTS } from './judge-changes.ts';

const LIMIT = 0.05;
const ASKED = { limit: LIMIT, save: 'bytes', isMeasured: true } as const;
const DRAWS = 2_000;

const textOf = (logLoss: number, standardError: number, more: Partial<MeasuredText> = {}): MeasuredText => ({
  text: 'emma',
  source: 'austen',
  contextTokens: 512,
  judges: true,
  windows: 40,
  tokens: 20_480,
  changedWords: 0.03,
  logLoss,
  standardError,
  ...more,
});
/** Equal losses on texts of two sources, which both judge. */
const judged = (logLoss: number, standardError: number): readonly MeasuredText[] => [
  textOf(logLoss, standardError),
  textOf(logLoss, standardError, { text: 'passages', source: 'wikipedia' }),
];

const named = (label: string, saves: number, texts: readonly MeasuredText[]): NamedChange => ({
  label,
  saving: 'the file shrinks from 98.4 MB to 96.7 MB',
  caveat: null,
  saves,
  texts,
  tasks: [],
});

/** Normal values by Box and Muller (1958). */
function createGauss(seed: number): () => number {
  const { random } = createRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The tokens of a window, and the noise that they share: a sum over a window varies far more than independent tokens would. */
const SCORED = 511;
const WINDOW_NOISE = 0.05;
const TOKEN_NOISE = 0.5;

interface Drawn {
  /** Mean loss of the text, on the logarithm. */
  readonly loss: number;
  readonly windows: number;
  /** Noise of each window that all changes of a draw have in common, and its share. */
  readonly common: readonly number[];
  readonly shared: number;
}

/** A measurement of windows with a known true loss. */
function drawText(gauss: () => number, { loss, windows, common, shared }: Drawn, more: Partial<MeasuredText> = {}): MeasuredText {
  const measured = measureTextLoss(
    Array.from({ length: windows }, (_, place) => {
      const ofWindow = Math.sqrt(shared) * (common[place] ?? 0) + Math.sqrt(1 - shared) * gauss();
      const whole = 3 * SCORED;
      const changed = whole + SCORED * (loss + WINDOW_NOISE * ofWindow) + TOKEN_NOISE * Math.sqrt(SCORED) * gauss();
      return { whole, changed, tokens: SCORED, positions: SCORED + 1, agreeing: SCORED };
    }),
  );
  return textOf(0, 0, { ...measured, ...more });
}

interface Family extends Omit<Drawn, 'common' | 'loss'> {
  readonly seed: number;
  /** Changes whose loss is just above the limit on one of their two texts. */
  readonly changes: number;
  /** Changes that lose nothing. */
  readonly good: number;
}

/** The share of draws in which any change is called WITHIN whose true loss is just above the limit on a text. */
function errorRate({ seed, changes, good, windows, shared }: Family): number {
  const gauss = createGauss(seed);
  const above = Math.log1p(LIMIT) + 1e-9;
  let wrong = 0;
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const common = Array.from({ length: windows }, () => gauss());
    const family = Array.from({ length: changes + good }, (_, place) => {
      const isGood = place >= changes;
      const drawn = { windows, shared, common };
      const texts = [
        drawText(gauss, { ...drawn, loss: isGood ? 0 : above }),
        drawText(gauss, { ...drawn, loss: 0 }, { text: 'passages', source: 'wikipedia' }),
      ];
      return { isGood, saves: 1, tasks: [], texts };
    });
    if (judgeChanges(family, LIMIT).judged.some(({ change, verdict }) => verdict === 'WITHIN' && !change.isGood)) wrong += 1;
  }
  return wrong / DRAWS;
}

/** 5 % and three standard errors of a share over the draws. */
const ALLOWED = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / DRAWS);

describe('judgeChanges', () => {
  it.each([
    ['independent changes', { seed: 1, changes: 8, windows: 20, shared: 0, good: 0 }],
    ['correlated changes', { seed: 2, changes: 8, windows: 20, shared: 0.9, good: 0 }],
    ['few windows', { seed: 3, changes: 5, windows: 4, shared: 0.5, good: 0 }],
    ['good changes among them', { seed: 4, changes: 4, windows: 16, shared: 0.5, good: 6 }],
    ['one change', { seed: 5, changes: 1, windows: 32, shared: 0, good: 0 }],
  ])('calls no change within that loses just above the limit on one text in more than 5 %% of 2,000 draws: %s', (_, family) => {
    expect(errorRate(family)).toBeLessThanOrEqual(ALLOWED);
  });

  it('finds a change within that loses little', () => {
    const gauss = createGauss(6);
    const within = Array.from({ length: 200 }, () => {
      const drawn = { common: [], loss: 0, windows: 40, shared: 0 };
      const texts = [drawText(gauss, drawn), drawText(gauss, drawn, { text: 'passages', source: 'wikipedia' })];
      return judgeChanges([{ tasks: [], saves: 1, texts }], LIMIT).judged[0]?.verdict === 'WITHIN';
    });
    expect(within.filter(Boolean).length).toBeGreaterThan(190);
  });

  const anyChange = fc.record({
    saves: fc.integer({ min: 1, max: 9 }),
    tasks: fc.constant([]),
    texts: fc.array(
      fc
        .record({
          logLoss: fc.double({ min: -0.1, max: 0.3, noNaN: true }),
          standardError: fc.double({ min: 0.001, max: 0.1, noNaN: true }),
          source: fc.constantFrom('austen', 'wikipedia', 'manual'),
          judges: fc.boolean(),
        })
        .map(({ logLoss, standardError, ...more }) => textOf(logLoss, standardError, more)),
      { minLength: 1, maxLength: 3 },
    ),
  });

  it('never names a change that saves nothing, whose presence changes no verdict', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 6 }), fc.array(anyChange, { maxLength: 6 }), (changes, others) => {
        const useless = others.map((change) => ({ ...change, saves: 0 }));
        const [alone, together] = [judgeChanges(changes, LIMIT), judgeChanges([...useless, ...changes], LIMIT)];
        expect(together.judged).toEqual(alone.judged);
        expect(findLargestWithin(together)).toEqual(findLargestWithin(alone));
        expect(together.leftOut).toHaveLength(useless.length);
      }),
    );
  });

  it('calls no further change within because a candidate is added', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { minLength: 1, maxLength: 6 }), anyChange, (changes, added) => {
        const before = new Map(judgeChanges(changes, LIMIT).judged.map(({ change, verdict }) => [change, verdict]));
        for (const { change, verdict } of judgeChanges([...changes, added], LIMIT).judged)
          if (change !== added && verdict === 'WITHIN') expect(before.get(change)).toBe('WITHIN');
      }),
    );
  });

  it('never calls a change better because one more text was read, whether that text judges or not', () => {
    const goodness = [...VERDICTS].reverse().toSorted((a, b) => RANK[a] - RANK[b]);
    expect(goodness.at(-1)).toBe('WITHIN');
    fc.assert(
      fc.property(anyChange, fc.double({ min: -0.1, max: 0.3, noNaN: true }), (change, logLoss) => {
        const verdictOf = (texts: readonly MeasuredText[]) => judgeChanges([{ ...change, texts }], LIMIT).judged[0]?.verdict ?? 'UNKNOWN';
        const more = textOf(logLoss, 0.01, { text: 'further', source: 'further', judges: false });
        expect(RANK[verdictOf([...change.texts, more])]).toBeLessThanOrEqual(RANK[verdictOf(change.texts)]);
      }),
    );
  });

  it('tells apart what is within, possible, beyond and not decided', () => {
    const verdictOf = (texts: readonly MeasuredText[]) => judgeChanges([{ tasks: [], saves: 1, texts }], LIMIT).judged[0]?.verdict;
    expect(verdictOf(judged(0.01, 0.005))).toBe('WITHIN');
    expect(verdictOf(judged(0.04, 0.02))).toBe('POSSIBLE');
    expect(verdictOf(judged(0.06, 0.02))).toBe('UNKNOWN');
    expect(verdictOf(judged(0.2, 0.02))).toBe('BEYOND');
    expect(verdictOf([...judged(0.01, 0.005), textOf(0.2, 0.02, { source: 'manual' })])).toBe('BEYOND');
  });

  it('needs two sources that judge, and lets a text convict that chose the change', () => {
    const verdictOf = (...texts: readonly MeasuredText[]) => judgeChanges([{ tasks: [], saves: 1, texts }], LIMIT).judged[0]?.verdict;
    expect(verdictOf(textOf(0.01, 0.005))).toBe('POSSIBLE');
    expect(verdictOf(textOf(0.01, 0.005), textOf(0.01, 0.005, { text: 'persuasion' }))).toBe('POSSIBLE');
    const chooser = { text: 'guide', source: 'manual', judges: false };
    expect(verdictOf(...judged(0.01, 0.005), textOf(0.2, 0.02, chooser))).toBe('BEYOND');
    expect(verdictOf(...judged(0.01, 0.005), textOf(0.04, 0.02, chooser))).toBe('POSSIBLE');
    expect(verdictOf(...judged(0.01, 0.005), textOf(0.01, 0.005, chooser))).toBe('WITHIN');
  });

  it('calls a change not within where a benchmark shows more than the limit', () => {
    const task = { task: 'quiz', loss: 0.3, standardError: 0.05, detectableLoss: 0.14, documents: 300 };
    const change = { saves: 1, texts: judged(0.01, 0.005), tasks: [task] };
    expect(judgeChanges([change], LIMIT).judged[0]?.verdict).toBe('UNKNOWN');
    expect(judgeChanges([{ ...change, tasks: [{ ...task, loss: 0.1 }] }], LIMIT).judged[0]?.verdict).toBe('WITHIN');
  });
});

/** How good a verdict is. */
const RANK = { BEYOND: 0, UNKNOWN: 1, POSSIBLE: 2, WITHIN: 3 } as const;

describe('an answer in words', () => {
  it('names the change within the limit that saves most, and the text of its largest loss', () => {
    const changes = [
      named('Without block 14', 3, judged(0.2, 0.02)),
      named('Without the attention of 26, 28', 2, [textOf(0.01, 0.005), textOf(0, 0.005, { text: 'passages', source: 'wikipedia' })]),
      named('Without the attention of 26', 1, judged(0.001, 0.001)),
    ];
    expect(describeAnswer(judgeChanges(changes, LIMIT), ASKED).sentence).toBe(
      'Without the attention of 26, 28: 1 % more perplexity (0.0 to 2.0 %) on emma, within 5 %; the file shrinks from 98.4 MB to 96.7 MB.',
    );
  });

  it('says plainly that nothing is within the limit, what the cheapest change costs, and where a second source is missing', () => {
    const changes = [named('Without block 14', 1, [textOf(0.094, 0.01)]), named('Without blocks 14, 17', 2, judged(0.3, 0.01))];
    expect(describeAnswer(judgeChanges(changes, LIMIT), ASKED).sentence).toBe(
      'Nothing measured that saves bytes stays within 5 %. The cheapest: without block 14, 9.9 % more perplexity (7.7 to 12.1 %) on emma, only one independent source judges it.',
    );
  });

  it('says where perplexity falls', () => {
    const changes = [
      named('Without the attention of 26', 1, [textOf(-0.01, 0.001), textOf(-0.02, 0.001, { text: 'passages', source: 'wikipedia' })]),
    ];
    expect(describeAnswer(judgeChanges(changes, LIMIT), ASKED).sentence).toContain(
      'Without the attention of 26: perplexity changes by −1 % (−1.2 to −0.8 %) on emma, within 5 %; ',
    );
  });

  it('never names another quantity than the asked one', () => {
    const nothing = judgeChanges<ReturnType<typeof named>>([], LIMIT);
    expect(describeAnswer(nothing, { limit: LIMIT, save: 'cache', isMeasured: false }).sentence).toMatch(/^Cache was not measured/);
    expect(describeAnswer(nothing, { limit: LIMIT, save: 'cache', isMeasured: true }).sentence).toMatch(
      /^Nothing that saves cache was measured/,
    );
  });

  it('shows a large loss as a factor with its interval, which never reaches 0', () => {
    const costly = judgeChanges([named('Without blocks 0, 1', 1, [textOf(Math.log(60), 1.3, { windows: 3 })])], LIMIT);
    expect(describeAnswer(costly, ASKED).sentence).toContain('60.0 times the perplexity (0.2 to 16,1');
    expect(describeFit(costly.judged[0] ?? null, null, 97e6).sentence).toMatch(/^Without blocks 0, 1: 60\.0 times .*, at most 97\.0 MB\.$/);
  });

  it('has words for verdicts and benchmarks', () => {
    expect(VERDICTS.map((verdict) => describeVerdict(verdict, 0.1))).toEqual(['within 10 %', 'possible', 'beyond 10 %', 'not decided']);
    const task = { task: 'arc_easy', loss: 0.33, low: 0.05, high: 0.61, detectableLoss: 0.4 };
    expect(describeTaskLoss(task)).toBe('arc_easy loses 33 % of its score above chance (5 to 61 %)');
    expect(describeTaskLoss({ ...task, loss: -0.04, low: -0.08, high: 0.02 })).toBe(
      'arc_easy gains 4 % of its score above chance (−2 to 8 %)',
    );
  });
});
