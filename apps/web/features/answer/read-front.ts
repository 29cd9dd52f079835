import { describeVerdict, SAVES } from '@lamina/benchmarks';
import { capitalise, joinWords, readMixture } from '@lamina/plans';
import type { EntryFactsFragment } from '../../generated/graphql.ts';
import type { ShownTable } from '../export/shown-table.ts';
import type { BadgeTone } from '../ui/badge.tsx';
import { numbers } from '../ui/numbers.ts';
import type { Question, SavingName } from './answer-params.ts';
import { type ChangeKind, describeFacts, getChangeKind } from './describe-change.ts';

/** One judged change as a point: what it saves, and what it costs. */
export interface FrontPoint {
  readonly entry: EntryFactsFragment;
  readonly kind: ChangeKind;
  /** Share of the asked quantity that it saves; of speed, the gain: 0.06 = 6 % faster. */
  readonly saving: number;
  /** The share of perplexity that is added. */
  readonly loss: number;
  readonly isWithin: boolean;
  /** No other point saves as much and costs less. */
  readonly isOnFront: boolean;
}

/** The points of a chart in order of saving. Changes of which the asked saving is not known are left out. */
export function listFrontPoints(front: readonly EntryFactsFragment[], save: SavingName): readonly FrontPoint[] {
  const points = front.flatMap((entry) => {
    const saving = readSaving(entry.saved, save);
    if (saving === null) return [];
    return [{ entry, kind: getChangeKind(entry.change), saving, loss: entry.textLoss, isWithin: entry.verdict === 'WITHIN' }];
  });
  return points
    .map((point) => ({
      ...point,
      isOnFront: !points.some((other) => other.saving >= point.saving && other.loss < point.loss),
    }))
    .toSorted((a, b) => a.saving - b.saving || a.loss - b.loss);
}

function readSaving(saved: EntryFactsFragment['saved'], save: SavingName): number | null {
  if (save === 'speed') return saved.speed?.writing ? saved.speed.writing.ratio - 1 : null;
  const [before, after] = {
    bytes: [saved.bytesBefore, saved.bytesAfter],
    cache: [saved.cacheBytesPerTokenBefore, saved.cacheBytesPerTokenAfter],
    parameters: [saved.parametersBefore, saved.parametersAfter],
  }[save];
  return typeof before === 'number' && typeof after === 'number' && before > 0 ? 1 - after / before : null;
}

/**
 * Types and number formats of the whole model, from nothing saved at nothing lost: whatever else is done must beat them. Of two, one that saves less and costs
 * more is left out.
 */
export function listUniform(points: readonly FrontPoint[]): readonly FrontPoint[] {
  const uniform = points.filter(({ kind, entry: { change } }) => {
    return kind === 'fewer bits' && change.precision !== null && readMixture(change.precision) === null;
  });
  return uniform.filter((point) => !uniform.some((other) => other !== point && other.saving >= point.saving && other.loss <= point.loss));
}

/** Kinds that the title names. */
const NOUNS = {
  attention: 'attentions',
  block: 'whole blocks',
  MLP: 'MLPs',
  'fewer bits': 'bits',
  'fewer tokens': 'tokens',
} as const satisfies Partial<Readonly<Record<ChangeKind, string>>>;

/** `Nothing that saves bytes is within 10 %`: a change that saves something else may be. */
export function sayNothingWithin(save: SavingName, limit: number): string {
  return `Nothing that ${SAVES[save]} is within ${numbers.percent(limit)}`;
}

