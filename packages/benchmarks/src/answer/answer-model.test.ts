import { describe, expect, it } from '@jest/globals';
import { createRemoval, UNCHANGED } from '@lamina/plans';
import type { MeasuredText } from '../text-loss/text-loss.ts';
import { type AnswerCandidate, type AnswerQuestion, answerModel } from './answer-model.ts';
import { type Saved, savedOf } from './saved.ts';

const saved = (more: Partial<Saved>): Saved => ({
  bytesBefore: 98_362_432,
  bytesAfter: 98_362_432,
  cacheBytesPerTokenBefore: 23_040,
  cacheBytesPerTokenAfter: 23_040,
  parametersBefore: 134_515_008,
  parametersAfter: 134_515_008,
  speed: null,
  ...more,
});

/** The same loss on texts of two sources, which both judge. */
const texts = (logLoss: number, standardError: number): readonly MeasuredText[] =>
  ['austen', 'wikipedia'].map((source) => ({
    ...{ text: source, source, contextTokens: 512, judges: true },
    ...{ windows: 100, tokens: 51_200, changedWords: 0.03, logLoss, standardError },
  }));

const candidate = (more: Partial<AnswerCandidate>): AnswerCandidate => ({
  key: null,
  change: UNCHANGED,
  texts: texts(0.01, 0.004),
  tasks: [],
  saved: saved({}),
  command: 'npx lamina-llm prune smol --out smaller',
  caveat: null,
  excluded: null,
  ...more,
});

const attention = candidate({
  change: { ...UNCHANGED, remove: createRemoval({ attention: [26, 28, 29] }) },
  saved: saved({ bytesAfter: 96_700_000, cacheBytesPerTokenAfter: 20_736, parametersAfter: 131_860_800 }),
});
const int8 = candidate({
  change: { ...UNCHANGED, precision: 'int8' },
  texts: texts(0.001, 0.001),
  saved: saved({ bytesAfter: 150_000_000 }),
});
const block = candidate({
  change: { ...UNCHANGED, remove: createRemoval({ blocks: [14] }) },
  texts: texts(0.094, 0.01),
  saved: saved({ bytesAfter: 95_000_000, parametersAfter: 130_975_872 }),
});

const answerOf = (candidates: readonly AnswerCandidate[], question: Partial<AnswerQuestion> = {}, textsLeftOut: readonly string[] = []) =>
  answerModel({ candidates, benchmarksLeftOut: ['winogrande'], textsLeftOut }, { limit: 0.05, save: 'bytes', fit: null, ...question });

