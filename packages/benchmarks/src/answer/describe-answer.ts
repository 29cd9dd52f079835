import { findCheapest, findSafest, type JudgedChange, type Judgement, type MeasuredChange } from './judge-changes.ts';
import { SAVES, type Saving } from './saved.ts';
import { intervalOfText } from './text-loss.ts';

/** A judged change in words. */
export interface NamedChange extends MeasuredChange {
  /** As in `Without block 14` or `As 8-bit weights`; the first word of a sentence. */
  readonly label: string;
  /** What it saves in words, as in `the file shrinks from 98.4 MB to 96.7 MB`. */
  readonly saving: string;
}

/** `SAFE`: a change is named. `NONE_SAFE`: none is safe at the limit. */
export type AnswerVerdict = 'SAFE' | 'NONE_SAFE';

/**
 * The answer as one or two sentences with its numbers: the SAFE change that saves most, or that none is safe and what the cheapest change costs.
 * A POSSIBLE change is never named. Where one source alone judged the named change, the sentence says so.
 *
 * @param asked the quantity to save, where another change is safe that saves none of it; undefined where no change is
 */
export function describeAnswer(judgement: Judgement<NamedChange>, limit: number, asked?: Saving): string {
  const safest = findSafest(judgement);
  if (safest !== null) {
    const { label, saving } = safest.change;
    return `${label}: ${describeLoss(safest)}, within ${percentOf(limit)}${describeSources(safest)}; ${saving}.`;
  }
  const cheapest = findCheapest(judgement);
  const saves = asked === undefined ? null : SAVES[asked];
  if (cheapest === null)
    return `Nothing that ${saves ?? 'saves something'} was measured, so it is not known what can go within ${percentOf(limit)}.`;
  const { label } = cheapest.change;
  const isShown = judgement.judged.every(({ verdict }) => verdict === 'TOO_COSTLY');
  const stays = isShown ? 'stays' : 'is shown to stay';
  const measured = saves === null ? 'measured' : `measured that ${saves}`;
  return `Nothing ${measured} ${stays} within ${percentOf(limit)}${describeSources(cheapest)}. The cheapest: ${lowerFirst(label)}, ${describeLoss(cheapest)}.`;
}

function describeSources({ change: { texts } }: JudgedChange<NamedChange>): string {
  const sources = new Set(texts.filter(({ judges }) => judges).map(({ source }) => source));
  return sources.size === 1 ? ', judged on one source' : '';
}

/** `9.9 % more perplexity (8.0 to 11.8 %)`, with the two-sided 95 % interval of the text that shows the largest loss. */
export function describeLoss({ textLoss, worst }: Pick<JudgedChange<MeasuredChange>, 'textLoss' | 'worst'>): string {
  const interval = intervalOfText(worst);
  const between = interval === null ? '' : ` (${oneDecimal(interval.low)} to ${oneDecimal(interval.high)} %)`;
  return textLoss >= LARGE_LOSS ? `${lossOf(textLoss)} the perplexity` : `${percentOf(textLoss)} more perplexity${between}`;
}

/** From it on, at twice the perplexity, a ratio is easier to read than a percentage. */
const LARGE_LOSS = 1;

/** A loss in text without an interval: `3.5 %`, or `5,939 times` where a ratio is easier to read. */
export function lossOf(textLoss: number): string {
  if (textLoss < LARGE_LOSS) return percentOf(textLoss);
  const times = textLoss + 1;
  return `${times < 100 ? times.toFixed(1) : Math.round(times).toLocaleString('en-US')} times`;
}

/** At most one decimal, as `5 %` and `−0.4 %`. */
export function percentOf(share: number): string {
  return `${Number((share * 100).toFixed(1))
    .toString()
    .replace('-', '−')} %`;
}

/** A share in percent, as `8.0` and `−0.4`. */
function oneDecimal(share: number): string {
  return (share * 100)
    .toFixed(1)
    .replace(/^-0\.0$/, '0.0')
    .replace('-', '−');
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
