import { SAVES } from '@lamina/benchmarks';
import type { EntryFactsFragment } from '../../generated/graphql.ts';
import type { BadgeTone } from '../ui/badge.tsx';
import { numbers } from '../ui/numbers.ts';
import type { SavingName } from './answer-params.ts';
import { type ChangeKind, describeFacts, getChangeKind } from './describe-change.ts';

/** One judged change as a point: what it saves, and what it costs. */
export interface FrontPoint {
  readonly entry: EntryFactsFragment;
  readonly kind: ChangeKind;
  /** Share of the asked quantity that it saves; of speed, the gain: 0.06 = 6 % faster. */
  readonly saving: number;
  /** ln(1 + text loss). */
  readonly logLoss: number;
  readonly isSafe: boolean;
  /** No other point saves as much and costs less. */
  readonly isOnFront: boolean;
}

/** The points of a chart in order of saving. Changes of which the asked saving is not known are left out. */
export function listFrontPoints(front: readonly EntryFactsFragment[], save: SavingName): readonly FrontPoint[] {
  const points = front.flatMap((entry) => {
    const saving = readSaving(entry.saved, save);
    if (saving === null) return [];
    return [{ entry, kind: getChangeKind(entry.change), saving, logLoss: Math.log1p(entry.textLoss), isSafe: entry.verdict === 'SAFE' }];
  });
  return points
    .map((point) => ({
      ...point,
      isOnFront: !points.some((other) => other.saving >= point.saving && other.logLoss < point.logLoss),
    }))
    .toSorted((a, b) => a.saving - b.saving || a.logLoss - b.logLoss);
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

const NOUNS: Partial<Readonly<Record<ChangeKind, string>>> = { attention: 'attentions', block: 'whole blocks', MLP: 'MLPs' };

/** `Nothing that saves bytes is safe at 10 %`: what saves something else may be. */
export function sayNothingSafe(save: SavingName, limit: number): string {
  return `Nothing that ${SAVES[save]} is safe at ${numbers.percent(limit)}`;
}

/** `Some attentions can go, MLPs perhaps, whole blocks cannot`: the title of the chart. */
export function describeFront(points: readonly FrontPoint[], save: SavingName, limit: number): string {
  if (points.every(({ isSafe }) => !isSafe)) return sayNothingSafe(save, limit);
  const kinds = (['attention', 'block', 'MLP'] as const).filter((kind) => points.some((point) => point.kind === kind));
  const byEnd = Map.groupBy(kinds, (kind) => sayWhetherSafe(points.filter((point) => point.kind === kind)));
  if (!byEnd.has('can go')) return 'No removal alone is safe';
  const parts = (['can go', 'perhaps', 'cannot'] as const).flatMap((end) => {
    const nouns = byEnd.get(end)?.map((kind) => NOUNS[kind]);
    return nouns ? [`${nouns.join(' and ')} ${end}`] : [];
  });
  return `Some ${parts.join(', ')}`;
}

/** Of a kind whose changes are not all too costly, one may still prove safe. */
function sayWhetherSafe(ofKind: readonly FrontPoint[]): 'can go' | 'perhaps' | 'cannot' {
  if (ofKind.some(({ isSafe }) => isSafe)) return 'can go';
  return ofKind.every(({ entry }) => entry.verdict === 'TOO_COSTLY') ? 'cannot' : 'perhaps';
}

/** Each verdict in a word. */
export const VERDICTS: Readonly<Record<EntryFactsFragment['verdict'], { readonly word: string; readonly tone: BadgeTone }>> = {
  SAFE: { word: 'Safe', tone: 'good' },
  POSSIBLE: { word: 'Possible', tone: 'warn' },
  TOO_COSTLY: { word: 'Too costly', tone: 'bad' },
  UNKNOWN: { word: 'Not decided', tone: 'plain' },
};

/** Shown where a ratio could be, but was not measured. */
export const NOT_MEASURED = 'not measured';

/** What a mark of the chart says. */
export function describePoint({ entry, saving }: FrontPoint, save: SavingName): string {
  const verdict = VERDICTS[entry.verdict].word.toLowerCase();
  const change = describeFacts(entry.change, true);
  return [
    `${change.slice(0, 1).toUpperCase()}${change.slice(1)}`,
    `${writeLoss(entry.textLoss)} perplexity, ${verdict}`,
    save === 'speed' ? `${numbers.percent(saving)} faster` : `${numbers.percent(saving)} of the ${save} saved`,
  ].join('\n');
}

/** `+9.9 %`, `−0.3 %`, `under 0.1 %`, from a doubling on `2.9 ×`. */
export function writeLoss(loss: number): string {
  if (loss >= 999) return 'over 1,000 ×';
  if (loss >= 1) return `${numbers.rounded(1 + loss, loss < 99 ? 2 : 3)} ×`;
  return numbers.percent(loss, Math.abs(loss) < 0.1 ? 1 : 0, 'always');
}
