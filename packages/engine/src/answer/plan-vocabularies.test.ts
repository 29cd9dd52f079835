import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EFFORTS } from '@lamina/benchmarks';
import { loadTokenizer, openModel, type TextWindows } from '@lamina/models';
import { bytesOfText, UNCHANGED, type Vocabulary } from '@lamina/plans';
import { fixtureFolder } from '../session/golden.fixture.ts';
import { listRules, listSizes, planVocabularies } from './plan-vocabularies.ts';
import { createSavingPlanner } from './planned-saving.ts';

/** Ids: 0 ASCII, 1 Greek, 2 Han, 3 Cyrillic, 4 digits. */
const VOCABULARY: Vocabulary = {
  place: 'here',
  tokens: ['the', 'λόγος', '水', 'мир', '7'].map((spelling) => ({
    spelling,
    bytes: bytesOfText(spelling),
    kind: 'normal',
    isByte: false,
  })),
  builder: { kind: 'ranks', ranks: new Map() },
  named: new Set(),
};

const textOf = (text: string, ids: readonly number[]): TextWindows => ({
  ...{ text, source: text, contextTokens: ids.length, idsSha256: '' },
  windows: [{ ids, document: 0 }],
});
const PLAIN = textOf('plain', [...Array.from({ length: 5000 }, () => 0), 4, 4]);

describe('listRules', () => {
  it('keeps ASCII or Latin where nothing else occurs', () => {
    expect(listRules([PLAIN], VOCABULARY)).toEqual([
      { keep: 'ascii', read: [] },
      { keep: 'latin', read: [] },
    ]);
  });

  it('adds scripts that occur here and there one by one, the most frequent first; texts that ask for them do not judge', () => {
    const [greek, both] = [textOf('greek', [0, 1, 1]), textOf('both', [1, 3])];
    const rules = listRules([PLAIN, greek, both], VOCABULARY);
    expect(rules.map(({ keep }) => keep)).toEqual(['ascii', 'latin', 'latin,greek']);
    expect(rules.map(({ read }) => read.map(({ text }) => text))).toEqual([[], [], ['greek', 'both']]);
  });

  it('keeps every script that is frequent', () => {
    expect(listRules([PLAIN, textOf('chinese', [2, 2, 2, 2, 2, 2])], VOCABULARY)).toEqual([{ keep: 'latin,han', read: [] }]);
  });
});

describe('listSizes', () => {
  const ofIds = (count: number) => ({
    change: { ...UNCHANGED, keepVocabulary: 'ascii' },
    words: { kept: { rowsBefore: count, keptIds: Array.from({ length: count }, (_, id) => id), reasons: {} } },
  });

  it('are shares of the tokens in steps of 1,024; the text that counts them does not judge', () => {
    const [wikipedia, austen] = [textOf('wikipedia', [0]), textOf('austen', [0])];
    expect(listSizes(ofIds(102_400), [austen, wikipedia])).toEqual([
      { keep: 'ascii,wikipedia,92160', read: [wikipedia] },
      { keep: 'ascii,wikipedia,81920', read: [wikipedia] },
      { keep: 'ascii,wikipedia,71680', read: [wikipedia] },
    ]);
  });

  it('are none of a vocabulary of fewer tokens', () => {
    expect(listSizes(ofIds(1_100), [textOf('wikipedia', [0])])).toEqual([]);
  });

  it('are none where the model does not know the text', () => {
    expect(listSizes(ofIds(102_400), [textOf('austen', [0])])).toEqual([]);
  });
});

describe('planVocabularies', () => {
  const plan = (model: string) => {
    const opened = openModel(model);
    const question = { limit: 0.05, save: 'bytes', fit: null } as const;
    const ids = opened.source.format === 'onnx' ? [] : loadTokenizer(opened.source).encode('add the model', 'never');
    return planVocabularies([textOf('a', ids)], {
      ...{ lookup: {}, opened, question, effort: EFFORTS.quick, reference: 'model' },
      planner: createSavingPlanner(opened),
    });
  };

  it.each([
    [
      'a model whose vocabulary has little to give',
      join(import.meta.dirname, '../../../../apps/scorer/fixtures/llama-f16.gguf'),
      /only \d\.\d % smaller|would stay/,
    ],
    ['an export', fixtureFolder('tiny-llama'), /is ONNX/],
  ])('says why %s keeps all tokens', (_, model, why) => {
    const { planned, excluded } = plan(model);
    expect(planned).toEqual([]);
    expect(excluded.map((one) => one.excluded)).toEqual([expect.stringMatching(why)]);
  });
});
