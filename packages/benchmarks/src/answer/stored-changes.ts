import { findHeadline, holdsRepair, isScore, NO_REPAIR, type RepairFormat, type RepairKind } from '@lamina/metrics';
import { type Change, type CommandRepair, keyOfChange, writeChangeCommand } from '@lamina/plans';
import { judgesChange, listChoosingTexts, type SourcedText } from '../text-loss/judging-texts.ts';
import type { MeasuredText } from '../text-loss/text-loss.ts';
import type { AnswerCandidate, AnswerFacts } from './answer-model.ts';
import type { Saved, SpeedRatio } from './saved.ts';
import { canShowLoss, measureTaskLoss, type PairedScore } from './task-loss.ts';

/** A stored result of a changed model in one metric, paired with the whole model's. */
export interface StoredCell extends Pick<PairedScore, 'denseStandardError' | 'chance'> {
  readonly benchmark: string;
  readonly metric: string;
  readonly value: number;
  readonly retention: number | null;
  readonly retentionStandardError: number | null;
  readonly sampleCount: number;
  /** Null if the dense model is not measured; so are the others. */
  readonly denseValue: number | null;
}

/** How a stored repair was solved. */
export interface StoredRepair extends CommandRepair {
  readonly kind: RepairKind;
}

/** A stored pruning or quantized form of a model. */
export interface StoredChange
  extends Change<StoredRepair>,
    Pick<AnswerCandidate, 'caveat'>,
    Pick<Saved, 'parametersBefore' | 'parametersAfter' | 'bytesBefore' | 'bytesAfter'> {
  /** Key of the pruning; null = a quantized form. */
  readonly pruningKey: string | null;
  /** Error on unseen text, as a share of the error without a repair; null = not known. */
  readonly heldOutError: number | null;
  readonly cacheBytesPerToken: number | null;
  /** Texts that chose or repaired it. */
  readonly read: readonly SourcedText[];
  readonly texts: readonly StoredText[];
  /** Results on benchmarks whose answers are scores. */
  readonly cells: readonly StoredCell[];
}

/** The stored loss of a changed model on one text. */
export type StoredText = Omit<MeasuredText, 'judges'>;

/** Measured speed and memory. Ratios are speed ÷ speed of the dense model. */
export interface StoredEfficiency {
  /** Null = the dense model. */
  readonly pruningKey: string | null;
  readonly weightsBytes: number;
  /** Null without a cache. */
  readonly cacheBytesPerToken: number | null;
  /** Whether no other work ran on the machine, in LEAST_SPEED_ROUNDS rounds or more. */
  readonly hasSpeed: boolean;
  readonly prefillRatio: number | null;
  readonly prefillLow: number | null;
  readonly prefillHigh: number | null;
  readonly decodeRatio: number | null;
  readonly decodeLow: number | null;
  readonly decodeHigh: number | null;
}

/** The model that a question is about. */
export interface AnsweredModel {
  /** How `lamina prune` names it. */
  readonly reference: string;
  /** Null = not known. */
  readonly format: RepairFormat | null;
}

/** A repair that leaves at least this share of the error changes nothing. */
const IDLE_REPAIR = 0.98;

/** Why a repair is no candidate, if it does nothing. @param heldOutError on unseen text, as a share of the error without the repair */
export function describeIdleRepair(heldOutError: number): string | null {
  return heldOutError >= IDLE_REPAIR ? 'the repair changes nothing on unseen text' : null;
}

/** The stored results of a model. */
export interface StoredResults {
  readonly changes: readonly StoredChange[];
  readonly efficiencies: readonly StoredEfficiency[];
  /** Texts that were asked for, and whose language the model does not know. */
  readonly textsLeftOut: readonly string[];
}

/** The measured changes of a model from its stored results. The same change of several prunings is one change: each text that chose it counts. */
export function listStoredChanges(model: AnsweredModel, { changes, efficiencies, textsLeftOut }: StoredResults): AnswerFacts {
  const dense = efficiencies.find(({ pruningKey }) => pruningKey === null) ?? null;
  const groups = Map.groupBy(changes, (change) => keyOfChange(change));
  const cells = changes.flatMap((change) => change.cells);
  const candidates = [...groups.values()].map((group) => toCandidate(model, group, { dense, efficiencies }));
  const guessed = cells.filter((cell) => isScore(cell.metric) && !canShowLoss(toScore(cell)));
  return { candidates, benchmarksLeftOut: [...new Set(guessed.map(({ benchmark }) => benchmark))].sort(), textsLeftOut };
}

interface Measured {
  readonly dense: StoredEfficiency | null;
  readonly efficiencies: readonly StoredEfficiency[];
}

