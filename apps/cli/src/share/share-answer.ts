import type { ScoreResult } from '@lamina/engine';
import { findHubReference, slugOf } from '@lamina/hub';
import { MEASURES } from '@lamina/metrics';
import { SHARED_FORMAT, type SharedFile } from '@lamina/uploads';
import packageJson from '../../package.json' with { type: 'json' };
import { chooseText } from '../options/choose-text.ts';
import { writeText } from '../write-result.ts';
import { measureBlocks } from './measure-blocks.ts';

/** Documents of the text that are read: enough to order blocks, few enough for every machine. */
const DOCUMENTS = 16;
/** Terms of shared numbers. */
const LICENCE = 'CC-BY-4.0';

/** The contributor, and the file that is shared. */
export interface Sharing {
  readonly file: string;
  /** Who measured, as it is shown wherever the numbers are. */
  readonly contributor: string;
}

/**
 * Measures every block of the model, and writes a file that another Lamina imports: the answer, the scores of every block with their sums, digests, machine
 * and versions. It holds no text, and no path of this machine.
 * @param reference how the command names the model
 * @param answer what `--json` writes
 */
export async function shareAnswer(reference: string, model: string, answer: object, { file, contributor }: Sharing): Promise<void> {
  const { text, documents } = (await chooseText(model)).calibration;
  const result = await measureBlocks(model, documents.slice(0, DOCUMENTS));
  const shared: SharedFile = {
    format: SHARED_FORMAT,
    contributor,
    licence: LICENCE,
    measuredAt: new Date().toISOString(),
    version: packageJson.version,
    // A reference that stays as it is names a folder or a file, which may look like a name on the hub.
    model: describeModel(reference, model === reference ? null : (findHubReference(reference)?.repo ?? null), result),
    machine: describeMachine(result),
    scores: describeScores(text, result),
    answer: forget(reference, answer, slugOf(reference)),
  };
  writeText(file, `${JSON.stringify(shared)}\n`);
  process.stderr.write(`${file} holds what was measured, without any text; lamina import ${file} brings it to another Lamina\n`);
}

function describeModel(reference: string, hubId: string | null, { model }: ScoreResult): SharedFile['model'] {
  return {
    slug: slugOf(reference),
    hubId,
    weightsSha256: model.digests.weightsSha256,
    format: model.format,
    architecture: model.architecture,
    blocks: model.blocks,
    parameters: model.parameters,
    precision: model.precision,
  };
}

function describeMachine({ runtime }: ScoreResult): SharedFile['machine'] {
  return { device: runtime.device, provider: runtime.provider, runtime: `ONNX Runtime ${runtime.version}`, threads: runtime.threads };
}

function describeScores(text: string, { definition, units, ...result }: ScoreResult): SharedFile['scores'] {
  const { documents, window, tokens, idsSha256, textSha256 } = definition;
  if (result.lossIncrease === null || textSha256 === null) throw new Error('losses without each block are measured on a text');
  const measured = [
    { measure: MEASURES.blockInfluence.id, series: result.blockInfluence, sums: units.blockInfluence },
    { measure: MEASURES.lossIncrease.id, series: result.lossIncrease, sums: units.lossIncrease },
  ];
  return {
    text,
    textSha256,
    documents,
    window,
    tokens,
    idsSha256,
    measures: measured.map(({ measure, series: { mean, sum, count }, sums }) => ({
      measure,
      mean,
      sum,
      count,
      units: sums.map((unit) => ({ sum: [...unit.sum], count: [...unit.count] })),
    })),
  };
}

/** The answer without the place of the model on this machine, which its commands name. */
function forget(place: string, answer: object, slug: string): SharedFile['answer'] {
  const named = JSON.stringify(place).slice(1, -1);
  return JSON.parse(JSON.stringify(answer).replaceAll(named, slug));
}
