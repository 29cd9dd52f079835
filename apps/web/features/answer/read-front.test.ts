import { describe, expect, it } from '@jest/globals';
import type { EntryFactsFragment } from '../../generated/graphql.ts';
import { describeFront, describePoint, listFrontPoints, listUniform, tabulateFront, writeLoss } from './read-front.ts';

const NOTHING = { removed: [], removedAttention: [], removedMlp: [], repair: null, precision: null, keepVocabulary: null };

function entry(
  change: Partial<EntryFactsFragment['change']>,
  { loss, left, verdict = 'BEYOND' }: { readonly loss: number; readonly left: number; readonly verdict?: EntryFactsFragment['verdict'] },
): EntryFactsFragment {
  return {
    verdict,
    textLoss: loss,
    changedWords: null,
    command: 'npx lamina-llm prune model',
    caveat: null,
    worstText: 'austen',
    change: { ...NOTHING, ...change },
    pruning: null,
    textLosses: [],
    taskLosses: [],
    saved: {
      bytesBefore: null,
      bytesAfter: null,
      cacheBytesPerTokenBefore: 100,
      cacheBytesPerTokenAfter: null,
      parametersBefore: 100,
      parametersAfter: left,
      speed: null,
    },
  };
}

const ATTENTION = entry({ removedAttention: [5] }, { loss: 0.01, left: 98, verdict: 'WITHIN' });
const BLOCK = entry({ removed: [3] }, { loss: 0.4, left: 90 });
const WORSE_BLOCK = entry({ removed: [1] }, { loss: 2, left: 90 });

describe('the points of loss against saving', () => {
  it('stand in order of saving, and the front holds those that no other saves as much and costs less', () => {
    const points = listFrontPoints([WORSE_BLOCK, BLOCK, ATTENTION], 'parameters');
    expect(points.map(({ kind, isOnFront }) => [kind, isOnFront])).toEqual([
      ['attention', true],
      ['block', true],
      ['block', false],
    ]);
    expect(points[0]?.saving).toBeCloseTo(0.02, 12);
  });

  it('leave out changes of which the asked saving is not known', () => {
    expect(listFrontPoints([ATTENTION, BLOCK], 'bytes')).toEqual([]);
    expect(listFrontPoints([ATTENTION, BLOCK], 'cache')).toEqual([]);
  });

  it('have a title that says what can go', () => {
    const points = listFrontPoints([ATTENTION, BLOCK], 'parameters');
    expect(describeFront(points, 'parameters', 0.1)).toBe('Some attentions can go, whole blocks cannot');
    const mlp = entry({ removedMlp: [2] }, { loss: 0.09, left: 97, verdict: 'POSSIBLE' });
    expect(describeFront(listFrontPoints([ATTENTION, BLOCK, mlp], 'parameters'), 'parameters', 0.1)).toBe(
      'Some attentions can go, MLPs perhaps, whole blocks cannot',
    );
    const english = entry({ keepVocabulary: 'latin' }, { loss: 0, left: 70, verdict: 'WITHIN' });
    const withTokens = listFrontPoints([english, BLOCK], 'parameters');
    expect(withTokens.map(({ kind }) => kind)).toEqual(['block', 'fewer tokens']);
    expect(describeFront(withTokens, 'parameters', 0.1)).toBe('Some tokens can go, whole blocks cannot');
    const costly = listFrontPoints([BLOCK], 'parameters');
    expect(describeFront(costly, 'parameters', 0.1)).toBe('Nothing that saves parameters is within 10 %');
    expect(describeFront(costly, 'speed', 0.1)).toBe('Nothing that is faster is within 10 %');
  });

  it('tell types of the whole model from removals and from both together; the line of types leaves out what another type beats', () => {
    const typeOf = (precision: string, loss: number, left: number) => entry({ precision }, { loss, left });
    const both = entry({ precision: 'Q4_0', removed: [3] }, { loss: 0.3, left: 40 });
    const points = listFrontPoints([typeOf('Q8_0', 0.001, 80), typeOf('Q4_0', 0.05, 50), typeOf('Q4_1', 0.06, 55), both], 'parameters');
    expect(points.map(({ kind }) => kind)).toEqual(['fewer bits', 'fewer bits', 'fewer bits', 'combined']);
    expect(listUniform(points).map(({ entry }) => entry.change.precision)).toEqual(['Q8_0', 'Q4_0']);
    expect(listFrontPoints([entry({ removed: [3], repair: 'linear' }, { loss: 1, left: 90 })], 'parameters')[0]?.kind).toBe('repaired');
  });

  it('say what was done, what it costs and what it saves', () => {
    const [point] = listFrontPoints([BLOCK], 'parameters');
    expect(point && describePoint(point, 'parameters', 0.1)).toBe(
      'Without block 3\n+40 % perplexity, beyond 10 %\n10 % of the parameters saved',
    );
  });
});

describe('the table of loss against saving', () => {
  it('says in the words of the chart what was done, the verdict, the loss and the saving; files have full numbers and the command', () => {
    const points = listFrontPoints([ATTENTION, BLOCK], 'parameters');
    const { columns, rows } = tabulateFront(points, { limit: 0.05, save: 'parameters', smaller: null }, 'small');
    const shown = columns.flatMap(({ title, isDetail }, place) => (isDetail ? [] : [[title, ...rows.map((row) => row[place]?.text)]]));
    expect(shown).toEqual([
      ['Change', 'without the attention of block 5', 'without block 3'],
      ['Verdict', 'within 5 %', 'beyond 5 %'],
      ['Perplexity added', '+1.0 %', '+40 %'],
      ['Parameters saved', '2.0 %', '10.0 %'],
    ]);
    expect(rows[1]?.map(({ value }) => value)).toEqual([
      'without block 3',
      'beyond 5 %',
      0.4,
      expect.closeTo(0.1),
      'npx lamina-llm prune model',
    ]);
  });
});

describe('a loss in words', () => {
  it.each([
    [0.035, '+3.5 %'],
    [-0.003, '−0.3 %'],
    [0.4, '+40 %'],
    [0.0002, 'under 0.1 %'],
    [1.946, '2.9 ×'],
    [171.28, '172 ×'],
  ])('of %d', (loss, words) => expect(writeLoss(loss)).toBe(words));
});
