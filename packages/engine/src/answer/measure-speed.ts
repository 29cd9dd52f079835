import type { Saved, SpeedRatio } from '@lamina/benchmarks';
import { getRepair, type RatioEstimate, REPAIR_KINDS } from '@lamina/metrics';
import { type Change, changeOf, keyOfRemoval } from '@lamina/plans';
import type { ModelLookup } from '../model/open/open-model.ts';
import { type Checkpoint, keyOf, mapSteps, type Progress } from '../progress/progress.ts';
import type { SessionOptions } from '../session/session.ts';
import { measureEfficiency } from '../speed/measure-efficiency.ts';

/** A speed, and the machine and runtime that it was measured with. */
export interface MeasuredSpeed {
  readonly speed: Saved['speed'];
  readonly machine: string;
}

interface SpeedOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  readonly checkpoint: Checkpoint;
}

/** Rounds of the measurement. */
const ROUNDS = 3;

/**
 * Reading and writing of a changed model against the whole one, for one text, in ONNX Runtime on this machine. A repair that is folded into weights runs as the
 * removal alone.
 * @returns null for a change that is not measured: with another number format, or with a repair that adds something to the model
 */
export async function* measureAnswerSpeed(
  { remove, repair, precision }: Change,
  { checkpoint, ...options }: SpeedOptions,
): AsyncGenerator<Progress, MeasuredSpeed | null> {
  const kind = REPAIR_KINDS.find((one) => one === repair);
  if (precision !== null || (kind !== undefined && getRepair(kind).form !== 'fold')) return null;
  const key = `${keyOf(['speed', ROUNDS, keyOfRemoval(remove)])}:speed`;
  const kept = checkpoint[key];
  if (isSpeed(kept)) return kept;
  const work = measureEfficiency({ ...options, changes: [changeOf(remove)], batches: [1], rounds: ROUNDS, budgetSeconds: 0 });
  const [measurement] = yield* mapSteps(work, ({ done, total }): Progress => {
    return { phase: 'measure', done, total, note: 'speed beside the whole model' };
  });
  const ratios = measurement?.comparedWithDense ?? null;
  if (measurement === undefined || ratios === null) return null;
  const { device, threads, version, provider } = measurement.runtime;
  const found: MeasuredSpeed = {
    speed: { prompt: toRatio(ratios.prefill), writing: ratios.decode === null ? null : toRatio(ratios.decode) },
    machine: `${device}, ${threads} threads, ONNX Runtime ${version} ${provider}`,
  };
  yield { phase: 'measure', done: ROUNDS, total: ROUNDS, note: 'speed', checkpoint: { [key]: found } };
  return found;
}

function toRatio({ ratio, low, high }: RatioEstimate): SpeedRatio {
  return { ratio, interval: low === null || high === null ? null : { low, high } };
}

function isSpeed(entry: unknown): entry is MeasuredSpeed {
  return typeof entry === 'object' && entry !== null && 'speed' in entry && 'machine' in entry;
}
