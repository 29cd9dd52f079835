import { measureTextLoss, type WindowLoss } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import type { RepairKind } from '@lamina/metrics';
import { keyOf, mapSteps, type OpenedModel, type WorkDone } from '@lamina/models';
import { keyOfRemoval, NOTHING_REMOVED, type Removal, removesNothing, type Unit } from '@lamina/plans';
import type { Judgement, SearchedModel } from '@lamina/strategies';
import { findRemovalObstacle } from '@lamina/surgery';
import { type FittedRepair, findRepairObstacle, repairModel } from '../repair/fit-repairs.ts';
import { completeChoice } from '../repair/repair-record.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import type { SessionOptions } from '../session/session.ts';
import { type InfluenceModel, openInfluenceModel } from './influence-model.ts';
import { countPositions, type LossInput, measureWindows } from './measure-windows.ts';

/** A text, and the entries of all that was measured on it: what a search measured is not measured again by the next. */
export interface SearchedText extends LossInput {
  readonly checkpoint: Record<string, unknown>;
}

/** The models that searches share. At most one form of it is loaded at a time. */
export interface SearchedModels {
  /** The model for a search among these units. */
  open(units: readonly Unit[]): SearchedModel<WorkDone<unknown>>;
  release(): Promise<void>;
}

/** Answers searches about a model, which is loaded when it is first asked. @param options.divergence whether one of the searches asks for it */
export function createSearchedModels(
  opened: OpenedModel,
  text: SearchedText,
  { divergence, ...session }: SessionOptions & { readonly divergence: boolean },
): SearchedModels {
  let resident: ResidentModel | null = null;
  let influenced: InfluenceModel | null = null;
  const release = async (): Promise<void> => {
    await resident?.release();
    await influenced?.release();
    resident = null;
    influenced = null;
  };
  const loadResident = async (): Promise<ResidentModel> => {
    if (resident !== null) return resident;
    await release();
    const sublayers = opened.structure.sublayers.arrangement !== null;
    resident = await createResidentModel(opened, { ...session, sublayers, divergence });
    return resident;
  };
  const loadInfluenced = async (units: readonly Unit[]): Promise<InfluenceModel> => {
    if (influenced?.units === units) return influenced;
    await release();
    influenced = openInfluenceModel(opened, text, { ...session, units });
    return influenced;
  };
  let nats: readonly number[] | null = null;
  /** Nats of the whole model on every window. It reads the text once, which no search counts. */
  const readWhole = async function* (): AsyncGenerator<WorkDone<unknown>, readonly number[]> {
    const work = keepSteps(measureWindows(await loadResident(), 'loss', text, [NOTHING_REMOVED]), text);
    nats ??= getAt(yield* mapSteps(work, (step) => ({ ...step, count: 0 })), 0);
    return nats;
  };
  return {
    release,
    open: (units) => ({
      windowCount: text.windows.length,
      findObstacle: (removal, repair) =>
        findRemovalObstacle(opened.structure, removal) ??
        (repair === null ? null : findRepairObstacle(opened.structure, removal, { kind: repair })),
      async *judge(quantity, removals, chosen = [...text.windows.keys()]) {
        const windows = chosen.map((window) => getAt(text.windows, window));
        const whole = quantity === 'loss' ? yield* readWhole() : null;
        const work = measureWindows(await loadResident(), quantity, { ...text, windows }, removals);
        const found = yield* keepSteps(work, text);
        const read = chosen.map((window, place) => ({
          whole: whole === null ? 0 : getAt(whole, window),
          tokens: countPositions(quantity, getAt(windows, place).ids.length),
        }));
        return found.map((changed) => toJudgement(changed, read));
      },
      async *measureInfluences(removal, repair) {
        const asked = repair === null ? [] : [completeChoice({ kind: repair })];
        const question = keyOf([text.windows.map(({ ids }) => ids), units, ...asked]);
        const key = `${question}:influence:${keyOfRemoval(removal)}`;
        const kept = text.checkpoint[key];
        const repairs = repair !== null && !removesNothing(removal);
        if (areInfluences(kept, units.length)) {
          yield { count: (repairs ? 2 : 1) * text.windows.length };
          return kept;
        }
        const model = await loadInfluenced(units);
        const fitted = repairs ? yield* repairRuns(opened, text, { removal, repair, model, session }) : null;
        const influences = yield* mapSteps(model.measure(removal, fitted?.opened), (count): WorkDone<unknown> => ({ count }));
        yield { count: 0, checkpoint: { [key]: influences } };
        return influences;
      },
    }),
  };
}

/** The facts of a window beside those of the changed model: nats of the whole model, 0 for a divergence from it, and counted tokens. */
type ReadWindow = Pick<WindowLoss, 'whole' | 'tokens'>;

/** The judgement by `text-loss@1`: its ratio is that of a divergence, too. @param changed nats of each window */
function toJudgement(changed: readonly number[], read: readonly ReadWindow[]): Judgement {
  const windows = read.map((window, place) => ({ ...window, changed: getAt(changed, place), positions: 0, agreeing: 0 }));
  return { mean: measureTextLoss(windows).logLoss, perWindow: windows.map((window) => window.changed - window.whole) };
}

/** Keeps what the steps of a measurement found. */
function keepSteps<T>(work: AsyncGenerator<WorkDone<unknown>, T>, text: SearchedText): AsyncGenerator<WorkDone<unknown>, T> {
  return mapSteps(work, (step) => {
    Object.assign(text.checkpoint, step.checkpoint);
    return step;
  });
}

interface RepairTask {
  readonly removal: Removal;
  readonly repair: RepairKind;
  readonly model: InfluenceModel;
  readonly session: SessionOptions;
}

/** Repairs the removed runs, on the text that is read. Solving counts as one reading of the text. */
async function* repairRuns(
  opened: OpenedModel,
  { windows, batch }: SearchedText,
  { removal, repair, model, session }: RepairTask,
): AsyncGenerator<WorkDone<unknown>, FittedRepair> {
  let counted = 0;
  const work = repairModel(opened, [{ kind: repair }], {
    ...session,
    removal,
    calibration: windows,
    heldOut: [],
    batch,
    parts: model.parts,
  });
  const fitted = yield* mapSteps(work, ({ done, total }): WorkDone<unknown> => {
    const before = counted;
    counted = Math.floor((windows.length * done) / total);
    return { count: counted - before };
  });
  yield { count: windows.length - counted };
  return getAt(fitted, 0);
}

function areInfluences(value: unknown, units: number): value is readonly (number | null)[] {
  return Array.isArray(value) && value.length === units && value.every((one) => one === null || typeof one === 'number');
}
