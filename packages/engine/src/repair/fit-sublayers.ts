import { type CollectedMoments, getRepair, type MatrixProduct, repairErrorOf } from '@lamina/metrics';
import type { Unit } from '@lamina/plans';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { ModelParts } from '../resident/model-parts.ts';
import { continueWalk, type Walk } from '../resident/walk.ts';
import { applyRepair } from './apply-repair.ts';
import type { SolvedRun } from './apply-repairs.ts';
import { collectGap, type GapParts } from './collect-gap.ts';
import type { GapRecord, RepairErrors } from './repair-record.ts';
import type { RepairSolving } from './repair-solving.ts';

/** A model with operators in place of removed units. */
export interface FittedUnits {
  readonly opened: OpenedModel;
  readonly gaps: readonly GapRecord[];
  readonly solved: readonly SolvedRun[];
}

export interface SublayerFit {
  readonly parent: OpenedModel;
  readonly repair: RepairSolving;
  readonly parts: ModelParts;
  readonly multiply: MatrixProduct;
  /** Before the first part. */
  readonly texts: Readonly<Record<'calibration' | 'heldOut', Walk>>;
}

/**
 * Solves the repair of each attention and MLP on the whole model, from the stream before and after it, and puts the operator where its sum with the
 * stream was: after the block, or before the block for the attention of a sequential block, whose MLP reads the repaired stream.
 *
 *     h ─► Add(attn) ─► m     becomes, without the attention,     h ─► Add(shift) ─► m
 *
 * @param blocks the model in which runs of blocks are repaired already
 * @param units by ascending block
 */
export async function* fitSublayers(
  blocks: FittedUnits,
  units: readonly Unit[],
  { parent, repair, parts, multiply, texts }: SublayerFit,
): AsyncGenerator<number, FittedUnits> {
  const { kind, alpha, rank, tokenRule } = repair;
  const gaps = [...blocks.gaps];
  const solved = [...blocks.solved];
  let { opened } = blocks;
  const isSequential = parent.structure.sublayers.arrangement === 'sequential';
  for (const unit of units) {
    const collect = (walk: Walk): AsyncGenerator<number, CollectedMoments> => collectUnit(walk, unit, { parts, multiply });
    const moments = (yield* collect(texts.calibration)).moments[tokenRule === 'no-sinks' ? 'no-sinks' : 'all'];
    const unseen = texts.heldOut.batches.length === 0 ? null : (yield* collect(texts.heldOut)).moments;
    const solution = await getRepair(kind).solve(moments, { alpha: typeof alpha === 'number' ? alpha : null, rank, multiply });
    const { operator } = solution;
    const heldOutErrors: RepairErrors | null = unseen && {
      all: await repairErrorOf(operator, unseen.all, multiply),
      'no-sinks': await repairErrorOf(operator, unseen['no-sinks'], multiply),
    };
    const start = unit.kind === 'attention' && isSequential ? unit.block : unit.block + 1;
    opened = await applyRepair(opened, operator, { start, target: null, multiply });
    solved.push({ start, operator });
    gaps.push({
      run: [unit.block, unit.block + 1],
      unit: unit.kind,
      tokens: moments.tokens,
      alpha: solution.alpha,
      lambda: solution.lambda,
      calibrationError: await repairErrorOf(operator, moments, multiply),
      heldOutError: heldOutErrors === null ? null : heldOutErrors[tokenRule === 'no-sinks' ? 'no-sinks' : 'all'],
      heldOutErrors,
    });
  }
  return { opened, gaps, solved };
}

/** The moments of the stream before and after one sublayer: a block without its MLP gives the stream between the two. */
async function* collectUnit(
  start: Walk,
  { kind, block }: Unit,
  { parts, multiply }: Pick<SublayerFit, 'parts' | 'multiply'>,
): AsyncGenerator<number, CollectedMoments> {
  const withoutMlp = await parts.getHalved(block, 'mlp');
  const before = await parts.get(block);
  const walk = await continueWalk(start, await parts.list(0, kind === 'attention' ? block : block + 1));
  const gap: GapParts =
    kind === 'attention'
      ? { before, added: null, run: [withoutMlp], reads: 'entering' }
      : { before: withoutMlp, added: null, run: [await parts.get(block + 1)], reads: 'stream' };
  return yield* collectGap(walk, gap, { balanced: false, rotates: false, multiply });
}
