import { WINDOW_TOKENS } from '@lamina/benchmarks';
import { getRevision, listMeasuredRoundings, type RoundingText, saveRoundings } from '@lamina/database';
import type { RoundUnitsProgress, UnitRounding } from '@lamina/engine';
import { getAt } from '@lamina/errors';
import type { RoundUnitsPayload } from '@lamina/jobs';
import { WEIGHT_UNITS } from '@lamina/plans';
import type { HandlerContext } from '../context/handler-context.ts';
import { runInference } from '../inference/run-inference.ts';
import { loadTexts } from '../material/load-texts.ts';
import { locateModel } from '../material/locate-model.ts';
import { saveInOrder } from '../work/save-in-order.ts';

/**
 * Measures every unit of a model in each type. Units are stored as soon as their group is measured, so a new attempt, and a later job on as much of the text,
 * measures only those that are missing.
 */
export async function roundUnitsHandler({ revisionId, types, text, windows }: RoundUnitsPayload, context: HandlerContext): Promise<void> {
  const { database, fence, folders, signal } = context;
  const revision = await getRevision(database, revisionId);
  const { sha256, ...input } = getAt(loadTexts([text], folders), 0);
  const read: RoundingText = { revisionId, text, source: input.source, textSha256: sha256, windowLimit: windows };
  const saves = saveInOrder();
  let count = 0;
  const save = ({ units, definition, runtime }: NonNullable<RoundUnitsProgress['completed']>): void => {
    const { window, idsSha256 } = definition;
    const measured = { ...read, window, idsSha256, runtime: { ...runtime, precision: revision.precision } };
    count += units.length;
    saves.add(() =>
      saveRoundings(
        database,
        fence,
        units.map((unit) => ({ ...unit, ...measured })),
      ),
    );
  };
  const { warnings } = await runInference(
    'round',
    {
      model: await locateModel(revision.location, context),
      roots: folders.modelRoots,
      ...context.session,
      ...{ types, units: WEIGHT_UNITS, blocks: null, usesFallbacks: true },
      // The rows of this table are what the engine measured.
      measured: (await listMeasuredRoundings(database, read)) as readonly UnitRounding[],
      ...{ input, windows, window: WINDOW_TOKENS, batch: null, bos: 'auto' },
    },
    {
      signal,
      onProgress: ({ completed, ...progress }) => {
        context.report(progress);
        if (completed !== undefined) save(completed);
      },
    },
  );
  await saves.end();
  for (const warning of warnings) context.log('warn', warning);
  context.log('info', `${count} units of ${revision.slug} were rounded alone to ${types.join(', ')} on ${text}`);
}
