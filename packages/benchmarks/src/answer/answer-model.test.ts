import { describe, expect, it } from '@jest/globals';
import { createRemoval, UNCHANGED } from '@lamina/plans';
import { type AnswerCandidate, answerModel } from './answer-model.ts';
import type { MeasuredText } from './judge-changes.ts';
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

const text = (logLoss: number, standardError: number): MeasuredText => ({
  text: 'austen_text',
  source: 'austen',
  judges: true,
  documents: 100,
  logLoss,
  standardError,
});

const candidate = (more: Partial<AnswerCandidate>): AnswerCandidate => ({
  key: null,
  change: UNCHANGED,
  texts: [text(0.01, 0.004)],
  unmeasuredTexts: [],
  tasks: [],
  changedWords: 0.03,
  saved: saved({}),
  command: 'npx lamina-llm prune smol --out smaller',
  excluded: null,
  ...more,
});

const attention = candidate({
  change: { ...UNCHANGED, remove: createRemoval({ attention: [26, 28, 29] }) },
  saved: saved({ bytesAfter: 96_700_000, cacheBytesPerTokenAfter: 20_736, parametersAfter: 131_860_800 }),
});
const int8 = candidate({
  change: { ...UNCHANGED, precision: 'int8' },
  texts: [text(0.001, 0.001)],
  saved: saved({ bytesAfter: 150_000_000 }),
});
const block = candidate({
  change: { ...UNCHANGED, remove: createRemoval({ blocks: [14] }) },
  texts: [text(0.094, 0.01)],
  saved: saved({ bytesAfter: 95_000_000, parametersAfter: 130_975_872 }),
});

describe('answerModel', () => {
  it('names the safe change with the largest saving of the requested quantity, and leaves out changes that save nothing', () => {
    const answer = answerModel({ candidates: [attention, int8, block], benchmarksLeftOut: ['winogrande'] }, { limit: 0.05, save: 'bytes' });
    expect(answer.verdict).toBe('SAFE');
    expect(answer.sentence).toBe(
      'Without the attention of blocks 26, 28, 29: 1 % more perplexity (0.2 to 1.8 %), within 5 %, judged on one source; the file shrinks from 98.4 to 96.7 MB.',
    );
    expect(answer.answer?.change).toEqual(attention.change);
    expect(answer.front.map(({ verdict }) => verdict)).toEqual(['TOO_COSTLY', 'SAFE']);
    expect(answer.leftOut).toEqual({
      benchmarks: ['winogrande'],
      changes: [{ change: int8.change, why: 'saves nothing' }],
    });
    expect([answer.removableAt, answer.removableUpTo]).toEqual([expect.closeTo(0.01973, 5), expect.closeTo(0.01973, 5)]);
  });

  it('says that nothing saves what is asked, where another change is safe that saves something else', () => {
    const silenced = { ...attention, saved: { ...attention.saved, bytesAfter: attention.saved.bytesBefore } };
    const sentenceOf = (...candidates: AnswerCandidate[]) =>
      answerModel({ candidates, benchmarksLeftOut: [] }, { limit: 0.05, save: 'bytes' }).sentence;
    expect(sentenceOf(silenced, block)).toMatch(/^Nothing measured that saves bytes stays within 5 %, .* The cheapest: without block 14/);
    expect(sentenceOf(silenced, int8)).toMatch(/^Nothing that saves bytes was measured, so/);
    expect(sentenceOf(block)).toMatch(/^Nothing measured stays within 5 %, /);
  });

  it('names no repair that does nothing on unseen text', () => {
    const change = { ...block.change, repair: 'scalar' };
    const idle = candidate({ ...block, change, texts: [text(0, 0.001)], excluded: 'the repair changes nothing on unseen text' });
    const answer = answerModel({ candidates: [idle], benchmarksLeftOut: [] }, { limit: 0.05, save: 'bytes' });
    expect([answer.verdict, answer.answer, answer.removableAt]).toEqual(['NONE_SAFE', null, null]);
    expect(answer.leftOut.changes[0]?.why).toBe('the repair changes nothing on unseen text');
  });

  it('counts parameters where no write was planned', () => {
    const unplanned = { ...attention, saved: { ...attention.saved, bytesBefore: null, bytesAfter: null } };
    const answer = answerModel({ candidates: [unplanned], benchmarksLeftOut: [] }, { limit: 0.05, save: 'bytes' });
    expect([answer.save, answer.verdict]).toEqual(['parameters', 'SAFE']);
    expect(answer.sentence).toContain('2.0 % of the parameters go');
  });

  it('offers what a possible change would need', () => {
    const possible = candidate({ ...block, texts: [text(0.03, 0.012)] });
    const answer = answerModel({ candidates: [possible, attention], benchmarksLeftOut: [] }, { limit: 0.05, save: 'bytes' });
    expect(answer.alternatives.map(({ verdict, documentsToDecide }) => [verdict, documentsToDecide])).toEqual([
      ['POSSIBLE', expect.any(Number)],
    ]);
    const elsewhere = { ...possible, unmeasuredTexts: ['technical_text'] };
    const { alternatives } = answerModel({ candidates: [elsewhere, attention], benchmarksLeftOut: [] }, { limit: 0.05, save: 'bytes' });
    expect(alternatives).toMatchObject([{ verdict: 'POSSIBLE', unmeasuredTexts: ['technical_text'], documentsToDecide: null }]);
  });

  it('counts a speed only where its interval is above 1', () => {
    const writing = { ratio: 1.2, interval: { low: 1.1, high: 1.3 } };
    expect(savedOf(saved({ speed: { prompt: null, writing } }), 'speed')).toBeCloseTo(0.2, 12);
    expect(savedOf(saved({ speed: { prompt: null, writing: { ...writing, interval: { low: 0.9, high: 1.3 } } } }), 'speed')).toBe(0);
    expect(savedOf(saved({}), 'speed')).toBeNull();
  });
});
