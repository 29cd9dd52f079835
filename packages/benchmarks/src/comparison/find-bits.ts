import {
  chooseRoundings,
  chooseRoundingType,
  compareRoundings,
  LOSS_MEASURES,
  type RoundedLayer,
  type RoundingAgreement,
  rankAscending,
  type ScoredLayer,
} from '@lamina/metrics';
import { joinWords, nameUnits } from '@lamina/plans';
import type { Finding } from './finding.ts';

/** Measurements of a model in fewer bits. */
export interface RoundedModel {
  readonly name: string;
  /** Units that were rounded alone. */
  readonly roundings: readonly RoundedLayer[];
  /** Scores of the same units. */
  readonly scores: readonly ScoredLayer[];
}

/** Whether a score of what removal does tells where bits matter. */
export function findBits({ name, roundings, scores }: RoundedModel): Omit<Finding, 'modelKey'> {
  const chosen = chooseRoundings(roundings);
  const type = chooseRoundingType(chosen);
  // A block's divergence is the sum of those of its attention and its MLP, so it would repeat what these say.
  const all = compareRoundings(chosen, scores).filter(({ unit }) => unit !== 'block');
  const compared = all.filter((one) => one.type === type);
  const [first] = compared;
  const units = nameUnits([...new Set(compared.map(({ unit }) => unit))]);
  const told = compared.map((one) => `${writeCorrelation(one)} for ${nameUnits([one.unit])} by ${nameScore(one)}`);
  return {
    id: 'bits',
    question: 'Does a removal score tell where bits matter?',
    sentence:
      first === undefined
        ? `Not measured yet: roundings of single attentions and MLPs of ${name}, beside scores of the same units.`
        : `Rounded alone to ${first.type}, ${units} of ${name} move the next tokens on ${first.text} in an order that has the rank correlation ${joinWords(told)}.`,
    caveat: 'Rank 1 is the lowest. Few blocks leave wide intervals, and a file that is quantized itself does not count its own rounding.',
    text: first === undefined ? null : first.text,
    count: compared.reduce((sum, { pointCount }) => sum + pointCount, 0),
    chart: {
      x: { title: 'Rank of the score', isLogarithmic: false, isWhole: true },
      y: { title: 'Rank of the divergence', isLogarithmic: false, isWhole: true },
      isJoined: false,
      series: compared.map((one) => {
        const ranks = rankAscending(one.divergences);
        return {
          name: `${nameUnits([one.unit])}, ${nameScore(one)}`,
          points: rankAscending(one.scores).map((x, place) => ({ x, y: ranks[place] ?? x, low: null, high: null })), // as many as the scores
        };
      }),
    },
    table: {
      columns: ['units', 'score', 'type', 'rank correlation', 'lower end', 'upper end', 'blocks'],
      rows: all.map((one) => [
        nameUnits([one.unit]),
        nameScore(one),
        one.type,
        one.correlation,
        one.interval?.low ?? null,
        one.interval?.high ?? null,
        one.pointCount,
      ]),
    },
  };
}

function nameScore({ metric }: RoundingAgreement): string {
  return Object.values(LOSS_MEASURES).some(({ id }) => id === metric) ? 'removal loss' : 'influence';
}

/** `0.41 (−0.05 to 0.70)` */
function writeCorrelation({ correlation, interval }: RoundingAgreement): string {
  const write = (value: number): string => value.toFixed(2).replace('-', '−');
  if (correlation === null) return 'that is not defined';
  return interval === null ? write(correlation) : `${write(correlation)} (${write(interval.low)} to ${write(interval.high)})`;
}
