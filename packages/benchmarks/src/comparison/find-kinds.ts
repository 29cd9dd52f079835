import { joinWords, removesNothing } from '@lamina/plans';
import type { AnswerCandidate } from '../answer/answer-model.ts';
import { shareSaved } from '../answer/saved.ts';
import type { StoredText } from '../answer/stored-changes.ts';
import { countOf, FACTOR, type Finding, factorOf, interpolate, percent } from './finding.ts';
import { writeFactor } from './removal-cost.ts';

/** The measured changes of a model. */
export interface ChangedModel {
  readonly name: string;
  readonly candidates: readonly Pick<AnswerCandidate, 'change' | 'saved' | 'texts'>[];
}

const KINDS = ['layers', 'bits', 'words'] as const;
type Kind = (typeof KINDS)[number];

/** The rest of `1.2 × …`. */
const WITH: Readonly<Record<Kind, string>> = { layers: 'with fewer layers', bits: 'with fewer bits', words: 'with fewer words' };

/** A change of one kind. */
interface KindPoint {
  /** Saved bytes ÷ bytes of the whole file. */
  readonly share: number;
  /** The largest of its losses. */
  readonly worst: StoredText;
}

/** The finding that compares three ways to save bytes: fewer units, weights of fewer bits, fewer tokens. */
export function findKinds({ name, candidates }: ChangedModel): Omit<Finding, 'modelKey'> {
  const lines = KINDS.flatMap((kind) => {
    const points = listCheapest(candidates.filter(({ change }) => kindOf(change) === kind));
    return points.length === 0 ? [] : [{ kind, points }];
  });
  const isCompared = lines.length > 1;
  const count = lines.reduce((sum, { points }) => sum + points.length, 0);
  const share = Math.min(...lines.map(({ points }) => Math.max(...points.map((point) => point.share))));
  const parts = lines
    .map(({ kind, points }) => ({
      kind,
      log: interpolate(
        points.map(({ share: x, worst }) => ({ x, log: worst.logLoss })),
        share,
      ),
    }))
    .toSorted((a, b) => a.log - b.log)
    .map(({ kind, log }) => `${writeFactor(Math.exp(log))} ${WITH[kind]}`);
  return {
    id: 'kinds',
    question: 'Layers, bits or words?',
    sentence: isCompared
      ? `With its file ${percent(share, 1)} smaller, ${name} has ${joinWords(parts)} of its perplexity on the text that each change harms most (cheapest of the changes measured, ${countOf(count, 'size')}).`
      : `Not measured yet: changes of ${name} of two kinds that make its file smaller.`,
    caveat:
      'Each kind is shown by its cheapest changes; between two measured sizes the logarithm is interpolated. A model with fewer words can no longer write some characters, which no perplexity of these texts counts.',
    text: null,
    count: isCompared ? count : 0,
    chart: {
      x: { title: 'Saved bytes of the file, %', isLogarithmic: false, isWhole: false },
      y: FACTOR,
      isJoined: true,
      series: (isCompared ? lines : []).map(({ kind, points }) => ({
        name: WITH[kind],
        points: points.map(({ share: x, worst }) => ({ x: 100 * x, ...factorOf(worst) })),
      })),
    },
    table: {
      columns: ['kind', 'share of the file saved', 'perplexity ÷ whole', 'text'],
      rows: (isCompared ? lines : []).flatMap(({ kind, points }) =>
        points.map(({ share: saved, worst }) => [WITH[kind], saved, Math.exp(worst.logLoss), worst.text]),
      ),
    },
  };
}

/** Null for a change of several kinds. */
function kindOf({ remove, precision, keepVocabulary }: AnswerCandidate['change']): Kind | null {
  const kinds = [
    removesNothing(remove) ? null : 'layers',
    precision === null ? null : 'bits',
    keepVocabulary === null ? null : 'words',
  ] as const;
  const [first = null, ...others] = kinds.filter((kind) => kind !== null);
  return others.length === 0 ? first : null;
}

/** Changes that save bytes, smallest saving first, without those that save no more than a cheaper one. */
function listCheapest(candidates: ChangedModel['candidates']): readonly KindPoint[] {
  const points = candidates.flatMap(({ saved, texts }) => {
    const share = shareSaved(saved, 'bytes');
    const [worst] = texts.toSorted((a, b) => b.logLoss - a.logLoss);
    return share === null || share <= 0 || worst === undefined ? [] : [{ share, worst }];
  });
  const isBeaten = ({ share, worst }: KindPoint): boolean =>
    points.some(
      (other) =>
        other.share >= share && other.worst.logLoss <= worst.logLoss && (other.share > share || other.worst.logLoss < worst.logLoss),
    );
  return points.filter((point) => !isBeaten(point)).toSorted((a, b) => a.share - b.share);
}
