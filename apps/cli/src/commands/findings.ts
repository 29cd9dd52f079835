import { listFindings } from '@lamina/benchmarks';
import { listRecordedMeasurements } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { Command } from 'commander';
import { RECORDING_FOLDER } from '../env.ts';
import { describeFindings } from '../findings/describe-findings.ts';
import { readRecordingOrigin } from '../read-recording-origin.ts';
import { writeResult } from '../write-result.ts';

interface FindingsFlags {
  readonly recording: string;
  readonly json?: string;
}

export function createCommand(): Command {
  return new Command()
    .argument('[model]', 'short name of a recorded model; default: every real model')
    .option('--recording <folder>', 'folder of another recording', RECORDING_FOLDER)
    .option('--json <file>', 'write the findings as JSON, with the numbers behind them (- for stdout)')
    .action((slug: string | undefined, { recording, json }: FindingsFlags) => {
      const origin = readRecordingOrigin(recording);
      const findings = listFindings(readModels(recording, slug));
      writeResult(json, { ...origin, findings }, describeFindings(findings, origin));
    });
}

/** @throws AppError NOT_FOUND for a model that is not in the recording */
function readModels(recording: string, slug: string | undefined) {
  const all = listRecordedMeasurements(recording);
  const wanted = all.filter(({ model }) => (slug === undefined ? !model.isBundled : model.slug === slug));
  if (slug !== undefined && wanted.length === 0)
    throw new AppError('NOT_FOUND', `there is no recorded model "${slug}"; choose one of ${all.map(({ model }) => model.slug).join(', ')}`);
  return wanted.map(({ model, removals }) => ({ key: model.slug, name: model.name, removals }));
}
