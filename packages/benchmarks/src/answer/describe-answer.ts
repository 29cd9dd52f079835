import { formatCount } from '@lamina/plans';
import { intervalOfText } from '../text-loss/text-loss.ts';
import {
  findCheapest,
  findLargestWithin,
  type JudgedChange,
  type Judgement,
  listJudgingSources,
  type MeasuredChange,
  type Verdict,
} from './judge-changes.ts';
import { SAVES, type Saving } from './saved.ts';

/** A judged change in words. */
export interface NamedChange extends MeasuredChange {
  /** As in `Without block 14` or `As 8-bit weights`; the first word of a sentence. */
  readonly label: string;
  /** The saving in words, as in `the file shrinks from 98.4 MB to 96.7 MB`. */
  readonly saving: string;
  /** Sentences that a reader must know before taking it; null = there are none. */
  readonly caveat: string | null;
}

/** `WITHIN`: a change is named that stays within the limit. `NONE_WITHIN`: none is shown to. */
export type AnswerVerdict = 'WITHIN' | 'NONE_WITHIN';

/** An answer in words. */
export interface AnswerInWords {
  readonly sentence: string;
  /** Sentences that a reader must know before taking the change that the sentence names; null = there is nothing to say. */
  readonly caveat: string | null;
}

/** The question, and whether the asked quantity is known of any change. */
interface Asked {
  readonly limit: number;
  readonly save: Saving;
  readonly isMeasured: boolean;
}

/**
 * The answer as one or two sentences with its numbers: the WITHIN change that saves most, or that none is shown to stay within the limit and what the cheapest
 * change costs that saves the asked quantity. A POSSIBLE change is never named as an answer, and no other quantity than the asked one is.
 */
export function describeAnswer(judgement: Judgement<NamedChange>, { limit, save, isMeasured }: Asked): AnswerInWords {
  const largest = findLargestWithin(judgement);
  if (largest !== null) {
    const { label, saving } = largest.change;
    return withCaveat(largest, `${label}: ${describeLoss(largest)}, within ${percentOf(limit)}; ${saving}.`);
  }
  if (!isMeasured) return withoutCaveat(`${NOUNS[save]} was not measured, so it is not known what can go within ${percentOf(limit)}.`);
  const cheapest = findCheapest(judgement);
  const saves = SAVES[save];
  if (cheapest === null)
    return withoutCaveat(`Nothing that ${saves} was measured, so it is not known what can go within ${percentOf(limit)}.`);
  const isShown = judgement.judged.every(({ verdict }) => verdict === 'BEYOND');
  const stays = isShown ? 'stays' : 'is shown to stay';
  const sources = listJudgingSources(cheapest.change.texts).length;
  const few = sources < 2 ? `, ${sources === 0 ? 'no independent source judges it' : 'only one independent source judges it'}` : '';
  return withCaveat(
    cheapest,
    `Nothing measured that ${saves} ${stays} within ${percentOf(limit)}. The cheapest: ${lowerFirst(cheapest.change.label)}, ${describeLoss(cheapest)}${few}.`,
  );
}

/** A sentence that names a change. */
function withCaveat({ change: { caveat } }: JudgedChange<NamedChange>, sentence: string): AnswerInWords {
  return { sentence, caveat };
}

/** A sentence that names no change. */
function withoutCaveat(sentence: string): AnswerInWords {
  return { sentence, caveat: null };
}

/** Why no loss is known, where the model knows the language of no text. */
export function describeUnknown(texts: readonly string[]): string {
  return `The model does not know the language of ${texts.join(', ')}, so no loss was measured; name a text in its language.`;
}

/** The quantities at the beginning of a sentence. */
const NOUNS: Readonly<Record<Saving, string>> = {
  bytes: 'File size',
  cache: 'Cache',
  speed: 'Speed',
  parameters: 'The number of parameters',
};

