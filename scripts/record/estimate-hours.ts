import { INTERIM_LEVEL } from '@lamina/benchmarks';
import { evaluateModel } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { readLossTexts } from '@lamina/models';
import { UNCHANGED } from '@lamina/plans';
import { countChanges, RECORDED_TEXTS, type RecordedStep } from './recorded-steps.ts';

/** Windows that are timed: the first ones warm the session up. */
const WARM_UP = 2;
const TIMED = 4;
/** A change reads 16 to 64 windows of a text; most are decided at the first look. */
const WINDOWS_PER_CHANGE = 24;
const WINDOWS_OF_WHOLE = 64;
/** Sizes of a vocabulary that answers try. */
const SIZES = 3;
/** A change shares what comes before its first removed unit with others. */
const SHARE_OF_WHOLE = 0.75;

export interface EstimateOptions {
  /** Path of its files. */
  readonly model: string;
  /** The folder of the texts. */
  readonly texts: string;
}

/** The hours that the texts of some steps take on all cores of this machine, from the time of a few windows. Searches and generated answers come on top. */
export async function estimateHours(steps: readonly RecordedStep[], { model, texts }: EstimateOptions): Promise<number> {
  const text = readLossTexts(texts).find((one) => one.text === RECORDED_TEXTS[0]);
  if (text === undefined) throw new AppError('NOT_FOUND', `${texts} has no text "${RECORDED_TEXTS[0]}"`);
  const count = WARM_UP + TIMED;
  const windows = { minimum: count, step: count, maximum: count, limits: [0.05], level: INTERIM_LEVEL };
  const times: number[] = [];
  const work = evaluateModel({ model, changes: [UNCHANGED], tasks: [], texts: [text], windows });
  for await (const { phase } of work) if (phase === 'evaluate') times.push(performance.now());
  const [begin = 0, end = 0] = [times[1], times.at(-1)];
  const secondsPerWindow = (end - begin) / 1000 / Math.max(1, times.length - 2);
  const total = steps.reduce((sum, step) => sum + countWindows(step), 0) * RECORDED_TEXTS.length;
  return (total * secondsPerWindow) / 3600;
}

function countWindows({ work }: RecordedStep): number {
  if (work.kind === 'whole' || work.kind === 'quantize') return WINDOWS_OF_WHOLE;
  if (work.kind === 'smaller') return work.changes.length * WINDOWS_PER_CHANGE;
  if (work.kind === 'frequent words') return SIZES * WINDOWS_PER_CHANGE;
  if (work.kind === 'mixtures') return work.count * WINDOWS_PER_CHANGE;
  if (work.kind === 'combinations') return work.limits.length * work.count * WINDOWS_PER_CHANGE;
  if (work.kind !== 'remove') return 0;
  return work.choices.reduce((sum, choosing) => sum + countChanges(choosing), 0) * WINDOWS_PER_CHANGE * SHARE_OF_WHOLE;
}
