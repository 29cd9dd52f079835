import { type AnsweredChange, type AnsweredEntry, type ModelAnswer, percentOf } from '@lamina/benchmarks';
import { EFFORTS, type MeasuredAnswer } from '@lamina/engine';

/** The facts about the model, and how long it took. */
export interface AnswerContext {
  readonly slug: string;
  readonly digest: string;
  readonly measured: MeasuredAnswer;
  readonly seconds: number;
}

/** The result as `lamina answer --json` writes it. */
export function toReport(answer: ModelAnswer, { slug, digest, measured, seconds }: AnswerContext) {
  const { limit, save, verdict, sentence, removableAt, removableUpTo } = answer;
  return {
    model: { slug, digest, format: measured.format, bytes: measured.bytes },
    ...{ limit, save, verdict, sentence },
    ...(answer.answer === null ? { change: null, losses: NOTHING_LOST, saved: measured.whole } : toShape(answer.answer)),
    ...{ removableAt, removableUpTo },
    command: answer.answer?.command ?? null,
    alternatives: answer.alternatives.map(toEntry),
    front: answer.front.map(toEntry),
    leftOut: {
      benchmarks: answer.leftOut.benchmarks,
      changes: answer.leftOut.changes.map(({ change, why }) => ({ change: toChange(change), why })),
    },
    seconds,
  };
}

/** Of the model as it is. */
const NOTHING_LOST: AnsweredEntry['losses'] = { texts: [], tasks: [], changedWords: 0 };

function toShape({ change, losses, saved }: AnsweredEntry) {
  return { change: toChange(change), losses, saved };
}

function toEntry(entry: AnsweredEntry) {
  return { verdict: entry.verdict, ...toShape(entry), command: entry.command };
}

function toChange({ removed, removedAttention, removedMlp, repair, precision }: AnsweredChange) {
  return { remove: removed, removeAttention: removedAttention, removeMlp: removedMlp, repair, precision };
}

/** Lines of the front that are printed. */
const MAX_ROWS = 10;

/** The answer for people, in at most 25 lines. */
export function describeReport(answer: ModelAnswer, { measured, seconds }: AnswerContext): string {
  const rows = answer.front.slice(0, MAX_ROWS).map(describeRow);
  const others = answer.front.length - rows.length;
  return [
    answer.sentence,
    '',
    `measured (loss at most ${percentOf(answer.limit)}; judged on ${measured.sources.join(', ')}):`,
    ...rows,
    ...(others > 0 ? [`  and ${others} that save less`] : []),
    ...(answer.removableAt === null
      ? []
      : [
          `can go: at least ${percentOf(answer.removableAt)} of the parameters, at most ${percentOf(answer.removableUpTo ?? answer.removableAt)}`,
        ]),
    ...(answer.answer === null ? [] : ['', answer.answer.command]),
    `${Math.round(seconds)} s`,
  ].join('\n');
}

function describeRow({ verdict, textLoss, change, saved, documentsToDecide }: AnsweredEntry): string {
  const { bytesBefore, bytesAfter } = saved;
  const bytes = bytesBefore === null || bytesAfter === null ? '' : `−${((bytesBefore - bytesAfter) / 1e6).toFixed(1)} MB`;
  const isRealistic = documentsToDecide !== null && documentsToDecide <= EFFORTS.thorough.documents;
  const decide = isRealistic ? ` (--effort thorough may decide: about ${documentsToDecide} documents of each text)` : '';
  return `  ${verdict.padEnd(10)} ${percentOf(textLoss).padStart(8)}  ${bytes.padStart(10)}  ${describeChange(change)}${decide}`;
}

function describeChange({ removed, removedAttention, removedMlp, repair, precision }: AnsweredChange): string {
  const parts = [
    ...(removed.length > 0 ? [`without ${removed.join(',')}`] : []),
    ...(removedAttention.length > 0 ? [`without attention ${removedAttention.join(',')}`] : []),
    ...(removedMlp.length > 0 ? [`without MLP ${removedMlp.join(',')}`] : []),
    ...(repair === null ? [] : [`repaired by ${repair}`]),
    ...(precision === null ? [] : [`${precision} weights`]),
  ];
  return parts.join(', ');
}
