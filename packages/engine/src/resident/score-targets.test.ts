import { afterAll, describe, expect, it } from '@jest/globals';
import { openModel } from '@lamina/models';
import { assertTensorsClose, buildTinyDecoder, createTemporaryFolder, runModel, writeModelFolder } from '@lamina/test-utils/models';
import { formBatches } from '../session/batches.ts';
import { withoutBlocks } from '../session/golden.fixture.ts';
import { createGatedModel } from './create-resident-model.ts';
import type { Target, TargetAnswers } from './resident-model.ts';
import { createSplitModel } from './split-resident.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const ROW = [3, 9, 4, 11, 5];
/** Two tokens at one position, out of order, and a row that is padded. */
const TARGETS: readonly Target[] = [
  { pass: 0, row: 0, position: 4, token: 7 },
  { pass: 0, row: 0, position: 1, token: 4 },
  { pass: 0, row: 0, position: 4, token: 8 },
  { pass: 0, row: 1, position: 2, token: 6 },
];

describe.each([
  ['in parts', createSplitModel, {}],
  ['in parts whose head joins rows and positions', createSplitModel, { flattens: true }],
  ['with gates', createGatedModel, {}],
] as const)('answers about some positions of a model %s', (name, create, kind) => {
  it('are those of ONNX Runtime’s logits', async () => {
    const model = buildTinyDecoder({ norm: 'pre', blocks: 2, seed: 9, ...kind });
    const opened = openModel(writeModelFolder(`${temporary.path}/${name}`, model));
    const resident = await create(opened, { threads: 1, mostLikely: true });
    const [batch] = formBatches(
      [ROW, ROW.slice(0, 3)].map((ids) => ({ ids, next: 0 })),
      2,
    );
    const found: TargetAnswers[] = [];
    if (batch)
      for await (const { answers, removal } of resident.score({ passes: [{ batch: batch.tokens }], targets: TARGETS }, [
        withoutBlocks(),
        withoutBlocks(1),
      ]))
        found[removal] = answers;
    await resident.release();
    // Weights depend on a block's identity alone: the second model never had block 1.
    for (const [removal, blocks] of [[0, 1], [0]].entries()) {
      const { logits } = await runModel(buildTinyDecoder({ norm: 'pre', blocks, seed: 9, ...kind }), [ROW]);
      const width = logits?.dims.at(-1) ?? 0;
      const rows = TARGETS.map(({ position }) => logits?.values.slice(position * width, (position + 1) * width) ?? []);
      const expected = rows.map((values, index) => {
        const sum = values.reduce((total, value) => total + Math.exp(value), 0);
        return (values[TARGETS[index]?.token ?? 0] ?? Number.NaN) - Math.log(sum);
      });
      assertTensorsClose(Array.from(found[removal]?.logProbability ?? []), expected, 1e-5);
      expect(found[removal]?.isLikeliest).toEqual(
        rows.map((values, index) => values.indexOf(Math.max(...values)) === TARGETS[index]?.token),
      );
    }
  });
});