function toCandidate(model: AnsweredModel, group: readonly StoredChange[], measured: Measured): AnswerCandidate {
  const [first] = group;
  if (first === undefined) throw new Error('A group of changes is empty');
  const { remove, repair, precision, keepVocabulary, caveat } = first;
  const kind = repair === null || repair.kind === NO_REPAIR ? null : repair.kind;
  const losses = listTexts(group);
  const read = [...group.flatMap((change) => change.read), ...listChoosingTexts(keepVocabulary, losses)];
  // Newest first: a later result of the same benchmark replaces an earlier one.
  const cells = [...new Map(group.flatMap((change) => change.cells).map((cell) => [`${cell.benchmark} ${cell.metric}`, cell])).values()];
  const texts = losses.map((text) => ({ ...text, judges: judgesChange(text, { read }) }));
  const [changed = null] = measured.efficiencies.filter(({ pruningKey }) =>
    group.some((change) => change.pruningKey === pruningKey && pruningKey !== null),
  );
  return {
    key: first.pruningKey,
    change: { remove, repair: kind, precision, keepVocabulary },
    texts,
    tasks: listTasks(cells),
    saved: toSaved(model, first, { dense: measured.dense, changed }),
    command: writeChangeCommand(
      model.reference,
      { remove, repair: kind === null ? null : repair, precision, keepVocabulary },
      { copyWeights: model.format === 'onnx' },
    ),
    caveat,
    excluded: findExclusion(model, kind, first.heldOutError),
  };
}

function findExclusion({ format }: AnsweredModel, kind: RepairKind | null, heldOutError: number | null): string | null {
  if (kind === null) return null;
  const idle = heldOutError === null ? null : describeIdleRepair(heldOutError);
  if (idle !== null) return idle;
  if (format === null || (format !== 'gguf' && holdsRepair(format, kind))) return null;
  return holdsRepair(format, kind)
    ? `only some types of a ${format} file hold this repair; lamina answer reads them`
    : `a ${format} file cannot hold this repair`;
}

/** Each text and context has the result by the most tokens. Equal models have equal losses. */
function listTexts(group: readonly StoredChange[]): readonly StoredText[] {
  const all = group.flatMap(({ texts }) => texts).toSorted((a, b) => a.tokens - b.tokens);
  return [...new Map(all.map((text) => [`${text.text} ${text.contextTokens}`, text])).values()];
}

function listTasks(cells: readonly StoredCell[]): AnswerCandidate['tasks'] {
  return [...Map.groupBy(cells, ({ benchmark }) => benchmark)].flatMap(([task, results]) => {
    const cell = findHeadline(results);
    if (cell === undefined || !isScore(cell.metric) || cell.retention === null) return [];
    const loss = measureTaskLoss(task, { ...toScore(cell), retention: cell.retention });
    return loss === null ? [] : [loss];
  });
}

function toScore({ denseValue, denseStandardError, chance, retentionStandardError, sampleCount }: StoredCell) {
  // A score without the whole model's can show nothing.
  return { dense: denseValue ?? 0, denseStandardError, chance, retentionStandardError, documents: sampleCount };
}

/** Bytes are those of the planned write; otherwise those of a measured ONNX model, since what is measured of other formats is not the file that is written. */
function toSaved(
  { format }: AnsweredModel,
  { parametersBefore, parametersAfter, bytesBefore, bytesAfter, cacheBytesPerToken }: StoredChange,
  { dense, changed }: { readonly dense: StoredEfficiency | null; readonly changed: StoredEfficiency | null },
): Saved {
  const isFile = format === 'onnx' && dense !== null && changed !== null;
  const prompt = changed?.hasSpeed ? toSpeed(changed.prefillRatio, changed.prefillLow, changed.prefillHigh) : null;
  const writing = changed?.hasSpeed ? toSpeed(changed.decodeRatio, changed.decodeLow, changed.decodeHigh) : null;
  return {
    ...(bytesAfter === null && isFile
      ? { bytesBefore: dense.weightsBytes, bytesAfter: changed.weightsBytes }
      : { bytesBefore, bytesAfter }),
    cacheBytesPerTokenBefore: dense?.cacheBytesPerToken ?? null,
    cacheBytesPerTokenAfter: cacheBytesPerToken,
    parametersBefore,
    parametersAfter,
    speed: prompt === null && writing === null ? null : { prompt, writing },
  };
}

function toSpeed(ratio: number | null, low: number | null, high: number | null): SpeedRatio | null {
  return ratio === null ? null : { ratio, interval: low === null || high === null ? null : { low, high } };
}
