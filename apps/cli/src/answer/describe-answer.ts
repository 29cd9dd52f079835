import {
  type AnsweredEntry,
  describeTaskLoss,
  describeVerdict,
  lossOf,
  type ModelAnswer,
  percentOf,
  type Removable,
  type Saving,
  type SpeedRatio,
} from '@lamina/benchmarks';
import type { MeasuredAnswer } from '@lamina/engine';
import { blocksOf, type Change, describeChange } from '@lamina/plans';

/** The facts about the model, and how long it took. */
export interface AnswerContext {
  readonly slug: string;
  readonly digest: string;
  readonly measured: MeasuredAnswer;
  /** Who measured it before; null = it was measured now. */
  readonly measuredBy: string | null;
  readonly seconds: number;
}

/** The result as `lamina answer --json` writes it. */
export function toReport(answer: ModelAnswer, { slug, digest, measured, measuredBy, seconds }: AnswerContext) {
  const { limit, save, verdict, sentence, caveat, removable } = answer;
  const { machine } = measured;
  const write = (entry: AnsweredEntry) => toEntry(entry, machine);
  return {
    model: { slug, digest, format: measured.format, bytes: measured.bytes },
    limit,
    save,
    verdict,
    sentence,
    caveat,
    ...(answer.answer === null ? { change: null, losses: NOTHING_LOST, saved: measured.whole } : toShape(answer.answer, machine)),
    removableAt: removable?.removableAt ?? null,
    largestTried: removable?.largestTried ?? null,
    openBeyond: removable?.openBeyond ?? null,
    command: answer.answer?.command ?? null,
    alternatives: answer.alternatives.map(write),
    front: answer.front.map(write),
    leftOut: {
      benchmarks: answer.leftOut.benchmarks,
      changes: answer.leftOut.changes.map(({ change, why }) => ({ change: toChange(change), why })),
    },
    seconds,
    measuredBy,
  };
}

/** Size of the model as it is. */
const NOTHING_LOST: AnsweredEntry['losses'] = { texts: [], tasks: [], changedWords: 0 };

function toShape({ change, losses, saved }: AnsweredEntry, machine: string | null) {
  const { speed } = saved;
  const ratios = speed && { prompt: toRatio(speed.prompt), writing: toRatio(speed.writing), machine };
  return { change: toChange(change), losses, saved: { ...saved, speed: ratios } };
}

function toRatio(speed: SpeedRatio | null) {
  return speed && { ratio: speed.ratio, low: speed.interval?.low ?? null, high: speed.interval?.high ?? null };
}

function toEntry(entry: AnsweredEntry, machine: string | null) {
  return { verdict: entry.verdict, ...toShape(entry, machine), command: entry.command };
}

function toChange({ remove, ...change }: Change) {
  const [blocks, attention, mlp] = [blocksOf(remove, 'block'), blocksOf(remove, 'attention'), blocksOf(remove, 'mlp')];
  return { remove: blocks, removeAttention: attention, removeMlp: mlp, ...change };
}

/** Lines of the front that are printed. */
const MAX_ROWS = 10;
/** Reasons for changes that were left out that are printed. */
const MAX_REASONS = 2;
/** Benchmarks that are printed: those with the largest losses. */
const MAX_TASKS = 3;

/** The answer for people, in at most 25 lines. */
export function describeReport(answer: ModelAnswer, { measured, measuredBy, seconds }: AnswerContext): string {
  const rows = answer.front
    .toSorted((a, b) => a.textLoss - b.textLoss)
    .slice(0, MAX_ROWS)
    .map((row) => describeRow(row, answer.limit));
  const others = answer.front.length - rows.length;
  return [
    answer.sentence,
    ...(answer.caveat === null ? [] : [answer.caveat]),
    '',
    `measured on ${measured.sources.join(', ')} (each row with the text of the largest loss):`,
    ...rows,
    ...(others > 0 ? [`  and ${others} that cost more`] : []),
    ...(answer.removable === null ? [] : [describeRemovable(answer.removable, answer.save)]),
    ...describeLeftOut(answer),
    ...(answer.answer === null ? [] : describeNamed(answer.answer, measured)),
    measuredBy === null ? `${Math.round(seconds)} s` : `known from ${measuredBy}: nothing was measured now; --measure does`,
  ].join('\n');
}

/** Why some changes were no candidates: the first reasons that are more than that they save nothing. */
function describeLeftOut({ leftOut }: ModelAnswer): readonly string[] {
  const reasons = Map.groupBy(leftOut.changes, ({ why }) => why);
  return [...reasons]
    .filter(([why]) => why !== 'saves nothing' && why !== 'not measured')
    .slice(0, MAX_REASONS)
    .map(
      ([why, changes]) =>
        `not tried, ${changes
          .map(({ change }) => describeChange(change))
          .slice(0, 2)
          .join(', ')}${changes.length > 2 ? ', …' : ''}: ${why}`,
    );
}

/** The other measurements of the named change, and its command. */
function describeNamed({ losses: { tasks }, saved: { speed }, command }: AnsweredEntry, { machine }: MeasuredAnswer): readonly string[] {
  const ratio = (name: string, one: SpeedRatio | null): readonly string[] =>
    one === null
      ? []
      : [
          `${name} ${one.ratio.toFixed(2)} times${one.interval === null ? '' : ` (${one.interval.low.toFixed(2)} to ${one.interval.high.toFixed(2)})`}`,
        ];
  const speeds = speed === null ? [] : [...ratio('reads', speed.prompt), ...ratio('writes', speed.writing)];
  return [
    ...tasks
      .toSorted((a, b) => b.loss - a.loss)
      .slice(0, MAX_TASKS)
      .map(describeTaskLoss),
    ...(speeds.length === 0 ? [] : [`speed: ${speeds.join(', ')}; ${machine}`]),
    '',
    command,
  ];
}

function describeRemovable({ removableAt, largestTried, openBeyond }: Removable, save: Saving): string {
  const tried =
    largestTried > removableAt
      ? `; ${percentOf(largestTried)} was tried and is not ruled out${openBeyond ? ', more was not tried' : ''}`
      : '';
  return `removing units or tokens: ${percentOf(removableAt)} of the ${save}${tried}`;
}

function describeRow({ verdict, textLoss, worstText, change, saved }: AnsweredEntry, limit: number): string {
  const { bytesBefore, bytesAfter } = saved;
  const bytes = bytesBefore === null || bytesAfter === null ? '' : `−${((bytesBefore - bytesAfter) / 1e6).toFixed(1)} MB`;
  return `  ${describeVerdict(verdict, limit).padEnd(12)} ${lossOf(textLoss).padStart(8)}  ${bytes.padStart(10)}  ${describeChange(change)} (${worstText})`;
}
