import { type AnsweredChange, type AnsweredEntry, type ModelAnswer, percentOf } from '@lamina/benchmarks';
import type { MeasuredAnswer } from '@lamina/engine';

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
    ...toShape(answer.answer),
    ...{ removableAt, removableUpTo },
    alternatives: answer.alternatives.map((entry) => ({ verdict: entry.verdict, ...toShape(entry) })),
    front: answer.front.map((entry) => ({ verdict: entry.verdict, ...toShape(entry) })),
    leftOut: {
      benchmarks: answer.leftOut.benchmarks,
      changes: answer.leftOut.changes.map(({ change, why }) => ({ change: toChange(change), why })),
    },
    seconds,
  };
}

function toShape(entry: AnsweredEntry | null) {
  if (entry === null) return { change: null, losses: null, saved: null, command: null };
  return { change: toChange(entry.change), losses: entry.losses, saved: entry.saved, command: entry.command };
}

function toChange({ removed, ...rest }: AnsweredChange) {
  return { remove: removed, ...rest };
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
  const decide = documentsToDecide === null ? '' : ` (${documentsToDecide} documents would decide)`;
  return `  ${verdict.padEnd(10)} ${percentOf(textLoss).padStart(8)}  ${bytes.padStart(10)}  ${describeChange(change)}${decide}`;
}

function describeChange({ removed, removedAttention, removedMlp, repair, precision }: AnsweredChange): string {
  const parts = [
    ...(removed.length > 0 ? [`without ${removed.join(',')}`] : []),
    ...(removedAttention.length > 0 ? [`without attention ${removedAttention.join(',')}`] : []),
    ...(removedMlp.length > 0 ? [`without MLP ${removedMlp.join(',')}`] : []),
    ...(repair === null ? [] : [`repaired by ${repair}`]),
    ...(precision === null ? [] : [precision]),
  ];
  return parts.join(', ');
}