/** `Some attentions can go, MLPs perhaps, whole blocks cannot`: the title of the chart. */
export function describeFront(points: readonly FrontPoint[], save: SavingName, limit: number): string {
  if (points.every(({ isWithin }) => !isWithin)) return sayNothingWithin(save, limit);
  const named = Object.keys(NOUNS) as (keyof typeof NOUNS)[];
  const kinds = named.filter((kind) => points.some((point) => point.kind === kind));
  const byEnd = Map.groupBy(kinds, (kind) => sayWhether(points.filter((point) => point.kind === kind)));
  if (!byEnd.has('can go')) return `No change alone is within ${numbers.percent(limit)}`;
  const parts = (['can go', 'perhaps', 'cannot'] as const).flatMap((end) => {
    const nouns = byEnd.get(end)?.map((kind) => NOUNS[kind]);
    return nouns ? [`${joinWords(nouns)} ${end}`] : [];
  });
  return `Some ${parts.join(', ')}`;
}

/** If not every change of a kind is beyond the limit, one may still prove to be within. */
function sayWhether(ofKind: readonly FrontPoint[]): 'can go' | 'perhaps' | 'cannot' {
  if (ofKind.some(({ isWithin }) => isWithin)) return 'can go';
  return ofKind.every(({ entry }) => entry.verdict === 'BEYOND') ? 'cannot' : 'perhaps';
}

/** The colour of each verdict. */
export const TONES: Readonly<Record<EntryFactsFragment['verdict'], BadgeTone>> = {
  WITHIN: 'good',
  POSSIBLE: 'warn',
  BEYOND: 'bad',
  UNKNOWN: 'plain',
};

/** A verdict at the beginning of a line: `Within 10 %`, `Possible`. */
export function writeVerdict(verdict: EntryFactsFragment['verdict'], limit: number): string {
  return capitalise(describeVerdict(verdict, limit));
}

/** Shown where a ratio could be, but was not measured. */
export const NOT_MEASURED = 'not measured';

/** The words of a mark of the chart. */
export function describePoint({ entry, saving }: FrontPoint, save: SavingName, limit: number): string {
  const verdict = describeVerdict(entry.verdict, limit);
  return [
    capitalise(describeFacts(entry.change, true)),
    `${writeLoss(entry.textLoss)} perplexity, ${verdict}`,
    save === 'speed' ? `${numbers.percent(saving)} faster` : `${numbers.percent(saving)} of the ${save} saved`,
  ].join('\n');
}

/** `bytes saved`, `writing faster by` */
export function nameSaving(save: SavingName): string {
  return save === 'speed' ? 'writing faster by' : `${save} saved`;
}

/** The points as rows, in the words of the chart. Files have the command of each, too. */
export function tabulateFront(points: readonly FrontPoint[], { save, limit }: Question, slug: string): ShownTable {
  const column = { about: '', numeric: false, isDetail: false };
  return {
    title: `Loss against saving, ${slug}`,
    columns: [
      { ...column, id: 'change', title: 'Change' },
      { ...column, id: 'verdict', title: 'Verdict' },
      { ...column, id: 'loss', title: 'Perplexity added', about: 'a share: 0.05 = 5 %', numeric: true },
      {
        ...column,
        id: 'saving',
        title: capitalise(nameSaving(save)),
        about: 'a share: 0.05 = 5 %',
        numeric: true,
      },
      { ...column, id: 'command', title: 'Command', isDetail: true },
    ],
    rows: points.map(({ entry, saving }) => {
      const [change, verdict] = [describeFacts(entry.change, true), describeVerdict(entry.verdict, limit)];
      return [
        { value: change, text: change },
        { value: verdict, text: verdict },
        { value: entry.textLoss, text: writeLoss(entry.textLoss) },
        { value: saving, text: numbers.percent(saving, 1) },
        { value: entry.command, text: '' },
      ];
    }),
  };
}

/** `+9.9 %`, `−0.3 %`, `under 0.1 %`, from a doubling on `2.9 ×`. */
export function writeLoss(loss: number): string {
  if (loss >= 999) return 'over 1,000 ×';
  if (loss >= 1) return `${numbers.rounded(1 + loss, loss < 99 ? 2 : 3)} ×`;
  return numbers.percent(loss, Math.abs(loss) < 0.1 ? 1 : 0, 'always');
}