/** The change that fits a size and costs least, as a sentence; or that none fits, and which is the smallest. @param fit bytes of the file */
export function describeFit(
  fitting: JudgedChange<NamedChange> | null,
  smallest: JudgedChange<NamedChange> | null,
  fit: number,
): AnswerInWords {
  const size = `${(fit / 1e6).toFixed(1)} MB`;
  if (fitting !== null)
    return withCaveat(fitting, `${fitting.change.label}: ${describeLoss(fitting)}; ${fitting.change.saving}, at most ${size}.`);
  if (smallest === null) return withoutCaveat(`Nothing that saves bytes was measured, so it is not known what fits ${size}.`);
  return withCaveat(
    smallest,
    `Nothing measured fits ${size}. The smallest: ${lowerFirst(smallest.change.label)}, ${describeLoss(smallest)}; ${smallest.change.saving}.`,
  );
}

/** A verdict in words: `within 10 %`, `possible`, `beyond 10 %`, `not decided`. */
export function describeVerdict(verdict: Verdict, limit: number): string {
  switch (verdict) {
    case 'WITHIN':
      return `within ${percentOf(limit)}`;
    case 'POSSIBLE':
      return 'possible';
    case 'BEYOND':
      return `beyond ${percentOf(limit)}`;
    case 'UNKNOWN':
      return 'not decided';
  }
}

/**
 * `9.9 % more perplexity (8.0 to 11.8 %) on austen`, `perplexity changes by −0.4 % (−0.6 to −0.2 %) on austen`, with the two-sided 95 % interval of the text
 * that shows the largest loss.
 */
function describeLoss({ textLoss, worst }: Pick<JudgedChange<MeasuredChange>, 'textLoss' | 'worst'>): string {
  const interval = intervalOfText(worst);
  if (textLoss >= LARGE_LOSS) {
    const factors = interval === null ? '' : ` (${factorOf(interval.low)} to ${factorOf(interval.high)})`;
    return `${factorOf(textLoss)} times the perplexity${factors} on ${worst.text}`;
  }
  const between = interval === null ? '' : ` (${oneDecimal(interval.low)} to ${oneDecimal(interval.high)} %)`;
  const share = percentOf(textLoss);
  return share.startsWith('−')
    ? `perplexity changes by ${share}${between} on ${worst.text}`
    : `${share} more perplexity${between} on ${worst.text}`;
}

interface TaskLossWithEnds {
  readonly task: string;
  readonly loss: number;
  /** Ends of the two-sided 95 % interval; null where it is not known. */
  readonly low: number | null;
  readonly high: number | null;
}

/** `arc_easy loses 33 % of its score above chance (5 to 61 %)`, or `arc_easy gains 4 % …` where the score is higher than that of the whole model. */
export function describeTaskLoss({ task, loss, low, high }: TaskLossWithEnds): string {
  const [verb, share, from, to] = loss < 0 ? ['gains', -loss, high && -high, low && -low] : ['loses', loss, low, high];
  const between = from === null || to === null ? '' : ` (${wholePercent(from)} to ${wholePercent(to)} %)`;
  return `${task} ${verb} ${wholePercent(share)} % of its score above chance${between}`;
}

/** From it on, at twice the perplexity, a factor is easier to read than a percentage. */
const LARGE_LOSS = 1;

/** A loss in text without an interval: `3.5 %`, or `5,939 times` where a factor is easier to read. */
export function lossOf(textLoss: number): string {
  return textLoss < LARGE_LOSS ? percentOf(textLoss) : `${factorOf(textLoss)} times`;
}

/** The factor of a loss with at most one decimal, as `2.9` and `5,939`. */
function factorOf(textLoss: number): string {
  const times = textLoss + 1;
  return times < 100 ? times.toFixed(1) : formatCount(Math.round(times));
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

/** A share in percent without decimals, as `33` and `−5`. */
function wholePercent(share: number): string {
  return Math.round(share * 100)
    .toString()
    .replace('-', '−');
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
