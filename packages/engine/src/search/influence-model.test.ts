import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openModel } from '@lamina/models';
import { blocksOf, changeOf, createRemoval, removalOf, type Unit } from '@lamina/plans';
import { buildTinyDecoder, createTemporaryFolder, HYBRID_DECODER, writeModelFolder } from '@lamina/test-utils/models';
import { scoreModel } from '../score/score-model.ts';
import { FIXTURES, finish, fixtureFolder, readGolden, withoutBlocks } from '../session/golden.fixture.ts';
import { openInfluenceModel } from './influence-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const rows = [12, 9, 7].map((length, row) => Array.from({ length }, (_, place) => (row * 7 + place * place * 5 + 3) % 24));
const windows = rows.map((ids, document) => ({ ids, document }));

describe('openInfluenceModel', () => {
  it.each(FIXTURES)('gives the influences of %s under every removal as PyTorch does, from one loaded model', async (name) => {
    const { inputIds, lengths, results } = readGolden(name);
    const opened = openModel(fixtureFolder(name));
    const units = opened.structure.blocks.map(({ index: block }): Unit => ({ kind: 'block', block }));
    const padded = inputIds.map((ids, document) => ({ ids: ids.slice(0, lengths[document]), document }));
    const model = openInfluenceModel(opened, { windows: padded, batch: padded.length }, { units, threads: 1 });
    try {
      for (const { removed, padded: truth } of results) {
        const found = await finish(model.measure(withoutBlocks(...removed)));
        // PyTorch numbers the kept blocks.
        const kept = units.map(({ block }) => block).filter((block) => !removed.includes(block));
        expect(kept).toHaveLength(truth.blockInfluence.length);
        for (const [place, block] of kept.entries()) expect(found[block]).toBeCloseTo(truth.blockInfluence[place] ?? Number.NaN, 5);
        for (const block of removed) expect(found[block]).toBeNull();
      }
    } finally {
      await model.release();
    }
  });

  it('gives the influences of the sublayers that a hybrid model has as a score does', async () => {
    const path = writeModelFolder(join(temporary.path, 'hybrid'), buildTinyDecoder({ norm: 'pre', ...HYBRID_DECODER }));
    const units = [0, 1, 3].flatMap((block): Unit[] => [
      { kind: 'attention', block },
      { kind: 'mlp', block },
    ]);
    const model = openInfluenceModel(openModel(path), { windows, batch: 2 }, { units, threads: 1 });
    try {
      for (const removal of [createRemoval({}), createRemoval({ attention: [3], mlp: [1] }), createRemoval({ blocks: [2] })]) {
        const found = await finish(model.measure(removal));
        const { attentionInfluence, mlpInfluence } = await finish(
          scoreModel(path, { input: { inputIds: rows }, change: changeOf(removal), threads: 1, selfCheck: false }),
        );
        expect(found.filter((influence) => influence === null)).toHaveLength(
          blocksOf(removal, 'attention').length + blocksOf(removal, 'mlp').length,
        );
        for (const [place, { kind, block }] of units.entries()) {
          const truth = (kind === 'attention' ? attentionInfluence : mlpInfluence)?.mean[block];
          if (found[place] !== null) expect(found[place]).toBeCloseTo(truth ?? Number.NaN, 5);
        }
      }
    } finally {
      await model.release();
    }
  });

  it.each(['pre', 'parallel', 'sandwich'] as const)('gives the influences of sublayers as a score does (%s norms)', async (norm) => {
    const path = writeModelFolder(join(temporary.path, norm), buildTinyDecoder({ norm, blocks: 4 }));
    const units = [0, 1, 2, 3].flatMap((block): Unit[] => [
      { kind: 'attention', block },
      { kind: 'mlp', block },
    ]);
    const model = openInfluenceModel(openModel(path), { windows, batch: 2 }, { units, threads: 1 });
    const removals = [createRemoval({}), createRemoval({ attention: [1], mlp: [2] }), removalOf([{ kind: 'block', block: 3 }])];
    try {
      for (const removal of removals) {
        const found = await finish(model.measure(removal));
        const { attentionInfluence, mlpInfluence } = await finish(
          scoreModel(path, { input: { inputIds: rows }, change: changeOf(removal), threads: 1, selfCheck: false }),
        );
        for (const [place, { kind, block }] of units.entries()) {
          if (found[place] === null) continue;
          const truth = (kind === 'attention' ? attentionInfluence : mlpInfluence)?.mean[block];
          expect(found[place]).toBeCloseTo(truth ?? Number.NaN, 5);
        }
        expect(found.filter((influence) => influence === null)).toHaveLength(
          blocksOf(removal, 'attention').length + blocksOf(removal, 'mlp').length + 2 * blocksOf(removal, 'block').length,
        );
      }
    } finally {
      await model.release();
    }
  });
});