describe('answerModel', () => {
  it('names the change within the limit with the largest saving of the requested quantity, and leaves out changes that save nothing', () => {
    const answer = answerOf([attention, int8, block]);
    expect(answer.verdict).toBe('WITHIN');
    expect(answer.sentence).toBe(
      'Without the attention of blocks 26, 28, 29: 1 % more perplexity (0.2 to 1.8 %) on austen, within 5 %; the file shrinks from 98.4 to 96.7 MB.',
    );
    expect(answer.answer?.change).toEqual(attention.change);
    expect(answer.front.map(({ verdict }) => verdict)).toEqual(['BEYOND', 'WITHIN']);
    expect(answer.leftOut).toEqual({
      benchmarks: ['winogrande'],
      texts: [],
      changes: [{ change: int8.change, why: 'saves nothing' }],
    });
  });

  it('ranks a model by the asked quantity: the largest removal within the limit, the largest that is not beyond it, and whether more was tried', () => {
    const share = (98_362_432 - 96_700_000) / 98_362_432;
    expect(answerOf([attention, block]).removable).toEqual({
      removableAt: expect.closeTo(share, 12),
      largestTried: expect.closeTo(share, 12),
      openBeyond: false,
    });
    expect(answerOf([attention]).removable).toMatchObject({ openBeyond: true });
    expect(answerOf([attention], { save: 'cache' }).removable?.removableAt).toBeCloseTo(0.1, 12);
    expect(answerOf([int8], { save: 'parameters' }).removable).toBeNull();
    const words = candidate({ change: { ...UNCHANGED, keepVocabulary: 'latin' }, saved: saved({ bytesAfter: 49_181_216 }) });
    expect(answerOf([attention, words]).removable?.removableAt).toBeCloseTo(0.5, 12);
    const fewer = candidate({ ...words, change: { ...words.change, precision: 'Q4_0' } });
    expect(answerOf([attention, fewer]).removable?.removableAt).toBeCloseTo(share, 12);
  });

  it('names the cheapest change that fits a size, whatever it costs, and the smallest where none does', () => {
    const fitting = answerOf([attention, block], { fit: 97_000_000 });
    expect([fitting.verdict, fitting.answer?.change]).toEqual(['WITHIN', attention.change]);
    expect(fitting.sentence).toMatch(/the file shrinks from 98\.4 to 96\.7 MB, at most 97\.0 MB\.$/);
    expect(answerOf([attention, block], { fit: 0.99 }).answer?.change).toEqual(attention.change);
    const smaller = answerOf([attention, block], { fit: 96_000_000 });
    expect([smaller.verdict, smaller.answer?.verdict, smaller.answer?.change]).toEqual(['NONE_WITHIN', 'BEYOND', block.change]);
    const none = answerOf([attention, block], { fit: 1_000_000 });
    expect(none.answer).toBeNull();
    expect(none.sentence).toMatch(/^Nothing measured fits 1\.0 MB\. The smallest: without block 14, /);
  });

  it('says that nothing saves what is asked, and never names another quantity', () => {
    const silenced = { ...attention, saved: { ...attention.saved, bytesAfter: attention.saved.bytesBefore } };
    expect(answerOf([silenced, block]).sentence).toMatch(
      /^Nothing measured that saves bytes stays within 5 %\. The cheapest: without block 14/,
    );
    expect(answerOf([silenced, int8]).sentence).toMatch(/^Nothing that saves bytes was measured, so/);
    const unplanned = { ...attention, saved: { ...attention.saved, bytesBefore: null, bytesAfter: null } };
    expect(answerOf([unplanned])).toMatchObject({
      save: 'bytes',
      verdict: 'NONE_WITHIN',
      sentence: expect.stringMatching(/^File size was not measured/),
    });
  });

  it('says that the model does not know the language of the texts, if it knows none', () => {
    const why = 'The model does not know the language of austen, wikipedia, so no loss was measured; name a text in its language.';
    const unread = candidate({ ...attention, texts: [] });
    expect(answerOf([unread], {}, ['austen', 'wikipedia'])).toMatchObject({
      verdict: 'NONE_WITHIN',
      sentence: why,
      leftOut: { texts: ['austen', 'wikipedia'] },
    });
    expect(answerOf([unread], { fit: 97_000_000 }, ['austen', 'wikipedia']).sentence).toBe(why);
    expect(answerOf([], {}, ['austen', 'wikipedia']).sentence).toBe(why);
    expect(answerOf([attention], {}, ['django-code']).sentence).toMatch(/^Without the attention/);
  });

  it('names no repair that does nothing on unseen text', () => {
    const change = { ...block.change, repair: 'scalar' };
    const idle = candidate({ ...block, change, texts: texts(0, 0.001), excluded: 'the repair changes nothing on unseen text' });
    const answer = answerOf([idle]);
    expect([answer.verdict, answer.answer, answer.removable]).toEqual(['NONE_WITHIN', null, null]);
    expect(answer.leftOut.changes[0]?.why).toBe('the repair changes nothing on unseen text');
  });

  it('offers possible changes that save more', () => {
    const possible = candidate({ ...block, texts: texts(0.03, 0.012) });
    expect(answerOf([possible, attention]).alternatives.map(({ verdict, change }) => [verdict, change])).toEqual([
      ['POSSIBLE', block.change],
    ]);
  });

  it('counts a speed only where its interval is above 1', () => {
    const writing = { ratio: 1.2, interval: { low: 1.1, high: 1.3 } };
    expect(savedOf(saved({ speed: { prompt: null, writing } }), 'speed')).toBeCloseTo(0.2, 12);
    expect(savedOf(saved({ speed: { prompt: null, writing: { ...writing, interval: { low: 0.9, high: 1.3 } } } }), 'speed')).toBe(0);
    expect(savedOf(saved({}), 'speed')).toBeNull();
  });
});
