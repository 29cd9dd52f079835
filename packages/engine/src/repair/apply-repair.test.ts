import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { getAt } from '@lamina/errors';
import { openModel } from '@lamina/models';
import { createRemoval } from '@lamina/plans';
import { removeUnits } from '@lamina/surgery';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { finish } from '../session/golden.fixture.ts';
import { randomWindows } from '../session/random-windows.fixture.ts';
import { applyRepairs } from './apply-repair.ts';
import { repairModel } from './fit-repairs.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

it.each(['none', 'scalar', 'diagonal', 'hadamard-diagonal', 'linear', 'low-rank', 'linear-fold'] as const)(
  'gives the model that the fit of %s gave, from operators that another process was sent',
  async (kind) => {
    const folder = writeModelFolder(join(temporary.path, kind), buildTinyDecoder({ norm: 'pre', blocks: 5 }));
    const opened = openModel(folder);
    const removal = createRemoval({ blocks: [1, 3] });
    const calibration = randomWindows(24, kind).inputIds.map((ids, document) => ({ ids, document }));
    const asked = { removal, calibration, heldOut: [], batch: 8, threads: 1 };
    const fitted = getAt(await finish(repairModel(opened, [{ kind, rank: 3 }], asked)), 0);
    const applied = await applyRepairs(openModel(folder), structuredClone(fitted.solved), { removal, threads: 1 });
    expect(removeUnits(applied.structure, removal).model).toEqual(removeUnits(fitted.opened.structure, removal).model);
    const changed = removeUnits(applied.structure, removal).model.graph;
    // Not the model without the repair.
    if (kind !== 'none') expect(changed).not.toEqual(removeUnits(opened.structure, removal).model.graph);
  },
);
