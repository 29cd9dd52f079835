/** A recommendation of the API, as far as the page repeats its numbers. */
export interface AnsweredNumbers {
  readonly maximumLoss: number;
  readonly comparedCount: number;
}

/** The removal that it recommends. */
export interface ChosenNumbers {
  readonly loss: number;
  readonly lossInterval: { readonly low: number; readonly high: number };
  readonly probabilityWithin: number;
  readonly correctedProbability: number;
  readonly otherLoss: {
    readonly metric: string;
    readonly loss: number;
    readonly lossInterval: { readonly low: number; readonly high: number };
  } | null;
  readonly saves: {
    readonly parameters: number;
    readonly parameterRatio: number;
    readonly bytes: number | null;
    readonly cacheBytesPerToken: number | null;
  };
}

/** What the page must say about a recommended removal: parts of its sentence, and of its list of facts. */
export function describeAnswer({ maximumLoss, comparedCount }: AnsweredNumbers, choice: ChosenNumbers): readonly string[] {
  const { loss, lossInterval, probabilityWithin, correctedProbability, otherLoss, saves } = choice;
  const corrected = correctedProbability < 0.005 ? 'nothing sure' : writeLowest(correctedProbability);
  const correction = `; ${corrected} after correction for ${write(comparedCount, { maximumFractionDigits: 0 })} compared removals`;
  return [
    `an estimated loss of ${writePercent(loss)} (95 %: ${writePercent(lossInterval.low)} to ${writePercent(lossInterval.high)})`,
    `How sure${writeProbability(probabilityWithin)} that it loses at most ${writePercent(maximumLoss)}${comparedCount === 1 ? '' : correction}`,
    `What else it loses${writeOtherLoss(otherLoss)}`,
    `Parameters saved${write(saves.parameters, { notation: 'compact', maximumSignificantDigits: 3 })} (${writePercent(saves.parameterRatio)})`,
    `Weights saved${writeBytes(saves.bytes)}`,
    `Cache saved per token${writeBytes(saves.cacheBytesPerToken)}`,
  ];
}

function write(value: number, options: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat('en', options).format(value).replaceAll('-', '−');
}

function writePercent(ratio: number, maximumFractionDigits = 1): string {
  return `${write(ratio * 100, { maximumFractionDigits })} %`;
}

function writeOtherLoss(other: ChosenNumbers['otherLoss']): string {
  if (other === null) return 'not measured';
  const { metric, loss, lossInterval } = other;
  if (metric !== 'perplexity')
    return `${writePercent(loss)} (95 %: ${writePercent(lossInterval.low)} to ${writePercent(lossInterval.high)})`;
  const [ratio, low, high] = [loss, lossInterval.low, lossInterval.high].map((share) => (1 + share).toFixed(2));
  return `perplexity ${ratio} times that of the whole model (95 %: ${low} to ${high})`;
}

/** Nothing is certain. */
function writeProbability(value: number): string {
  if (value > 0.995) return 'above 99 %';
  return value < 0.005 ? 'below 1 %' : writePercent(value, 0);
}

function writeLowest(value: number): string {
  return value > 0.995 ? writeProbability(value) : `at least ${writeProbability(value)}`;
}

function writeBytes(bytes: number | null): string {
  if (bytes === null) return 'not measured';
  const power = Math.floor(Math.log2(Math.max(bytes, 1)) / 10);
  const options = power === 0 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return `${write(bytes / 1024 ** power, options)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
}
