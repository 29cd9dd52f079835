import { expect, it } from '@jest/globals';
import { createRemoval, UNCHANGED } from '@lamina/plans';
import { listStoredChanges, type StoredChange, type StoredText } from './stored-changes.ts';

const textOf = (text: string, source: string, tokens: number, logLoss = 0.01): StoredText => ({
  ...{ text, source, contextTokens: 512, windows: tokens / 511, tokens, logLoss, standardError: 0.001, changedWords: 0.02 },
});

const changeOf = (key: string, { texts, read }: Pick<StoredChange, 'texts' | 'read'>): StoredChange => ({
  ...{ ...UNCHANGED, remove: createRemoval({ attention: [26] }), repair: null },
  ...{ pruningKey: key, heldOutError: null, cacheBytesPerToken: null, parametersBefore: 10, parametersAfter: 9 },
  ...{ bytesBefore: null, bytesAfter: null, caveat: null, cells: [], texts, read },
});

it('gives one change of several prunings one loss per text, by the most tokens, which its source judges if it chose none of them', () => {
  const byScores = changeOf('by scores', {
    texts: [textOf('austen', 'austen', 8176), textOf('wikipedia', 'wikipedia', 8176)],
    read: [{ text: 'wikipedia-passages', source: 'wikipedia' }],
  });
  const byHand = changeOf('by hand', { texts: [textOf('austen', 'austen', 32_704, 0.02)], read: [] });
  const { candidates } = listStoredChanges(
    { reference: 'model', format: 'gguf' },
    { changes: [byScores, byHand], efficiencies: [], textsLeftOut: [] },
  );
  expect(candidates.map(({ key, texts }) => [key, texts.map(({ text, logLoss, judges }) => [text, logLoss, judges])])).toEqual([
    [
      'by scores',
      [
        ['austen', 0.02, true],
        ['wikipedia', 0.01, false],
      ],
    ],
  ]);
});

it('lets a text that chose the tokens not judge', () => {
  const texts = [textOf('austen', 'austen', 8176), textOf('wikipedia', 'wikipedia', 8176)];
  const change = { ...changeOf('words', { texts, read: [] }), remove: [], keepVocabulary: 'ascii,wikipedia,65536' };
  const { candidates } = listStoredChanges(
    { reference: 'model', format: 'gguf' },
    { changes: [change], efficiencies: [], textsLeftOut: [] },
  );
  expect(candidates.flatMap((one) => one.texts.map(({ text, judges }) => [text, judges]))).toEqual([
    ['austen', true],
    ['wikipedia', false],
  ]);
});
