import { describe, expect, it } from '@jest/globals';
import { type AnswerCandidate, answerModel } from '@lamina/benchmarks';
import type { MeasuredAnswer } from '@lamina/engine';
import { createRemoval, UNCHANGED } from '@lamina/plans';
import { describeReport, toReport } from './describe-answer.ts';

const whole = {
  bytesBefore: 98_000_000,
  bytesAfter: 98_000_000,
  parametersBefore: 134_000_000,
  parametersAfter: 134_000_000,
  cacheBytesPerTokenBefore: 23_040,
  cacheBytesPerTokenAfter: 23_040,
  speed: null,
};
const candidate: AnswerCandidate = {
  key: null,
  change: { ...UNCHANGED, remove: createRemoval({ attention: [6] }) },
  tasks: [],
  caveat: null,
  texts: [
    {
      text: 'wikipedia_text',
      source: 'wikipedia',
      contextTokens: 512,
      judges: true,
      windows: 40,
      tokens: 20_440,
      changedWords: 0.03,
      logLoss: 0.01,
      standardError: 0.004,
    },
    {
      text: 'technical_text',
      source: 'commander',
      contextTokens: 512,
      judges: true,
      windows: 40,
      tokens: 20_440,
      changedWords: 0.02,
      logLoss: 0.02,
      standardError: 0.004,
    },
  ],
  saved: { ...whole, bytesAfter: 97_000_000, parametersAfter: 133_000_000 },
  command: 'npx lamina-llm prune smol --remove-attention 6 --out smaller',
  excluded: null,
};
const measured: MeasuredAnswer = {
  candidates: [candidate],
  benchmarksLeftOut: ['winogrande'],
  textsLeftOut: [],
  whole,
  machine: null,
  calibration: { text: 'austen', source: 'austen', documents: [] },
  format: 'gguf',
  bytes: 98_000_000,
  sources: ['wikipedia', 'commander'],
};
const context = { slug: 'smol', digest: '00', measured, measuredBy: null, seconds: 1 };
const KEYS = [
  'model',
  'limit',
  'save',
  'verdict',
  'sentence',
  'caveat',
  'change',
  'losses',
  'saved',
  'removableAt',
  'largestTried',
  'openBeyond',
];
const REST = ['command', 'alternatives', 'front', 'leftOut', 'seconds', 'measuredBy'];
const SAVED = [
  'bytesAfter',
  'bytesBefore',
  'cacheBytesPerTokenAfter',
  'cacheBytesPerTokenBefore',
  'parametersAfter',
  'parametersBefore',
  'speed',
];
const write = (limit: number) => toReport(answerModel(measured, { limit, save: 'bytes', fit: null }), context);

describe('the JSON of an answer', () => {
  it('has every key where a change is within the limit', () => {
    const report = write(0.05);
    expect(Object.keys(report)).toEqual([...KEYS, ...REST]);
    expect(report).toMatchObject({
      model: { slug: 'smol', digest: '00', format: 'gguf', bytes: 98_000_000 },
      verdict: 'WITHIN',
      change: { remove: [], removeAttention: [6], removeMlp: [], repair: null, precision: null, keepVocabulary: null },
      command: candidate.command,
      leftOut: { benchmarks: ['winogrande'], changes: [] },
    });
    expect(report.losses.texts.map(Object.keys)[0]?.sort()).toEqual([
      'contextTokens',
      'high',
      'judges',
      'logLoss',
      'loss',
      'low',
      'source',
      'standardError',
      'text',
      'tokens',
      'windows',
    ]);
    expect(report.losses.changedWords).toBe(0.03);
    expect(Object.keys(report.saved).sort()).toEqual(SAVED);
    expect(report.front.map(({ verdict, change }) => [verdict, change])).toEqual([['WITHIN', report.change]]);
  });

  it('has every key where none is: the model as it is saves and loses nothing', () => {
    const report = write(0.001);
    expect(Object.keys(report)).toEqual([...KEYS, ...REST]);
    expect(report).toMatchObject({ verdict: 'NONE_WITHIN', change: null, command: null, saved: whole });
    expect(report.losses).toEqual({ texts: [], tasks: [], changedWords: 0 });
    expect(report.front.map(({ verdict }) => verdict)).toEqual(['BEYOND']);
  });
});

it('names machine and interval of a measured speed', () => {
  const speed = { prompt: { ratio: 1.04, interval: { low: 1.01, high: 1.07 } }, writing: { ratio: 1.1, interval: null } };
  const timed = { ...measured, candidates: [{ ...candidate, saved: { ...candidate.saved, speed } }], machine: 'a machine' };
  const answer = answerModel(timed, { limit: 0.05, save: 'bytes', fit: null });
  const { saved } = toReport(answer, { ...context, measured: timed });
  expect(saved.speed).toEqual({
    prompt: { ratio: 1.04, low: 1.01, high: 1.07 },
    writing: { ratio: 1.1, low: null, high: null },
    machine: 'a machine',
  });
  expect(describeReport(answer, { ...context, measured: timed })).toContain(
    'speed: reads 1.04 times (1.01 to 1.07), writes 1.10 times; a machine',
  );
});

it('says why sublayers were not tried', () => {
  const why = 'saves nothing: safetensors has a place for both sublayers of every block';
  const staying = [createRemoval({ attention: [1] }), createRemoval({ mlp: [2] })].map((remove) => ({
    ...candidate,
    change: { ...UNCHANGED, remove },
    texts: [],
    excluded: why,
  }));
  const answer = answerModel({ ...measured, candidates: [candidate, ...staying] }, { limit: 0.05, save: 'bytes', fit: null });
  expect(describeReport(answer, context)).toContain(`not tried, without the attention of block 1, without the MLP of block 2: ${why}`);
});

it('is at most 25 lines for people, however much was measured', () => {
  const candidates = Array.from({ length: 40 }, (_, block) => ({
    ...candidate,
    change: { ...UNCHANGED, remove: createRemoval({ attention: [block] }) },
  }));
  const report = describeReport(answerModel({ ...measured, candidates }, { limit: 0.05, save: 'bytes', fit: null }), context);
  expect(report.split('\n').length).toBeLessThanOrEqual(25);
  expect(report).toContain('and 30 that cost more');
});
