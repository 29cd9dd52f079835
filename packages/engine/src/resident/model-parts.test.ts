import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openModel } from '@lamina/models';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { continueWalk, openParts, readState, startWalk, streamOf, type Walk } from './model-parts.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const WINDOWS = [
  [3, 7, 1, 12, 20, 5],
  [9, 2, 2, 17, 0, 11],
  [4, 8],
].map((ids, document) => ({ ids, document }));

const statesOf = (walk: Walk): Promise<readonly (readonly number[])[]> =>
  Promise.all(walk.batches.map(async (batch) => [...readState(await streamOf(walk, batch)).values]));

describe('a walk through the parts of a model', () => {
  it('gives the same states whether they are kept or computed again, and stays where it is when others go on', async () => {
    const opened = openModel(writeModelFolder(join(temporary.path, 'model'), buildTinyDecoder({ norm: 'pre', blocks: 3 })));
    const parts = openParts(opened, { threads: 1 });
    try {
      const start = startWalk(opened, WINDOWS, 2);
      const kept = await continueWalk(start, await parts.list(0, 2));
      const repeated = await continueWalk(start, await parts.list(0, 2), 0);
      expect([kept.path.length, repeated.path.length]).toEqual([0, 2]);
      const before = await statesOf(kept);
      expect(await statesOf(repeated)).toEqual(before);
      const [further, furtherRepeated] = [
        await continueWalk(kept, await parts.list(2, 4)),
        await continueWalk(repeated, await parts.list(2, 4)),
      ];
      expect(await statesOf(furtherRepeated)).toEqual(await statesOf(further));
      expect(await statesOf(further)).not.toEqual(before);
      expect(await statesOf(kept)).toEqual(before);
    } finally {
      await parts.release();
    }
  });
});
