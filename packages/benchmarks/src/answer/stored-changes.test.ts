import { expect, it } from '@jest/globals';
import { createRemoval, UNCHANGED } from '@lamina/plans';
import { listStoredChanges, type StoredCell, type StoredChange } from './stored-changes.ts';

const cellOf = (benchmark: string, source: string): StoredCell => ({
  ...{ benchmark, source, metric: 'token_perplexity', value: 25.2, denseValue: 25, denseStandardError: null, chance: null },
  ...{ retention: 1.008, retentionStandardError: 0.001, sampleCount: 100 },
});

const changeOf = (block: number, cells: readonly StoredCell[]): StoredChange => ({
  ...{ ...UNCHANGED, remove: createRemoval({ attention: [block] }), repair: null },
  ...{ pruningKey: `${block}`, heldOutError: null, cacheBytesPerToken: null, parametersBefore: 10, parametersAfter: 9 },
  ...{ bytesBefore: null, bytesAfter: null, cells, read: [{ text: 'wikipedia-passages', source: 'wikipedia' }] },
});

it('lists the texts on which a change has to be measured because another one was', () => {
  const model = { reference: 'model', format: 'gguf' as const, knowsOneSource: false };
  const [austen, technical] = [cellOf('austen_text', 'austen'), cellOf('technical_text', 'commander')];
  const { candidates } = listStoredChanges(model, [changeOf(26, [austen]), changeOf(29, [austen, technical])], []);
  expect(candidates.map(({ texts, unmeasuredTexts }) => [texts.length, unmeasuredTexts])).toEqual([
    [1, ['technical_text']],
    [2, []],
  ]);
});
