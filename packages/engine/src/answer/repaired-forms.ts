import { describeIdleRepair, type Saved, type SourcedText } from '@lamina/benchmarks';
import { AppError, getAt } from '@lamina/errors';
import { holdsRepair, type RepairKind } from '@lamina/metrics';
import { type Checkpoint, finish, holdOutDocuments, keyOf, type OpenedModel, type Progress } from '@lamina/models';
import { keyOfRemoval, type Removal, removesBlocksOnly } from '@lamina/plans';
import { type FittedRepair, repairModel } from '../repair/fit-repairs.ts';
import { cutCalibration } from '../repair/repair-each.ts';
import type { CalibrationCut, RepairRequest } from '../repair/repair-record.ts';
import type { SessionOptions } from '../session/session.ts';
import { requireFoldable } from '../write/prune/plan-rewritten.ts';
import { createSavingPlanner } from './planned-saving.ts';

/** A text on which repairs are solved, as documents. */
export interface CalibrationText extends SourcedText {
  readonly documents: readonly string[];
}

/** How repairs of answers are solved. */
export const REPAIR_SETTINGS = {
  window: 128,
  /** Windows from the start of the text. */
  windows: 40,
  bos: 'auto',
  tokenRule: 'all',
} as const;
/** Windows of held-out documents, which show the error on unseen text. */
const HELD_OUT_WINDOWS = 8;

/** The repair of a removal: of blocks a matrix in the weights before each run, which adds nothing to the model; of sublayers their mean output. */
export function chooseRepair(removal: Removal): RepairKind {
  return removesBlocksOnly(removal) ? 'linear-fold' : 'mean';
}

/** The repair as `pruneModel` takes it, solved on the documents that `--calibration-documents` reads. */
export function requestRepair(kind: RepairKind, { documents }: CalibrationText): RepairRequest & CalibrationCut {
  return { kind, ...REPAIR_SETTINGS, calibration: { texts: holdOutDocuments(documents).solved } };
}

/** A removal with a repair in place of what it removes. */
export interface RepairedForm {
  /** Names the repair in checkpoints. */
  readonly key: string;
  readonly saved: Saved;
  /** Why it is no candidate; null = it is one. */
  readonly excluded: string | null;
  /** The model with the repair in place. It is solved where that is not done yet. */
  readonly open: () => Promise<OpenedModel>;
}

interface Solving {
  readonly calibration: CalibrationText;
  readonly checkpoint: Checkpoint;
  readonly session: SessionOptions;
}

/** Solves the repair of a removal, unless an earlier run has, and plans the write of the repaired model. */
export async function* repairForm(
  opened: OpenedModel,
  { removal, saved }: { readonly removal: Removal; readonly saved: Saved },
  { calibration, checkpoint, session }: Solving,
): AsyncGenerator<Progress, RepairedForm> {
  const kind = chooseRepair(removal);
  const { format } = opened.source;
  const key = keyOf([kind, REPAIR_SETTINGS, calibration.text, keyOfRemoval(removal)]);
  const solving: Promise<FittedRepair>[] = []; // Empty until the repair is asked for.
  const solve = async (): Promise<FittedRepair> => {
    if (solving.length === 0) solving.push(fit(opened, removal, { kind, calibration, session }));
    return await getAt(solving, 0);
  };
  const form = (excluded: string | null, [bytesAfter, parametersAfter]: Facts): RepairedForm => ({
    key,
    excluded,
    saved: { ...saved, bytesAfter, parametersAfter },
    open: async () => (await solve()).opened,
  });
  const unsolved: Facts = [saved.bytesAfter ?? 0, saved.parametersAfter, 1]; // A planned write has bytes.
  if (!holdsRepair(format, kind)) return form(`a ${format} file cannot hold a repair by ${kind}`, unsolved);
  const factsKey = `${key}:repair`;
  const judge = (facts: Facts): RepairedForm => form(describeIdleRepair(facts[2]), facts);
  const kept = checkpoint[factsKey];
  if (areFacts(kept)) return judge(kept);
  try {
    if (format !== 'onnx') requireFoldable(opened, removal, kind);
    yield { phase: 'measure', done: 0, total: 1, note: `solving a repair on ${REPAIR_SETTINGS.windows} windows of ${calibration.text}` };
    const fitted = await solve();
    const { bytesAfter, parametersAfter } = createSavingPlanner(fitted.opened).plan(removal);
    const facts: Facts = [bytesAfter ?? 0, parametersAfter, fitted.record.heldOutError ?? 1]; // Both are known: the write is planned, and text held out.
    yield { phase: 'measure', done: 1, total: 1, note: `solved a repair on ${calibration.text}`, checkpoint: { [factsKey]: facts } };
    return judge(facts);
  } catch (error) {
    if (error instanceof AppError) return form(error.message, unsolved);
    throw error;
  }
}

/** Bytes and parameters after, and the error on unseen text: 1 is no better than removal alone. */
type Facts = readonly [bytesAfter: number, parametersAfter: number, heldOutError: number];

function areFacts(entry: unknown): entry is Facts {
  return Array.isArray(entry) && entry.length === 3 && entry.every((number) => typeof number === 'number');
}

async function fit(
  opened: OpenedModel,
  removal: Removal,
  { kind, calibration, session }: Omit<Solving, 'checkpoint'> & { readonly kind: RepairKind },
): Promise<FittedRepair> {
  const request = requestRepair(kind, calibration);
  const { calibration: windows, batch } = cutCalibration(opened, request);
  const unseen = { ...request, calibration: { texts: holdOutDocuments(calibration.documents).heldOut }, windows: HELD_OUT_WINDOWS };
  const { calibration: heldOut } = cutCalibration(opened, unseen);
  return getAt(await finish(repairModel(opened, [request], { ...session, removal, calibration: windows, heldOut, batch })), 0);
}
